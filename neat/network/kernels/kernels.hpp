/// neat/network/kernels/kernels.hpp - the inner loops of networks, over activations [feature][lane].
///
/// `lanes` is 1 or a multiple of Network::kLanes; lane blocks start on 16-byte boundaries when lanes > 1. A
/// lane's results never depend on `lanes` or on its neighbours: sums over features run one feature after the
/// other. Sums over lanes take 16 partial sums over blocks of 16 lanes in order, then the tree of
/// `add_lane_sums`. Pure; any thread. Which machine code runs behind these names is decided here and nowhere
/// else.
#pragma once

#include <cstddef>
#include <span>

#include "neat/genome/gene.hpp"
#include "neat/network/plan.hpp"

namespace neat::kernels {

/// A view of weights: element (i, j) is values[i * row + j * column]. Transposing exchanges the strides.
struct Weights {
  const float* values;
  std::size_t rows, columns;
  std::size_t row, column;

  Weights transposed() const { return {values, columns, rows, column, row}; }
};

/// The weights [rows x columns] that lie row by row at `values`.
inline Weights row_major(const float* values, std::size_t rows, std::size_t columns) {
  return {values, rows, columns, columns, 1};
}

/// y [w.rows x lanes] = w x, or y + w x when `accumulate`. x: [w.columns x lanes]. Sums over columns in
/// order.
void multiply(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate);

/// y [lanes] = sum over edges of one weight times one feature, in order. An edge's source is a row of
/// `values`, or of `previous` when it is recurrent; without `previous` it counts as 0. REQUIRES: source_size
/// == 1 for every edge.
void gather(std::span<const PlanEdge> edges, const float* parameters, const float* values,
            const float* previous, float* y, std::size_t lanes);

/// gradient [rows x columns] += the sum over lanes of delta [rows x lanes] times x [columns x lanes]. Lanes
/// > 1.
void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient);

/// gradient [rows / span] += the sum over lanes, and over `span` adjacent rows, of delta [rows x lanes].
/// Lanes > 1.
void add_lane_sums(const float* delta, std::size_t rows, std::size_t span, std::size_t lanes,
                   float* gradient);

/// y [rows x lanes] += bias [rows / span].
void add_bias(const float* bias, std::size_t rows, std::size_t span, std::size_t lanes, float* y);

/// In place: x becomes the activation of x.
void activate(Activation activation, std::span<float> x);

/// Whether `activate_backward` reads the value before the activation.
bool needs_preactivation(Activation activation);

/// In place: delta, dL/dy, becomes dL/dx. x: before the activation (read if needs_preactivation); y: after
/// it. The derivative at a kink is that of the left side, and 0 for `absolute`. All of the size of delta.
void activate_backward(Activation activation, const float* x, const float* y, std::span<float> delta);

}  // namespace neat::kernels
