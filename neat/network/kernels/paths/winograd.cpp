// 3x3 convolutions by minimal filtering, F(2x2, 3x3) of Winograd (Lavin and Gray 2016, "Fast Algorithms for Convolutional
// Neural Networks", equations 7 to 9): tiles of 2x2 outputs read 4x4 inputs, with 16 products where plain sums have 36.
// Of image tile d, kernel g and outputs y: y = A'[(G g G') . (B' d B)]A. Backwards the kernel is turned half round, and
// dL/dg = G'[(A dL/dy A') . (B' d B)]G. Each of the 16 places of a tile is a matrix product over channels.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/paths/tile.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr std::size_t kPlaces = 16;
constexpr std::size_t kChannelsAtOnce = 64;  // x 64 lanes are 16 KiB of first-level cache

/// Both = Line applied to the columns, then to the rows of From: Line(from, to) makes Out values of In.
template <std::size_t In, std::size_t Out, class T, class Line>
NEAT_INLINE void both_ways(const T (&from)[In][In], T (&to)[Out][Out], const Line& line) {
  T half[Out][In];
#pragma GCC unroll 4
  for (std::size_t b = 0; b < In; ++b) {
    T column[In], out[Out];
#pragma GCC unroll 4
    for (std::size_t a = 0; a < In; ++a) column[a] = from[a][b];
    line(column, out);
#pragma GCC unroll 4
    for (std::size_t a = 0; a < Out; ++a) half[a][b] = out[a];
  }
#pragma GCC unroll 4
  for (std::size_t a = 0; a < Out; ++a) line(half[a], to[a]);
}

/// B' d B.
NEAT_INLINE void transform_input(const Vector (&d)[4][4], Vector (&to)[4][4]) {
  both_ways(d, to, [](const Vector(&x)[4], Vector(&y)[4]) NEAT_LAMBDA {
    y[0] = x[0] - x[2];
    y[1] = x[1] + x[2];
    y[2] = x[2] - x[1];
    y[3] = x[1] - x[3];
  });
}

/// A' m A: outputs of a tile.
NEAT_INLINE void transform_output(const Vector (&m)[4][4], Vector (&to)[2][2]) {
  both_ways(m, to, [](const Vector(&x)[4], Vector(&y)[2]) NEAT_LAMBDA {
    y[0] = x[0] + x[1] + x[2];
    y[1] = x[1] - x[2] - x[3];
  });
}

/// A dy A'.
NEAT_INLINE void transform_delta(const Vector (&dy)[2][2], Vector (&to)[4][4]) {
  both_ways(dy, to, [](const Vector(&x)[2], Vector(&y)[4]) NEAT_LAMBDA {
    y[0] = x[0];
    y[1] = x[0] + x[1];
    y[2] = x[0] - x[1];
    y[3] = zero() - x[1];
  });
}

/// G g G'. Halves are exact, so that no path's arithmetic shows.
NEAT_INLINE void transform_kernel(const Vector (&g)[3][3], Vector (&to)[4][4]) {
  both_ways(g, to, [](const Vector(&x)[3], Vector(&y)[4]) NEAT_LAMBDA {
    const Vector ends = x[0] + x[2];
    y[0] = x[0];
    y[1] = 0.5F * (ends + x[1]);
    y[2] = 0.5F * (ends - x[1]);
    y[3] = x[2];
  });
}

/// G' u G.
NEAT_INLINE void transform_gradient(const Vector (&u)[4][4], Vector (&to)[3][3]) {
  both_ways(u, to, [](const Vector(&x)[4], Vector(&y)[3]) NEAT_LAMBDA {
    const Vector sum = 0.5F * (x[1] + x[2]);
    y[0] = x[0] + sum;
    y[1] = 0.5F * (x[1] - x[2]);
    y[2] = sum + x[3];
  });
}

/// An image and the tiles of it that pass together, one behind the other in the columns of matrices.
struct Tiles {
  std::size_t height, width, lanes;
  std::size_t at_once;  // tiles
  std::size_t first, count;

  Tiles(const Convolution& c, std::size_t lane_count)
      : height(c.height),
        width(c.width),
        lanes(lane_count),
        at_once(tiles_at_once(lane_count)),
        first(0),
        count(0) {
    next();
  }

  std::size_t across() const { return (width + 1) / 2; }
  std::size_t columns() const { return count * lanes; }
  void next() {
    first += count;
    const std::size_t rest = (height + 1) / 2 * across() - first;
    count = rest < at_once ? rest : at_once;
  }
};

/// 16 matrices [channels x tiles x lanes], a little apart: places of one channel do not want the same places of a cache.
struct Places {
  float* values;
  std::size_t row, place;  // strides

