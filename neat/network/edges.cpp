#include "neat/network/edges.hpp"

#include <algorithm>

#include "neat/network/kernels/kernels.hpp"

namespace neat::edges {
namespace {

using kernels::Convolution;

Convolution convolution_of(const PlanEdge& edge) {
  return {edge.from.channels,
          edge.from.height,
          edge.from.width,
          edge.to.channels,
          edge.op.kernel,
          edge.op.stride,
          edge.op.kernel / std::size_t{2}};
}

/// One channel at a time: f(convolution, weights' place, x's place, y's place).
template <class F>
void for_channels(const PlanEdge& edge, std::size_t lanes, const F& f) {
  Convolution one = convolution_of(edge);
  one.in_channels = one.out_channels = 1;
  const std::size_t area = one.kernel * one.kernel, x = one.height * one.width * lanes,
                    y = one.out_height() * one.out_width() * lanes;
  for (std::size_t c = 0; c < edge.from.channels; ++c) f(one, c * area, c * x, c * y);
}

kernels::Pool pool_of(const PlanEdge& edge) {
  const OperatorKind kind = edge.op.kind;
  const bool global = kind == OperatorKind::global_max_pool || kind == OperatorKind::global_average_pool;
  return {edge.from.channels,
          edge.from.height,
          edge.from.width,
          global ? edge.from.height : edge.op.kernel,
          global ? edge.from.width : edge.op.kernel,
          edge.op.stride,
          kind == OperatorKind::max_pool || kind == OperatorKind::global_max_pool};
}

kernels::Weights matrix_of(const PlanEdge& edge, const float* weights) {
  return kernels::row_major(weights, edge.part_size, edge.source_size);
}

}  // namespace

void run(const PlanEdge& edge, const float* weights, const float* x, float* y, std::size_t lanes,
         bool accumulate) {
  switch (edge.op.kind) {
    case OperatorKind::weight:
    case OperatorKind::dense:
      return kernels::multiply(matrix_of(edge, weights), x, y, lanes, accumulate);
    case OperatorKind::conv:
      return kernels::convolve(convolution_of(edge), weights, x, y, lanes, accumulate);
    case OperatorKind::depthwise:
      return for_channels(edge, lanes,
                          [&](const Convolution& one, std::size_t w, std::size_t from, std::size_t to) {
                            kernels::convolve(one, weights + w, x + from, y + to, lanes, accumulate);
                          });
    case OperatorKind::identity:
      if (accumulate) return kernels::add(x, y, edge.part_size * lanes);
      std::copy_n(x, edge.part_size * lanes, y);
      return;
    default:
      return kernels::pool(pool_of(edge), x, y, lanes, accumulate);
  }
}

void add_gradient(const PlanEdge& edge, const float* delta, const float* x, std::size_t lanes,
                  float* gradient) {
  switch (edge.op.kind) {
    case OperatorKind::weight:
    case OperatorKind::dense:
      return kernels::add_outer(delta, edge.part_size, x, edge.source_size, lanes, gradient);
    case OperatorKind::conv:
      return kernels::add_convolution_outer(convolution_of(edge), delta, x, lanes, gradient);
    case OperatorKind::depthwise:
      return for_channels(edge, lanes,
                          [&](const Convolution& one, std::size_t w, std::size_t from, std::size_t to) {
                            kernels::add_convolution_outer(one, delta + to, x + from, lanes, gradient + w);
                          });
    default:
      return;
  }
}

void push_back(const PlanEdge& edge, const float* weights, const float* x, const float* delta, float* x_delta,
               std::size_t lanes) {
  switch (edge.op.kind) {
    case OperatorKind::weight:
    case OperatorKind::dense:
      return kernels::multiply(matrix_of(edge, weights).transposed(), delta, x_delta, lanes, true);
    case OperatorKind::conv:
      return kernels::convolve_back(convolution_of(edge), weights, delta, x_delta, lanes);
    case OperatorKind::depthwise:
      return for_channels(edge, lanes,
                          [&](const Convolution& one, std::size_t w, std::size_t from, std::size_t to) {
                            kernels::convolve_back(one, weights + w, delta + to, x_delta + from, lanes);
                          });
    case OperatorKind::identity:
      return kernels::add(delta, x_delta, edge.part_size * lanes);
    default:
      return kernels::pool_back(pool_of(edge), x, delta, x_delta, lanes);
  }
}

}  // namespace neat::edges
