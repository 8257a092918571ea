// Convolutions over [channel][row][column][lane]: per pixel a tile of channels by lanes, with the taps that lie inside the
// image as depth. Nothing is packed: a tap's lanes lie beside each other already.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/paths/tile.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

/// The taps of one direction that one pixel has: `count` of them from `first` on, `step` apart; the first meets the place
/// `at`, each next one `stride` places further.
struct Taps {
  std::size_t first, count, step;
  std::size_t at;
  std::ptrdiff_t stride;
};

/// Of the output place `out`: those that lie inside [0, size) of the input.
Taps taps_of_output(std::size_t out, const Convolution& c, std::size_t size) {
  const std::size_t start = out * c.stride;  // padded by c.padding
  const std::size_t first = start < c.padding ? c.padding - start : 0;
  const std::size_t room = size + c.padding - start, end = room < c.kernel ? room : c.kernel;
  if (start >= size + c.padding || first >= end) return {0, 0, 1, 0, 1};
  return {first, end - first, 1, start + first - c.padding, 1};
}

/// Of the input place `in`: those by which an output place in [0, size) reads it.
Taps taps_of_input(std::size_t in, const Convolution& c, std::size_t size) {
  const std::size_t place = in + c.padding;
  std::size_t first = place % c.stride;
  if (size == 0) return {0, 0, 1, 0, -1};
  const std::size_t last = (size - 1) * c.stride;  // where the last output begins
  if (place > last && place - last > first)
    first += (place - last - first + c.stride - 1) / c.stride * c.stride;
  const std::size_t end = place + 1 < c.kernel ? place + 1 : c.kernel;
  if (first >= end) return {0, 0, 1, 0, -1};
  return {first, (end - first + c.stride - 1) / c.stride, c.stride, (place - first) / c.stride, -1};
}

/// What one pixel sums over.
struct Pixel {
  Taps rows, columns;
  std::size_t depth;  // channels that are read
  std::size_t kernel;
  std::size_t weight_channel;  // weights between two channels that are read
  std::size_t weight_row;      // between two channels that are written
  const float* source;         // [depth][height][width][lanes]
  std::size_t height, width, lanes;
};

/// `Columns`: how many taps a row of the kernel has here, where that is known; else 0.
template <std::size_t Rows, std::size_t Parts, std::size_t Columns>
NEAT_INLINE void pixel_tile(const Pixel& p, const float* weights, std::size_t lane, float* y,
                            std::size_t y_row, bool accumulate) {
  Vector sum[Rows][Parts];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
    for (std::size_t q = 0; q < Parts; ++q)
      sum[i][q] = accumulate ? load(y + i * y_row + q * kWidth) : zero();
  const std::ptrdiff_t lanes = std::ptrdiff_t(p.lanes), right_step = p.columns.stride * lanes;
  const std::ptrdiff_t row_step = p.rows.stride * std::ptrdiff_t(p.width) * lanes;
  const std::size_t weight_row = p.weight_row, weight_step = p.columns.step;
  const float* left_channel = weights + p.rows.first * p.kernel + p.columns.first;
  const float* right_channel = p.source + (p.rows.at * p.width + p.columns.at) * p.lanes + lane;
  for (std::size_t channel = 0; channel < p.depth; ++channel) {
    const float* left_row = left_channel;
    const float* right_row = right_channel;
    for (std::size_t r = 0; r < p.rows.count; ++r) {
      const float* left = left_row;
      const float* right = right_row;
      const std::size_t taps = Columns == 0 ? p.columns.count : Columns;
#pragma GCC unroll 3
      for (std::size_t t = 0; t < taps; ++t, left += weight_step, right += right_step) {
        Vector x[Parts];
#pragma GCC unroll 4
        for (std::size_t q = 0; q < Parts; ++q) x[q] = load(right + q * kWidth);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Rows; ++i) {
          const Vector factor = broadcast(left[i * weight_row]);
#pragma GCC unroll 4
          for (std::size_t q = 0; q < Parts; ++q) sum[i][q] = fused(factor, x[q], sum[i][q]);
        }
      }
      left_row += p.rows.step * p.kernel;
      right_row += row_step;
    }
    left_channel += p.weight_channel;
    right_channel += p.height * p.width * p.lanes;
  }