  Places(float* scratch, std::size_t channels, const Tiles& tiles)
      : values(scratch), row(tiles.columns()), place(channels * row + kBlock) {}
};

/// Values of `Size` x `Size` pixels from (top, left) on; outside the image zeros. Pixels above or left of the image are
/// those of sizes that wrapped round.
template <std::size_t Size>
NEAT_INLINE void load_pixels(const Tiles& t, const float* image, std::size_t top, std::size_t left,
                             Vector (&to)[Size][Size]) {
  const bool inside = top < t.height && left < t.width && top + Size <= t.height && left + Size <= t.width;
  if (inside) {
    const float* from = image + (top * t.width + left) * t.lanes;
#pragma GCC unroll 4
    for (std::size_t a = 0; a < Size; ++a)
#pragma GCC unroll 4
      for (std::size_t b = 0; b < Size; ++b) to[a][b] = load(from + (a * t.width + b) * t.lanes);
    return;
  }
#pragma GCC unroll 4
  for (std::size_t a = 0; a < Size; ++a)
#pragma GCC unroll 4
    for (std::size_t b = 0; b < Size; ++b)
      to[a][b] = top + a < t.height && left + b < t.width
                     ? load(image + ((top + a) * t.width + left + b) * t.lanes)
                     : zero();
}

template <std::size_t Size>
NEAT_INLINE void store_places(const Vector (&from)[Size][Size], float* to, std::size_t place) {
#pragma GCC unroll 4
  for (std::size_t a = 0; a < Size; ++a)
#pragma GCC unroll 4
    for (std::size_t b = 0; b < Size; ++b) store(to + (a * Size + b) * place, from[a][b]);
}

/// Calls f(row of the tile's outputs, column, its first column in the matrices) for each tile.
template <class F>
NEAT_INLINE void for_tiles(const Tiles& t, const F& f) {
  for (std::size_t i = 0; i < t.count; ++i)
    f((t.first + i) / t.across() * 2, (t.first + i) % t.across() * 2, i * t.lanes);
}

/// `to` = B' d B of all tiles and channels of x.
void input_places(const Tiles& t, const float* x, std::size_t channels, const Places& to) {
  for (std::size_t channel = 0; channel < channels; ++channel)
    for_tiles(t, [&](std::size_t row, std::size_t column, std::size_t at) NEAT_LAMBDA {
      const float* image = x + channel * t.height * t.width * t.lanes;
      for (std::size_t lane = 0; lane < t.lanes; lane += kWidth) {
        Vector d[4][4], v[4][4];
        load_pixels(t, image + lane, row - 1, column - 1, d);
        transform_input(d, v);
        store_places(v, to.values + channel * to.row + at + lane, to.place);
      }
    });
}

/// `to` = A dy A'.
void delta_places(const Tiles& t, const float* delta, std::size_t channels, const Places& to) {
  for (std::size_t channel = 0; channel < channels; ++channel)
    for_tiles(t, [&](std::size_t row, std::size_t column, std::size_t at) NEAT_LAMBDA {
      const float* image = delta + channel * t.height * t.width * t.lanes;
      for (std::size_t lane = 0; lane < t.lanes; lane += kWidth) {
        Vector dy[2][2], v[4][4];
        load_pixels(t, image + lane, row, column, dy);
        transform_delta(dy, v);
        store_places(v, to.values + channel * to.row + at + lane, to.place);
      }
    });
}

/// y = A' m A, or y + that.
void add_outputs(const Tiles& t, const Places& from, std::size_t channels, bool accumulate, float* y) {
  for (std::size_t channel = 0; channel < channels; ++channel)
    for_tiles(t, [&](std::size_t row, std::size_t column, std::size_t at) NEAT_LAMBDA {
      float* image = y + channel * t.height * t.width * t.lanes;
      for (std::size_t lane = 0; lane < t.lanes; lane += kWidth) {
        Vector m[4][4], out[2][2];
        const float* values = from.values + channel * from.row + at + lane;
#pragma GCC unroll 16
        for (std::size_t k = 0; k < kPlaces; ++k) m[k / 4][k % 4] = load(values + k * from.place);
        transform_output(m, out);
#pragma GCC unroll 4
        for (std::size_t k = 0; k < 4; ++k) {
          if (row + k / 2 >= t.height || column + k % 2 >= t.width) continue;
          float* to = image + ((row + k / 2) * t.width + column + k % 2) * t.lanes + lane;
          store(to, (accumulate ? load(to) : zero()) + out[k / 2][k % 2]);
        }
      }
    });
}

/// Where the kernel of two channels lies, and whether it is turned half round.
struct Kernels {
  const float* values;
  std::size_t written, read;  // strides
  bool turned;
};

