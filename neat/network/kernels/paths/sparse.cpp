// Neurons, biases and their gradients.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr std::size_t kMostParts = 4;  // registers of a row that are summed side by side

void run_sample(const Neurons& neurons, const float* parameters, const float* values, float* y) {
  for (std::size_t i = 0; i < neurons.count; ++i) {
    float sum = 0;
    for (std::uint32_t e = neurons.first[i]; e < neurons.first[i + 1]; ++e)
      sum = fused(parameters[neurons.weights[e]], values[neurons.sources[e]], sum);
    if (neurons.biases[i] != Neurons::kNoBias) sum += parameters[neurons.biases[i]];
    y[i] = sum;
  }
}

/// `Parts` registers of every row.
template <std::size_t Parts>
void run_parts(const Neurons& neurons, const float* parameters, const float* values, float* y,
               std::size_t lanes) {
  for (std::size_t i = 0; i < neurons.count; ++i, y += lanes) {
    Vector sum[Parts] = {};
    for (std::uint32_t e = neurons.first[i]; e < neurons.first[i + 1]; ++e) {
      const Vector factor = broadcast(parameters[neurons.weights[e]]);
      const float* x = values + neurons.sources[e] * lanes;
      for (std::size_t p = 0; p < Parts; ++p) sum[p] = fused(factor, load(x + p * kWidth), sum[p]);
    }
    if (neurons.biases[i] != Neurons::kNoBias) {
      const Vector bias = broadcast(parameters[neurons.biases[i]]);
      for (std::size_t p = 0; p < Parts; ++p) sum[p] += bias;
    }
    for (std::size_t p = 0; p < Parts; ++p) store(y + p * kWidth, sum[p]);
  }
}

}  // namespace

void run_neurons(const Neurons& neurons, const float* parameters, const float* values, float* y,
                 std::size_t lanes) {
  if (lanes == 1) return run_sample(neurons, parameters, values, y);
  constexpr std::size_t kMost = kMostParts * kWidth;
  std::size_t lane = 0;
  for (; lane + kMost <= lanes; lane += kMost)
    run_parts<kMostParts>(neurons, parameters, values + lane, y + lane, lanes);
  for (; lane < lanes; lane += kBlock) run_parts<kParts>(neurons, parameters, values + lane, y + lane, lanes);
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

}  // namespace neat::kernels::NEAT_PATH
