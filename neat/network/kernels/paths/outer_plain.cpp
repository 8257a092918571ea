// Weight gradients of the path without fused multiply-add: 16 partial sums over blocks of lanes, then the tree.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr std::size_t kColumnBlock =
    128;  // features x 64 lanes x 4 bytes = 32 KiB stay in the first-level cache

/// gradient [Rows x Columns], of rows `stride` apart, += lane sums of delta [Rows x lanes] times x [Columns x lanes].
/// The partial sums are taken half by half, the registers that the tree joins first together: they stay in registers.
template <std::size_t Rows, std::size_t Columns>
void outer_block(const float* delta, const float* x, std::size_t lanes, float* gradient, std::size_t stride) {
  Vector half[2][Rows][Columns];
  for (std::size_t h = 0; h < 2; ++h) {
    Vector sum[Rows][Columns][2] = {};
    for (std::size_t lane = h * kWidth; lane < lanes; lane += kBlock)
      for (std::size_t p = 0; p < 2; ++p)
        for (std::size_t i = 0; i < Rows; ++i) {
          const Vector d = load(delta + i * lanes + lane + p * kBlock / 2);
          for (std::size_t j = 0; j < Columns; ++j)
            sum[i][j][p] += d * load(x + j * lanes + lane + p * kBlock / 2);
        }
    for (std::size_t i = 0; i < Rows; ++i)
      for (std::size_t j = 0; j < Columns; ++j) half[h][i][j] = sum[i][j][0] + sum[i][j][1];
  }
  for (std::size_t i = 0; i < Rows; ++i)
    for (std::size_t j = 0; j < Columns; ++j)
      gradient[i * stride + j] += tree_sum((Quarter)(half[0][i][j] + half[1][i][j]));
}

/// Columns [first, end) of `Rows` rows.
template <std::size_t Rows>
void outer_rows(const float* delta, const float* x, std::size_t first, std::size_t end, std::size_t lanes,
                float* gradient, std::size_t stride) {
  constexpr std::size_t kColumns = 3;
  std::size_t j = first;
  for (; j + kColumns <= end; j += kColumns)
    outer_block<Rows, kColumns>(delta, x + j * lanes, lanes, gradient + j, stride);
  for (; j < end; ++j) outer_block<Rows, 1>(delta, x + j * lanes, lanes, gradient + j, stride);
}

}  // namespace

void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient) {
  constexpr std::size_t kRows = 2;
  for (std::size_t first = 0; first < columns; first += kColumnBlock) {
    const std::size_t rest = columns - first, end = first + (rest < kColumnBlock ? rest : kColumnBlock);
    std::size_t i = 0;
    for (; i + kRows <= rows; i += kRows)
      outer_rows<kRows>(delta + i * lanes, x, first, end, lanes, gradient + i * columns, columns);
    for (; i < rows; ++i)
      outer_rows<1>(delta + i * lanes, x, first, end, lanes, gradient + i * columns, columns);
  }
}

bool activate(Activation, float*, std::size_t) {
  return false;
}

bool activate_backward(Activation, const float*, float*, std::size_t) {
  return false;
}

bool exponential(float*, std::size_t) {
  return false;
}

}  // namespace neat::kernels::NEAT_PATH