#pragma GCC unroll 16
  for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
    for (std::size_t q = 0; q < Parts; ++q) store(y + i * y_row + q * kWidth, sum[i][q]);
}

/// Rows of a tile: with many registers powers of two, as numbers of channels are.
template <std::size_t Parts>
constexpr std::size_t kPixelRows = kRegisters == 32 ? 16 / Parts : kTileRows<Parts>;

template <std::size_t Parts, std::size_t Columns>
void pixel_columns(const Pixel& p, const float* weights, std::size_t rows, std::size_t lane, float* y,
                   std::size_t y_row, bool accumulate) {
  constexpr std::size_t kRows = kPixelRows<Parts>;
  const auto left = [&](std::size_t row) { return weights + row * p.weight_row; };
  std::size_t row = 0;
  for (; row + kRows <= rows; row += kRows)
    pixel_tile<kRows, Parts, Columns>(p, left(row), lane, y + row * y_row, y_row, accumulate);
  if constexpr (kRows > 4)
    for (; row + 4 <= rows; row += 4)
      pixel_tile<4, Parts, Columns>(p, left(row), lane, y + row * y_row, y_row, accumulate);
  for (; row < rows; ++row)
    pixel_tile<1, Parts, Columns>(p, left(row), lane, y + row * y_row, y_row, accumulate);
}

/// `rows` channels, y_row apart, of one pixel at y.
template <std::size_t Columns>
void sum_columns(const Pixel& p, const float* weights, std::size_t rows, float* y, std::size_t y_row,
                 bool accumulate) {
  constexpr std::size_t kTileWidth = kTileParts * kWidth;
  std::size_t lane = 0;
  for (; lane + kTileWidth <= p.lanes; lane += kTileWidth)
    pixel_columns<kTileParts, Columns>(p, weights, rows, lane, y + lane, y_row, accumulate);
  if constexpr (kTileWidth > 2 * kBlock)
    for (; lane + 2 * kBlock <= p.lanes; lane += 2 * kBlock)
      pixel_columns<2 * kParts, Columns>(p, weights, rows, lane, y + lane, y_row, accumulate);
  for (; lane < p.lanes; lane += kBlock)
    pixel_columns<kParts, Columns>(p, weights, rows, lane, y + lane, y_row, accumulate);
}

/// A kernel of three columns, the commonest, has its loop unrolled.
void sum_pixel(const Pixel& p, const float* weights, std::size_t rows, float* y, std::size_t y_row,
               bool accumulate) {
  if (p.columns.count == 3) return sum_columns<3>(p, weights, rows, y, y_row, accumulate);
  sum_columns<0>(p, weights, rows, y, y_row, accumulate);
}

constexpr std::size_t kMostTaps = 8;  // taps of a row of the kernel whose sums are kept at once

/// The sums of weight gradients of Outs x Ins channels and up to kMostTaps taps of one row of the kernel.
template <std::size_t Outs, std::size_t Ins>
struct GradientSums {
  Vector sum[kMostTaps][Outs][Ins][kParts];
};

/// One row of output pixels and one tap: adds to `sum`.
template <std::size_t Outs, std::size_t Ins>
NEAT_INLINE void add_row(const float* delta, std::size_t delta_plane, const float* x, std::size_t x_plane,
                         std::size_t x_step, std::size_t pixels, std::size_t lanes,
                         Vector (&sums)[Outs][Ins][kParts]) {
  if (x_step == lanes) {  // without a stride the row is one run of lanes, and one loop
    lanes *= pixels;
    pixels = 1;
  }
#pragma GCC unroll 4
  for (std::size_t part = 0; part < kParts; ++part) {
    Vector sum[Outs][Ins];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Outs; ++i)
#pragma GCC unroll 4
      for (std::size_t j = 0; j < Ins; ++j) sum[i][j] = sums[i][j][part];
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
      for (std::size_t lane = part * kWidth; lane < lanes; lane += kBlock) {
        const float* d = delta + pixel * lanes + lane;
        const float* v = x + pixel * x_step + lane;
        Vector in[Ins];
#pragma GCC unroll 4
        for (std::size_t j = 0; j < Ins; ++j) in[j] = load(v + j * x_plane);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Outs; ++i) {
          const Vector out = load(d + i * delta_plane);
#pragma GCC unroll 4
          for (std::size_t j = 0; j < Ins; ++j) sum[i][j] = fused(out, in[j], sum[i][j]);
        }
      }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Outs; ++i)
