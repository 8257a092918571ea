/// neat/network/kernels/table.hpp - the kernels of one path, and the plain structures that they take. Private to
/// kernels/: everyone else calls kernels.hpp.
///
/// Included by sources that are compiled for several processors: plain data and declarations only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "neat/genome/gene.hpp"

namespace neat::kernels {

/// A view of weights: element (i, j) is values[i * row + j * column]. Transposing exchanges the strides.
struct Weights {
  const float* values;
  std::size_t rows, columns;
  std::size_t row, column;

  Weights transposed() const { return {values, columns, rows, column, row}; }
};

/// Neurons that only read single features: row i sums the edges [first[i], first[i + 1]) in order, then adds its bias.
struct Neurons {
  std::size_t count;
  const std::uint32_t* first;    ///< [count + 1]
  const std::uint32_t* sources;  ///< of an edge: a row of the values
  const std::uint32_t* weights;  ///< of an edge: a place among the parameters
  const std::uint32_t* biases;   ///< [count]: a place among the parameters, or kNoBias

  static constexpr std::uint32_t kNoBias = 0xffff'ffffU;
};

/// A convolution of square kernels with zeros around the image. REQUIRES: stride >= 1, and a kernel that fits the padded
/// image.
struct Convolution {
  std::size_t in_channels, height, width;  ///< of the image that is read
  std::size_t out_channels;
  std::size_t kernel, stride, padding;

  [[gnu::always_inline]] constexpr std::size_t out_height() const {
    return (height + 2 * padding - kernel) / stride + 1;
  }
  [[gnu::always_inline]] constexpr std::size_t out_width() const {
    return (width + 2 * padding - kernel) / stride + 1;
  }
};

/// Tiles of an image that pass together, so that matrices have 64 columns.
[[gnu::always_inline]] constexpr std::size_t tiles_at_once(std::size_t lanes) {
  return lanes < 64 ? 64 / lanes : 1;
}

/// Windows without zeros around the image. REQUIRES: stride >= 1, and a window that fits.
struct Pool {
  std::size_t channels, height, width;  ///< of the image that is read
  std::size_t kernel_height, kernel_width, stride;
  bool maximum;  ///< else the mean

  [[gnu::always_inline]] constexpr std::size_t out_height() const {
    return (height - kernel_height) / stride + 1;
  }
  [[gnu::always_inline]] constexpr std::size_t out_width() const {
    return (width - kernel_width) / stride + 1;
  }
};

/// What batch normalisation sums over: [pixels x lanes], of which the first `rows` lanes hold rows.
struct Batch {
  std::size_t pixels, lanes, rows;
};
struct Moments {
  float mean, variance;  ///< of a population: divided by the count
};
/// Sums of delta, and of delta times the distance of x from the mean.
struct DeltaSums {
  float delta, product;
};
/// delta becomes delta times `delta`, less `constant`, less the distance of x from the mean times `distance`.
struct BackFactors {
  float delta, constant, distance;
};

/// One step of SGD: v = momentum v + g; theta = theta - shrink theta - rate v, or, `ahead`, - rate (g + momentum v).
struct SgdStep {
  float momentum, shrink, rate;
  bool ahead;
};

/// One step of Adam, as learning/optimiser.hpp has it.
struct AdamStep {
  float beta1, rest1, beta2, rest2, correct1, correct2, epsilon, shrink, rate;
};

struct Table {
  void (*multiply)(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate);
  void (*add_outer)(const float* delta, std::size_t rows, const float* x, std::size_t columns,
                    std::size_t lanes, float* gradient);
  void (*add_lane_sums)(const float* delta, std::size_t rows, std::size_t span, std::size_t lanes,
                        float* gradient);
  void (*add_bias)(const float* bias, std::size_t rows, std::size_t span, std::size_t lanes, float* y);
  /// False: y has the sums; they are still to be activated.
  bool (*run_neurons)(const Neurons& neurons, Activation activation, const float* parameters,
                      const float* values, float* y, std::size_t lanes);
  /// False: this path has none of its own.
  bool (*activate)(Activation activation, float* x, std::size_t count);
  bool (*activate_backward)(Activation activation, const float* y, float* delta, std::size_t count);
  void (*sgd)(const SgdStep& step, const float* gradient, float* velocity, float* theta, std::size_t count);
  void (*adam)(const AdamStep& step, const float* gradient, float* first, float* second, float* theta,
               std::size_t count);
  /// out [16 values][16 lanes, of rows `lanes` apart] = bytes of 16 rows, times scale, plus shift.
  void (*read_bytes)(const std::uint8_t* const (&rows)[16], std::size_t count, float scale, float shift,
                     std::size_t lanes, float* out);
  /// The same of floats.
  void (*read_floats)(const float* const (&rows)[16], std::size_t count, float scale, float shift,
                      std::size_t lanes, float* out);
  /// out [count x 4], of rows `stride` apart, = `count` values of each of 4 rows.
  void (*turn)(const float* const (&rows)[4], std::size_t count, std::size_t stride, float* out);
  void (*convolve)(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
                   bool accumulate);
  void (*convolve_back)(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                        std::size_t lanes);
  void (*add_convolution_outer)(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                                float* gradient);
  /// The same three by tiles (kernels.cpp says which convolutions), with floats to work in.
  void (*convolve_tiles)(const Convolution& c, const float* weights, const float* x, float* y,
                         std::size_t lanes, bool accumulate, float* scratch);
  void (*convolve_tiles_back)(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                              std::size_t lanes, float* scratch);
  void (*add_tiles_outer)(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                          float* gradient, float* scratch);
  void (*pool)(const Pool& p, const float* x, float* y, std::size_t lanes, bool accumulate);
  void (*pool_back)(const Pool& p, const float* x, const float* delta, float* x_delta, std::size_t lanes);
  void (*add)(const float* x, float* y, std::size_t count);
  Moments (*moments)(const Batch& b, const float* x);
  void (*standardise)(std::size_t count, const float* x, float mean, float factor, float* y);
  DeltaSums (*delta_sums)(const Batch& b, const float* delta, const float* x, float mean);
  void (*standardise_back)(const Batch& b, const float* x, float mean, const BackFactors& f, float* delta);
  /// In place: x becomes exp(x). False: this path has none of its own.
  bool (*exponential)(float* x, std::size_t count);
};

}  // namespace neat::kernels
