/// neat/network/kernels/paths/tile.hpp - C [rows x width] += A [rows x depth] B [depth x width], with the width in the
/// registers' lanes. Every element of C is one chain of `fused` over the depth, in order. Private to paths/.
#pragma once

#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

/// Columns of A that pass before the sums are put back: 128 features x 64 lanes are 32 KiB of first-level cache.
constexpr std::size_t kDepth = 128;

struct Left {  // A: element (i, j) is values[i * row + j * column]
  const float* values;
  std::size_t row, column;
};
struct Right {  // B
  const float* values;
  std::size_t row;
};
struct Sums {  // C
  float* values;
  std::size_t row;
};

/// Registers beside each other in a tile, and rows in one of `parts` registers: what fits the processor's registers
/// with one row of B and one element of A.
constexpr std::size_t kTileParts = kWidth == 8 ? 2 : 4;
template <std::size_t Parts>
constexpr std::size_t kTileRows = kRegisters == 16 ? (Parts == 4   ? 3
                                                      : Parts == 2 ? 6
                                                                   : 8)
                                                   : (Parts == 4   ? 6
                                                      : Parts == 3 ? 8
                                                                   : 12);

template <std::size_t Rows, std::size_t Parts>
NEAT_INLINE void tile(Left a, Right b, Sums c, std::size_t depth, bool accumulate) {
  Vector sum[Rows][Parts];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
    for (std::size_t p = 0; p < Parts; ++p)
      sum[i][p] = accumulate ? load(c.values + i * c.row + p * kWidth) : zero();
  const float* left = a.values;
  const float* right = b.values;
  for (std::size_t j = 0; j < depth; ++j, left += a.column, right += b.row) {
    Vector x[Parts];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < Parts; ++p) x[p] = load(right + p * kWidth);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < Rows; ++i) {
      const Vector factor = broadcast(left[i * a.row]);
#pragma GCC unroll 4
      for (std::size_t p = 0; p < Parts; ++p) sum[i][p] = fused(factor, x[p], sum[i][p]);
    }
  }
#pragma GCC unroll 16
  for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
    for (std::size_t p = 0; p < Parts; ++p) store(c.values + i * c.row + p * kWidth, sum[i][p]);
}

/// All rows of `Parts` registers.
template <std::size_t Parts>
void add_columns(Left a, Right b, Sums c, std::size_t rows, std::size_t depth, bool accumulate) {
  constexpr std::size_t kRows = kTileRows<Parts>;
  const auto left = [&](std::size_t row) { return Left{a.values + row * a.row, a.row, a.column}; };
  const auto sums = [&](std::size_t row) { return Sums{c.values + row * c.row, c.row}; };
  std::size_t row = 0;
  for (; row + kRows <= rows; row += kRows) tile<kRows, Parts>(left(row), b, sums(row), depth, accumulate);
  if constexpr (kRows > 4)
    for (; row + 4 <= rows; row += 4) tile<4, Parts>(left(row), b, sums(row), depth, accumulate);
  for (; row + 2 <= rows; row += 2) tile<2, Parts>(left(row), b, sums(row), depth, accumulate);
  if (row < rows) tile<1, Parts>(left(row), b, sums(row), depth, accumulate);
}

/// Some rows, all of B's width. REQUIRES: width is a multiple of kBlock.
NEAT_INLINE void add_rows(Left a, Right b, Sums c, std::size_t rows, std::size_t depth, std::size_t width,
                          bool accumulate) {
  constexpr std::size_t kTileWidth = kTileParts * kWidth;
  std::size_t column = 0;
  for (; column + kTileWidth <= width; column += kTileWidth)
    add_columns<kTileParts>(a, {b.values + column, b.row}, {c.values + column, c.row}, rows, depth,
                            accumulate);
  if constexpr (kTileWidth > kBlock) {
    const Right right{b.values + column, b.row};
    const Sums sums{c.values + column, c.row};
    const std::size_t blocks = (width - column) / kBlock;
    if (blocks == 3) add_columns<3 * kParts>(a, right, sums, rows, depth, accumulate);
    if (blocks == 2) add_columns<2 * kParts>(a, right, sums, rows, depth, accumulate);
    if (blocks == 1) add_columns<kParts>(a, right, sums, rows, depth, accumulate);
  }
}

/// Of C, how many rows pass before the next columns do: all, so that columns of B stay in the first-level cache. But where
/// rows of C are far apart, tiles narrow and B small, a few: else every store would come to another page.
template <std::size_t TileWidth>
std::size_t rows_at_once(std::size_t rows, std::size_t depth, std::size_t width) {
  constexpr std::size_t kCacheLine = 16, kFar = 256, kNear = 6144;  // floats
  const bool few = TileWidth <= kCacheLine && width >= kFar && depth * width <= kNear;
  return few ? 2 * kTileRows<kTileParts> : rows;
}

/// REQUIRES: width is a multiple of kBlock.
NEAT_INLINE void add_product(Left a, Right b, Sums c, std::size_t rows, std::size_t depth, std::size_t width,
                             bool accumulate) {
  const std::size_t most = rows_at_once<kTileParts * kWidth>(rows, depth, width);
  for (std::size_t row = 0; row < rows; row += most)
    add_rows({a.values + row * a.row, a.row, a.column}, b, {c.values + row * c.row, c.row},
             rows - row < most ? rows - row : most, depth, width, accumulate);
}

}  // namespace
}  // namespace neat::kernels::NEAT_PATH
