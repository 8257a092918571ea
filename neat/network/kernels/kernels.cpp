#include "neat/network/kernels/kernels.hpp"

#include "neat/base/aligned.hpp"
#include "neat/network/kernels/table_in_use.hpp"

namespace neat::kernels {
namespace {

/// Whether a convolution is summed by tiles of minimal filtering. A rule of shapes alone: it decides a run's bytes.
bool in_tiles(const Convolution& c) {
  constexpr std::size_t kFewestChannels = 8, kSmallestImage = 4;  // less was not measured
  return c.kernel == 3 && c.stride == 1 && c.padding == 1 && c.in_channels >= kFewestChannels &&
         c.out_channels >= kFewestChannels && c.height >= kSmallestImage && c.width >= kSmallestImage;
}

/// The thread's own, as large as the largest convolution asked.
float* scratch_for(const Convolution& c, std::size_t lanes) {
  constexpr std::size_t kPlaces = 16, kApart = 16;
  const std::size_t columns = tiles_at_once(lanes) * lanes;
  const std::size_t weights = c.in_channels * c.out_channels;
  const std::size_t images = (c.in_channels + c.out_channels) * columns + 2 * kApart;
  thread_local Floats scratch;
  if (scratch.size() < kPlaces * (weights + images)) scratch.resize(kPlaces * (weights + images));
  return scratch.data();
}

}  // namespace

void multiply(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate) {
  table_in_use().multiply(w, x, y, lanes, accumulate);
}

void run_neurons(const Neurons& neurons, Activation activation, const float* parameters, const float* values,
                 float* y, std::size_t lanes) {
  if (!table_in_use().run_neurons(neurons, activation, parameters, values, y, lanes))
    activate(activation, {y, neurons.count * lanes});
}

void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient) {
  table_in_use().add_outer(delta, rows, x, columns, lanes, gradient);
}

void add_lane_sums(const float* delta, std::size_t rows, std::size_t span, std::size_t lanes,
                   float* gradient) {
  table_in_use().add_lane_sums(delta, rows, span, lanes, gradient);
}

void add_bias(const float* bias, std::size_t rows, std::size_t span, std::size_t lanes, float* y) {
  table_in_use().add_bias(bias, rows, span, lanes, y);
}

void step_sgd(const SgdStep& step, std::span<const float> gradient, float* velocity, std::span<float> theta) {
  table_in_use().sgd(step, gradient.data(), velocity, theta.data(), theta.size());
}

void step_adam(const AdamStep& step, std::span<const float> gradient, float* first, float* second,
               std::span<float> theta) {
  table_in_use().adam(step, gradient.data(), first, second, theta.data(), theta.size());
}

void read_bytes(const std::uint8_t* const (&rows)[16], std::size_t count, float scale, float shift,
                std::size_t lanes, float* out) {
  table_in_use().read_bytes(rows, count, scale, shift, lanes, out);
}

void read_floats(const float* const (&rows)[16], std::size_t count, float scale, float shift,
                 std::size_t lanes, float* out) {
  table_in_use().read_floats(rows, count, scale, shift, lanes, out);
}

void turn(const float* const (&rows)[4], std::size_t count, std::size_t stride, float* out) {
  table_in_use().turn(rows, count, stride, out);
}

void convolve(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
              bool accumulate) {
  if (!in_tiles(c)) return table_in_use().convolve(c, weights, x, y, lanes, accumulate);
  table_in_use().convolve_tiles(c, weights, x, y, lanes, accumulate, scratch_for(c, lanes));
}

void convolve_back(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                   std::size_t lanes) {
  if (!in_tiles(c)) return table_in_use().convolve_back(c, weights, delta, x_delta, lanes);
  table_in_use().convolve_tiles_back(c, weights, delta, x_delta, lanes, scratch_for(c, lanes));
}

void add_convolution_outer(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                           float* gradient) {
  if (!in_tiles(c)) return table_in_use().add_convolution_outer(c, delta, x, lanes, gradient);
  table_in_use().add_tiles_outer(c, delta, x, lanes, gradient, scratch_for(c, lanes));
}

void pool(const Pool& p, const float* x, float* y, std::size_t lanes, bool accumulate) {
  table_in_use().pool(p, x, y, lanes, accumulate);
}

void pool_back(const Pool& p, const float* x, const float* delta, float* x_delta, std::size_t lanes) {
  table_in_use().pool_back(p, x, delta, x_delta, lanes);
}

void add(const float* x, float* y, std::size_t count) {
  table_in_use().add(x, y, count);
}

Moments moments(const Batch& b, const float* x) {
  return table_in_use().moments(b, x);
}

void standardise(std::size_t count, const float* x, float mean, float factor, float* y) {
  table_in_use().standardise(count, x, mean, factor, y);
}

DeltaSums delta_sums(const Batch& b, const float* delta, const float* x, float mean) {
  return table_in_use().delta_sums(b, delta, x, mean);
}

void standardise_back(const Batch& b, const float* x, float mean, const BackFactors& f, float* delta) {
  table_in_use().standardise_back(b, x, mean, f, delta);
}

bool exponential(std::span<float> x) {
  return table_in_use().exponential(x.data(), x.size());
}

}  // namespace neat::kernels
