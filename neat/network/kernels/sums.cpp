#include "neat/network/kernels/kernels.hpp"
#include "neat/network/kernels/vector.hpp"

namespace neat::kernels {
namespace {

/// The row an edge reads, or nullptr when it reads 0.
const float* source_row(const PlanEdge& edge, const float* values, const float* previous, std::size_t lanes) {
  const float* from = edge.recurrent ? previous : values;
  return from == nullptr ? nullptr : from + std::size_t{edge.source} * lanes;
}

float gather_sample(std::span<const PlanEdge> edges, const float* parameters, const float* values,
                    const float* previous) {
  float sum = 0;
  for (const PlanEdge& edge : edges)
    if (const float* x = source_row(edge, values, previous, 1)) sum += parameters[edge.weights] * *x;
  return sum;
}

void gather_block(std::span<const PlanEdge> edges, const float* parameters, const float* values,
                  const float* previous, std::size_t lane, float* y, std::size_t lanes) {
  Vector sum[kParts] = {};
  for (const PlanEdge& edge : edges) {
    const float* x = source_row(edge, values, previous, lanes);
    if (x == nullptr) continue;
    const Vector factor = broadcast(parameters[edge.weights]);
    for (std::size_t p = 0; p < kParts; ++p) sum[p] += factor * load(x + lane + p * kWidth);
  }
  for (std::size_t p = 0; p < kParts; ++p) store(y + lane + p * kWidth, sum[p]);
}

}  // namespace

void gather(std::span<const PlanEdge> edges, const float* parameters, const float* values,
            const float* previous, float* y, std::size_t lanes) {
  if (lanes == 1) return void(*y = gather_sample(edges, parameters, values, previous));
  for (std::size_t lane = 0; lane < lanes; lane += kBlock)
    gather_block(edges, parameters, values, previous, lane, y, lanes);
}

void add_lane_sums(const float* delta, std::size_t rows, std::size_t span, std::size_t lanes,
                   float* gradient) {
  for (std::size_t row = 0; row < rows; row += span, ++gradient) {
    Vector sum[kParts] = {};
    for (std::size_t lane = 0; lane < span * lanes; lane += kBlock)
      for (std::size_t p = 0; p < kParts; ++p) sum[p] += load(delta + row * lanes + lane + p * kWidth);
    *gradient += tree_sum(sum);
  }
}

void add_bias(const float* bias, std::size_t rows, std::size_t span, std::size_t lanes, float* y) {
  for (std::size_t row = 0; row < rows; row += span, ++bias, y += span * lanes)
    for (std::size_t i = 0; i < span * lanes; ++i) y[i] += *bias;
}

}  // namespace neat::kernels