/// The kernels of `count` channels from `first` on, one channel to a lane.
NEAT_INLINE void load_kernels(const Kernels& k, const float* first, std::size_t count, Vector (&g)[3][3]) {
  alignas(sizeof(Vector)) float values[9][kWidth] = {};
  for (std::size_t channel = 0; channel < count; ++channel)
#pragma GCC unroll 9
    for (std::size_t i = 0; i < 9; ++i) values[i][channel] = first[channel * k.read + (k.turned ? 8 - i : i)];
#pragma GCC unroll 9
  for (std::size_t i = 0; i < 9; ++i) g[i / 3][i % 3] = load(values[i]);
}

/// out [16][rows x depth] = G g G'.
void kernel_places(const Kernels& k, std::size_t rows, std::size_t depth, float* out) {
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t j = 0; j < depth; j += kWidth) {
      const std::size_t count = depth - j < kWidth ? depth - j : kWidth;
      Vector g[3][3], u[4][4];
      load_kernels(k, k.values + row * k.written + j * k.read, count, g);
      transform_kernel(g, u);
#pragma GCC unroll 16
      for (std::size_t i = 0; i < kPlaces; ++i)
        store_part(out + (i * rows + row) * depth + j, count, u[i / 4][i % 4]);
    }
}

/// y [rows x pixels] = the sums over depth channels of x, or y + that.
void sum_tiles(const Convolution& c, const Kernels& kernels, std::size_t rows, std::size_t depth,
               const float* x, float* y, std::size_t lanes, bool accumulate, float* scratch) {
  float* weights = scratch;
  kernel_places(kernels, rows, depth, weights);
  scratch += kPlaces * rows * depth;
  for (Tiles tiles(c, lanes); tiles.count > 0; tiles.next()) {
    const Places v(scratch, depth, tiles), m(scratch + kPlaces * v.place, rows, tiles);
    input_places(tiles, x, depth, v);
    for (std::size_t k = 0; k < kPlaces; ++k)
      for (std::size_t j = 0; j < depth; j += kChannelsAtOnce)
        add_product({weights + k * rows * depth + j, depth, 1}, {v.values + k * v.place + j * v.row, v.row},
                    {m.values + k * m.place, m.row}, rows,
                    depth - j < kChannelsAtOnce ? depth - j : kChannelsAtOnce, tiles.columns(), j > 0);
    add_outputs(tiles, m, rows, accumulate, y);
  }
}

/// gradient [size x 9] += G' u G of u [16][size]. Lanes past the end are of what lies behind the sums, and left out.
void add_gradients(const float* sums, std::size_t size, float* gradient) {
  for (std::size_t i = 0; i < size; i += kWidth) {
    Vector u[4][4], g[3][3];
#pragma GCC unroll 16
    for (std::size_t k = 0; k < kPlaces; ++k) u[k / 4][k % 4] = load(sums + k * size + i);
    transform_gradient(u, g);
    alignas(sizeof(Vector)) float values[9][kWidth];
#pragma GCC unroll 9
    for (std::size_t k = 0; k < 9; ++k) store(values[k], g[k / 3][k % 3]);
    const std::size_t count = size - i < kWidth ? size - i : kWidth;
    for (std::size_t lane = 0; lane < count; ++lane)
      for (std::size_t k = 0; k < 9; ++k) gradient[(i + lane) * 9 + k] += values[k][lane];
  }
}

}  // namespace

void convolve_tiles(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
                    bool accumulate, float* scratch) {
  const Kernels kernels{weights, c.in_channels * 9, 9, false};
  sum_tiles(c, kernels, c.out_channels, c.in_channels, x, y, lanes, accumulate, scratch);
}

void convolve_tiles_back(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                         std::size_t lanes, float* scratch) {
  const Kernels kernels{weights, 9, c.in_channels * 9, true};
  sum_tiles(c, kernels, c.in_channels, c.out_channels, delta, x_delta, lanes, true, scratch);
}

void add_tiles_outer(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                     float* gradient, float* scratch) {
  const std::size_t rows = c.out_channels, columns = c.in_channels, size = rows * columns;
  float* sums = scratch;
  for (std::size_t i = 0; i < kPlaces * size; ++i) sums[i] = 0;
  scratch += kPlaces * size;
  for (Tiles tiles(c, lanes); tiles.count > 0; tiles.next()) {
    const Places v(scratch, columns, tiles), d(scratch + kPlaces * v.place, rows, tiles);
    input_places(tiles, x, columns, v);
    delta_places(tiles, delta, rows, d);
    for (std::size_t k = 0; k < kPlaces; ++k)
      add_outer(d.values + k * d.place, rows, v.values + k * v.place, columns, tiles.columns(),
                sums + k * size);
  }
  add_gradients(sums, size, gradient);
}

}  // namespace neat::kernels::NEAT_PATH
