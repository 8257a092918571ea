// Neurons, biases and their gradients.
#include "neat/network/kernels/paths/curves.hpp"
#include "neat/network/kernels/paths/functions.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr std::size_t kMostParts = 4;  // registers of a row that are summed side by side

constexpr std::uint32_t kEdges = 4;  // taken together: a loop around each would cost as much as its work

/// sum + the products of `Count` edges, one after the other.
template <std::uint32_t Count>
NEAT_INLINE float add_edges(const std::uint32_t* weights, const std::uint32_t* sources,
                            const float* parameters, const float* values, float sum) {
#pragma GCC unroll 4
  for (std::uint32_t e = 0; e < Count; ++e) sum = fused(parameters[weights[e]], values[sources[e]], sum);
  return sum;
}

void run_sample(const Neurons& neurons, const float* parameters, const float* values, float* y) {
  const std::uint32_t *weights = neurons.weights, *sources = neurons.sources;
  for (std::size_t i = 0; i < neurons.count; ++i) {
    float sum = 0;
    std::uint32_t e = neurons.first[i];
    const std::uint32_t end = neurons.first[i + 1], bias = neurons.biases[i];
    for (; e + kEdges <= end; e += kEdges)
      sum = add_edges<kEdges>(weights + e, sources + e, parameters, values, sum);
    for (; e < end; ++e) sum = add_edges<1>(weights + e, sources + e, parameters, values, sum);
    if (bias != Neurons::kNoBias) sum += parameters[bias];
    y[i] = sum;
  }
}

template <std::uint32_t Count, std::size_t Parts>
NEAT_INLINE void add_edges(const std::uint32_t* weights, const std::uint32_t* sources,
                           const float* parameters, const float* values, std::size_t lanes,
                           Vector (&sum)[Parts]) {
#pragma GCC unroll 4
  for (std::uint32_t e = 0; e < Count; ++e) {
    const Vector factor = broadcast(parameters[weights[e]]);
    const float* x = values + sources[e] * lanes;
#pragma GCC unroll 4
    for (std::size_t p = 0; p < Parts; ++p) sum[p] = fused(factor, load(x + p * kWidth), sum[p]);
  }
}

/// `Parts` registers of every row. The activation follows the sum while that is in registers.
template <std::size_t Parts, class Function>
NEAT_INLINE void run_parts(const Neurons& neurons, Function function, const float* parameters,
                           const float* values, float* y, std::size_t lanes) {
  const std::uint32_t *weights = neurons.weights, *sources = neurons.sources;
  for (std::size_t i = 0; i < neurons.count; ++i, y += lanes) {
    Vector sum[Parts] = {};
    std::uint32_t e = neurons.first[i];
    const std::uint32_t end = neurons.first[i + 1], bias = neurons.biases[i];
    for (; e + kEdges <= end; e += kEdges)
      add_edges<kEdges>(weights + e, sources + e, parameters, values, lanes, sum);
    for (; e < end; ++e) add_edges<1>(weights + e, sources + e, parameters, values, lanes, sum);
    if (bias != Neurons::kNoBias) {
      const Vector same = broadcast(parameters[bias]);
      for (std::size_t p = 0; p < Parts; ++p) sum[p] += same;
    }
    function(sum);
    for (std::size_t p = 0; p < Parts; ++p) store(y + p * kWidth, sum[p]);
  }
}

template <class Function>
void run_lanes(const Neurons& neurons, Function function, const float* parameters, const float* values,
               float* y, std::size_t lanes) {
  constexpr std::size_t kMost = kMostParts * kWidth;
  std::size_t lane = 0;
  for (; lane + kMost <= lanes; lane += kMost)
    run_parts<kMostParts>(neurons, function, parameters, values + lane, y + lane, lanes);
  if constexpr (kMost > 2 * kBlock)
    for (; lane + 2 * kBlock <= lanes; lane += 2 * kBlock)
      run_parts<2 * kParts>(neurons, function, parameters, values + lane, y + lane, lanes);
  for (; lane < lanes; lane += kBlock)
    run_parts<kParts>(neurons, function, parameters, values + lane, y + lane, lanes);
}

[[maybe_unused]] bool run_curve(const Neurons& n, Activation activation, const float* parameters,
                                const float* values, float* y, std::size_t lanes) {
  const auto run = [&](auto function) NEAT_LAMBDA {
    run_lanes(n, function, parameters, values, y, lanes);
    return true;
  };
  switch (activation) {
    case Activation::tanh:
      return run([](auto& v) NEAT_LAMBDA { tanh_all(v); });
    case Activation::sigmoid:
      return run([](auto& all) NEAT_LAMBDA {
        for (Vector& v : all) v = sigmoid_of(v);
      });
    case Activation::steep_sigmoid:
      return run([](auto& all) NEAT_LAMBDA {
        for (Vector& v : all) v = sigmoid_of(broadcast(kSteepSigmoid) * v);
      });
    case Activation::steep_tanh:
      return run([](auto& all) NEAT_LAMBDA {
        for (Vector& v : all) v = tanh_of(broadcast(kSteepTanh) * v);
      });
    case Activation::relu:
      return run([](auto& all) NEAT_LAMBDA {
        for (Vector& v : all) v = relu_of(v);
      });
    default:
      return false;
  }
}

}  // namespace

bool run_neurons(const Neurons& neurons, Activation activation, const float* parameters, const float* values,
                 float* y, std::size_t lanes) {
  if (lanes == 1) {
    run_sample(neurons, parameters, values, y);
    return activation == Activation::identity;
  }
  if constexpr (kFused)
    if (run_curve(neurons, activation, parameters, values, y, lanes)) return true;
  run_lanes(
      neurons, [](auto&) NEAT_LAMBDA {}, parameters, values, y, lanes);
  return activation == Activation::identity;
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