#pragma GCC unroll 4
      for (std::size_t j = 0; j < Ins; ++j) sums[i][j][part] = sum[i][j];
  }
}

/// The output places whose tap `tap` lies inside [0, size).
struct Span {
  std::size_t first, end;
};
Span outputs_of_tap(std::size_t tap, const Convolution& c, std::size_t size, std::size_t outputs) {
  const std::size_t first = tap < c.padding ? (c.padding - tap + c.stride - 1) / c.stride : 0;
  if (size + c.padding <= tap) return {0, 0};
  const std::size_t end = (size + c.padding - tap - 1) / c.stride + 1;
  return {first, end < outputs ? end : outputs};
}

template <std::size_t Outs, std::size_t Ins>
void add_gradients(const Convolution& c, const float* delta, const float* x, std::size_t kernel_row,
                   std::size_t first_tap, std::size_t taps, std::size_t lanes, float* gradient) {
  const std::size_t out_height = c.out_height(), out_width = c.out_width();
  const std::size_t delta_plane = out_height * out_width * lanes, x_plane = c.height * c.width * lanes;
  GradientSums<Outs, Ins> sums = {};
  const Span rows = outputs_of_tap(kernel_row, c, c.height, out_height);
  for (std::size_t r = rows.first; r < rows.end; ++r)
    for (std::size_t t = 0; t < taps; ++t) {
      const Span columns = outputs_of_tap(first_tap + t, c, c.width, out_width);
      if (columns.first >= columns.end) continue;
      const std::size_t x_row = r * c.stride + kernel_row - c.padding;
      const std::size_t x_column = columns.first * c.stride + first_tap + t - c.padding;
      add_row<Outs, Ins>(delta + (r * out_width + columns.first) * lanes, delta_plane,
                         x + (x_row * c.width + x_column) * lanes, x_plane, c.stride * lanes,
                         columns.end - columns.first, lanes, sums.sum[t]);
    }
  const std::size_t area = c.kernel * c.kernel;
  for (std::size_t t = 0; t < taps; ++t)
    for (std::size_t i = 0; i < Outs; ++i)
      for (std::size_t j = 0; j < Ins; ++j)
        gradient[(i * c.in_channels + j) * area + kernel_row * c.kernel + first_tap + t] +=
            tree_sum(sums.sum[t][i][j]);
}

/// Sums side by side: as many as the registers hold beside what they are made of, 8 or more to hide the latency of an
/// addition.
constexpr std::size_t kOuts = kRegisters == 32 ? 4 : 6, kIns = kRegisters == 32 ? 4 : 2, kOutsAlone = 8;

/// All taps of the kernel for Outs x Ins channels.
template <std::size_t Outs, std::size_t Ins>
void add_channels(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                  float* gradient) {
  for (std::size_t row = 0; row < c.kernel; ++row)
    for (std::size_t tap = 0; tap < c.kernel; tap += kMostTaps) {
      const std::size_t rest = c.kernel - tap;
      add_gradients<Outs, Ins>(c, delta, x, row, tap, rest < kMostTaps ? rest : kMostTaps, lanes, gradient);
    }
}

