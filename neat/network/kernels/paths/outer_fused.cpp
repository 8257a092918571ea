// Weight gradients of the paths with fused multiply-add. Blocks of weights: x is turned round, so that the columns lie in
// the registers' lanes and every gradient is one chain over the lanes, in order. A single weight: 16 partial sums over
// blocks of lanes, then the tree.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/paths/square.hpp"
#include "neat/network/kernels/paths/tile.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr std::size_t kColumns = 64, kLanes = 64;  // turned round at once: 16 KiB
constexpr std::size_t kRowsAtOnce = 16;            // of a last block that is narrower than the registers

/// out [lanes][kColumns] = x [columns][lanes, of rows `row` apart]; columns that are not there are 0 up to a multiple of
/// kBlock.
void turn_block(const float* x, std::size_t row, std::size_t columns, std::size_t lanes, float* out) {
  std::size_t column = 0;
#if defined(NEAT_PATH_V3) || defined(NEAT_PATH_V4)
  for (; column + 8 <= columns; column += 8)
    for (std::size_t lane = 0; lane < lanes; lane += 8)
      turn_large_square(x + column * row + lane, row, kColumns, out + lane * kColumns + column);
#endif
  for (; column + 4 <= columns; column += 4)
    for (std::size_t lane = 0; lane < lanes; lane += 4)
      turn_square(x + column * row + lane, x + (column + 1) * row + lane, x + (column + 2) * row + lane,
                  x + (column + 3) * row + lane, kColumns, out + lane * kColumns + column);
  const std::size_t width = (columns + kBlock - 1) / kBlock * kBlock;
  for (; column < width; ++column)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      out[lane * kColumns + column] = column < columns ? x[column * row + lane] : 0.0F;
}

/// gradient [rows x columns] += delta x, `columns` not a multiple of kBlock: by way of a block that is.
void add_narrow(Left delta, Right x, Sums gradient, std::size_t rows, std::size_t columns,
                std::size_t lanes) {
  const std::size_t width = (columns + kBlock - 1) / kBlock * kBlock;
  alignas(64) float block[kRowsAtOnce * kColumns];
  for (std::size_t row = 0; row < rows; row += kRowsAtOnce) {
    const std::size_t count = rows - row < kRowsAtOnce ? rows - row : kRowsAtOnce;
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < width; ++j)
        block[i * kColumns + j] = j < columns ? gradient.values[(row + i) * gradient.row + j] : 0.0F;
    add_product({delta.values + row * delta.row, delta.row, delta.column}, x, {block, kColumns}, count, lanes,
                width, true);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        gradient.values[(row + i) * gradient.row + j] = block[i * kColumns + j];
  }
}

void add_single(const float* delta, const float* x, std::size_t lanes, float* gradient) {
  Vector sum[kParts] = {};
  for (std::size_t lane = 0; lane < lanes; lane += kBlock)
    for (std::size_t p = 0; p < kParts; ++p)
      sum[p] = fused(load(delta + lane + p * kWidth), load(x + lane + p * kWidth), sum[p]);
  *gradient += tree_sum(sum);
}

}  // namespace

void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient) {
  if (rows * columns == 1) return add_single(delta, x, lanes, gradient);
  alignas(64) float turned[kLanes * kColumns];
  for (std::size_t lane = 0; lane < lanes; lane += kLanes)
    for (std::size_t column = 0; column < columns; column += kColumns) {
      const std::size_t depth = lanes - lane < kLanes ? lanes - lane : kLanes;
      const std::size_t width = columns - column < kColumns ? columns - column : kColumns;
      turn_block(x + column * lanes + lane, lanes, width, depth, turned);
      const Left left{delta + lane, lanes, 1};
      const Sums sums{gradient + column, columns};
      if (width % kBlock == 0)
        add_product(left, {turned, kColumns}, sums, rows, depth, width, true);
      else
        add_narrow(left, {turned, kColumns}, sums, rows, width, depth);
    }
}

}  // namespace neat::kernels::NEAT_PATH
