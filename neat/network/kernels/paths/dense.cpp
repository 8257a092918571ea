// Products of a matrix and a block of lanes, tile by tile: a tile's sums stay in registers while the columns pass.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/paths/tile.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

/// One sample: `Rows` sums side by side hide the latency of an addition.
template <std::size_t Rows>
NEAT_INLINE void multiply_sample(const Weights& w, std::size_t row, const float* x, float* y,
                                 bool accumulate) {
  float sum[Rows];
  for (std::size_t i = 0; i < Rows; ++i) sum[i] = accumulate ? y[row + i] : 0.0F;
  const float* weight = w.values + row * w.row;
  for (std::size_t j = 0; j < w.columns; ++j, weight += w.column)
    for (std::size_t i = 0; i < Rows; ++i) sum[i] = fused(weight[i * w.row], x[j], sum[i]);
  for (std::size_t i = 0; i < Rows; ++i) y[row + i] = sum[i];
}

void multiply_one_sample(const Weights& w, const float* x, float* y, bool accumulate) {
  std::size_t row = 0;
  for (; row + 8 <= w.rows; row += 8) multiply_sample<8>(w, row, x, y, accumulate);
  for (; row < w.rows; ++row) multiply_sample<1>(w, row, x, y, accumulate);
}

}  // namespace

void multiply(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate) {
  if (lanes == 1) return multiply_one_sample(w, x, y, accumulate);
  if (w.columns == 0)
    return add_product({w.values, w.row, w.column}, {x, lanes}, {y, lanes}, w.rows, 0, lanes, accumulate);
  for (std::size_t column = 0; column < w.columns; column += kDepth) {
    const std::size_t rest = w.columns - column, depth = rest < kDepth ? rest : kDepth;
    add_product({w.values + column * w.column, w.row, w.column}, {x + column * lanes, lanes}, {y, lanes},
                w.rows, depth, lanes, accumulate || column > 0);
  }
}

}  // namespace neat::kernels::NEAT_PATH