/// Outputs [0, outs) for Ins channels that are read.
template <std::size_t Outs, std::size_t Ins>
void add_outputs(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                 float* gradient) {
  const std::size_t plane = c.out_height() * c.out_width() * lanes, row = c.in_channels * c.kernel * c.kernel;
  std::size_t out = 0;
  for (; out + Outs <= c.out_channels; out += Outs)
    add_channels<Outs, Ins>(c, delta + out * plane, x, lanes, gradient + out * row);
  if constexpr (Outs > 4)
    for (; out + 4 <= c.out_channels; out += 4)
      add_channels<4, Ins>(c, delta + out * plane, x, lanes, gradient + out * row);
  for (; out < c.out_channels; ++out)
    add_channels<1, Ins>(c, delta + out * plane, x, lanes, gradient + out * row);
}

/// Adjacent channels.
struct Group {
  std::size_t first, count;
};

/// Channels that are written together: a multiple of what a tile has.
constexpr std::size_t kChannels = kRegisters == 32 ? 16 : 12;

/// Channels that are read together: their taps stay in the first-level cache while all pixels pass, even where the size of a
/// channel is a power of two and all of them want the same places of a cache of 8 to 12 ways.
constexpr std::size_t kDepthChannels = 8;

/// Calls sum(read, written) for groups of channels; those that are read in order, so that sums go on in order.
template <class Sum>
NEAT_INLINE void for_groups(std::size_t read, std::size_t written, const Sum& sum) {
  constexpr std::size_t depth = kDepthChannels;
  for (std::size_t r = 0; r < read; r += depth)
    for (std::size_t w = 0; w < written; w += kChannels)
      sum({r, read - r < depth ? read - r : depth}, {w, written - w < kChannels ? written - w : kChannels});
}

}  // namespace

void convolve(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
              bool accumulate) {
  const std::size_t height = c.out_height(), width = c.out_width(), area = c.kernel * c.kernel;
  const std::size_t plane = height * width * lanes;
  Pixel pixel{{}, {}, 0, c.kernel, area, c.in_channels * area, x, c.height, c.width, lanes};
  const auto sum = [&](Group read, Group written) NEAT_LAMBDA {
    pixel.depth = read.count;
    pixel.source = x + read.first * c.height * c.width * lanes;
    const float* left = weights + written.first * pixel.weight_row + read.first * area;
    float* to = y + written.first * plane;
    for (std::size_t at = 0; at < height * width; ++at) {
      pixel.rows = taps_of_output(at / width, c, c.height);
      pixel.columns = taps_of_output(at % width, c, c.width);
      sum_pixel(pixel, left, written.count, to + at * lanes, plane, accumulate || read.first > 0);
    }
  };
  for_groups(c.in_channels, c.out_channels, sum);
}

void convolve_back(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                   std::size_t lanes) {
  const std::size_t height = c.out_height(), width = c.out_width(), area = c.kernel * c.kernel;
  const std::size_t plane = c.height * c.width * lanes;
  Pixel pixel{{}, {}, 0, c.kernel, c.in_channels * area, area, delta, height, width, lanes};
  const auto sum = [&](Group read, Group written) NEAT_LAMBDA {
    pixel.depth = read.count;
    pixel.source = delta + read.first * height * width * lanes;
    const float* left = weights + written.first * area + read.first * pixel.weight_channel;
    float* to = x_delta + written.first * plane;
    for (std::size_t at = 0; at < c.height * c.width; ++at) {
      pixel.rows = taps_of_input(at / c.width, c, height);
      pixel.columns = taps_of_input(at % c.width, c, width);
      sum_pixel(pixel, left, written.count, to + at * lanes, plane, true);
    }
  };
  for_groups(c.out_channels, c.in_channels, sum);
}

void add_convolution_outer(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                           float* gradient) {
  const std::size_t plane = c.height * c.width * lanes, area = c.kernel * c.kernel;
  std::size_t in = 0;
  for (; in + kIns <= c.in_channels; in += kIns)
    add_outputs<kOuts, kIns>(c, delta, x + in * plane, lanes, gradient + in * area);
  for (; in < c.in_channels; ++in)
    add_outputs<kOutsAlone, 1>(c, delta, x + in * plane, lanes, gradient + in * area);
}

}  // namespace neat::kernels::NEAT_PATH
