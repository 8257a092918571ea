#include <algorithm>

#include "neat/network/kernels/kernels.hpp"
#include "neat/network/kernels/vector.hpp"

namespace neat::kernels {
namespace {

constexpr std::size_t kColumnBlock =
    128;  // 128 features x 64 lanes x 4 bytes = 32 KiB stay in the first-level cache
constexpr std::size_t kRowBlock = 3;  // x 4 registers of lanes = 12 sums in the 16 registers of SSE2

/// One block of 16 lanes of `Rows` rows of y. Sums continue from y, or from 0.
template <std::size_t Rows>
void multiply_block(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate) {
  Vector sum[Rows][kParts];
  for (std::size_t i = 0; i < Rows; ++i)
    for (std::size_t p = 0; p < kParts; ++p)
      sum[i][p] = accumulate ? load(y + i * lanes + p * kWidth) : broadcast(0.0F);
  const float* weight = w.values;
  for (std::size_t j = 0; j < w.columns; ++j, weight += w.column, x += lanes)
    for (std::size_t i = 0; i < Rows; ++i) {
      const Vector factor = broadcast(weight[i * w.row]);
      for (std::size_t p = 0; p < kParts; ++p) sum[i][p] += factor * load(x + p * kWidth);
    }
  for (std::size_t i = 0; i < Rows; ++i)
    for (std::size_t p = 0; p < kParts; ++p) store(y + i * lanes + p * kWidth, sum[i][p]);
}

template <std::size_t Rows>
void multiply_rows(const Weights& w, std::size_t row, const float* x, float* y, std::size_t lanes,
                   bool accumulate) {
  const Weights part{w.values + row * w.row, Rows, w.columns, w.row, w.column};
  for (std::size_t lane = 0; lane < lanes; lane += kBlock)
    multiply_block<Rows>(part, x + lane, y + row * lanes + lane, lanes, accumulate);
}

/// One sample: `Rows` sums side by side hide the latency of an addition.
template <std::size_t Rows>
void multiply_sample(const Weights& w, std::size_t row, const float* x, float* y, bool accumulate) {
  float sum[Rows];
  for (std::size_t i = 0; i < Rows; ++i) sum[i] = accumulate ? y[row + i] : 0.0F;
  const float* weight = w.values + row * w.row;
  for (std::size_t j = 0; j < w.columns; ++j, weight += w.column)
    for (std::size_t i = 0; i < Rows; ++i) sum[i] += weight[i * w.row] * x[j];
  for (std::size_t i = 0; i < Rows; ++i) y[row + i] = sum[i];
}

void multiply_one_sample(const Weights& w, const float* x, float* y, bool accumulate) {
  std::size_t row = 0;
  for (; row + 8 <= w.rows; row += 8) multiply_sample<8>(w, row, x, y, accumulate);
  for (; row < w.rows; ++row) multiply_sample<1>(w, row, x, y, accumulate);
}

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
      gradient[i * stride + j] += tree_sum(half[0][i][j] + half[1][i][j]);
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

void multiply(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate) {
  if (lanes == 1) return multiply_one_sample(w, x, y, accumulate);
  for (std::size_t column = 0; column < w.columns; column += kColumnBlock) {
    const Weights part{w.values + column * w.column, w.rows, std::min(kColumnBlock, w.columns - column),
                       w.row, w.column};
    std::size_t row = 0;
    for (; row + kRowBlock <= w.rows; row += kRowBlock)
      multiply_rows<kRowBlock>(part, row, x + column * lanes, y, lanes, accumulate || column > 0);
    for (; row < w.rows; ++row)
      multiply_rows<1>(part, row, x + column * lanes, y, lanes, accumulate || column > 0);
  }
}

void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient) {
  constexpr std::size_t kRows = 2;
  for (std::size_t first = 0; first < columns; first += kColumnBlock) {
    const std::size_t end = std::min(columns, first + kColumnBlock);
    std::size_t i = 0;
    for (; i + kRows <= rows; i += kRows)
      outer_rows<kRows>(delta + i * lanes, x, first, end, lanes, gradient + i * columns, columns);
    for (; i < rows; ++i)
      outer_rows<1>(delta + i * lanes, x, first, end, lanes, gradient + i * columns, columns);
  }
}

}  // namespace neat::kernels
