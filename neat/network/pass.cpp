#include "neat/network/pass.hpp"

#include <algorithm>

#include "neat/network/edges.hpp"
#include "neat/network/kernels/kernels.hpp"
#include "neat/network/normalisation.hpp"

namespace neat {
namespace {

/// y = sum over edges, [step.size x lanes].
void add_up(std::span<const PlanEdge> edges, const PlanStep& step, const float* parameters,
            const ForwardPass& pass, float* y) {
  if (edges.empty()) std::fill_n(y, step.size * pass.lanes, 0.0F);
  for (std::size_t e = 0; e < edges.size(); ++e) contribution(edges[e], parameters, pass, y, e > 0);
}

/// y = product or maximum over edges. The first of equal maxima stays.
void combine(std::span<const PlanEdge> edges, const PlanStep& step, const float* parameters,
             const ForwardPass& pass, float* y) {
  const std::size_t size = step.size * pass.lanes;
  std::fill_n(y, size, 0.0F);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (e == 0) {
      contribution(edges[e], parameters, pass, y, false);
      continue;
    }
    const float* other = pass.scratch;
    contribution(edges[e], parameters, pass, pass.scratch, false);
    if (step.aggregation == Aggregation::product)
      for (std::size_t i = 0; i < size; ++i) y[i] *= other[i];
    else
      for (std::size_t i = 0; i < size; ++i) y[i] = other[i] > y[i] ? other[i] : y[i];
  }
}

/// One contribution after another; 0 where a disabled connection's would lie.
void concatenate(std::span<const PlanEdge> edges, const PlanStep& step, const float* parameters,
                 const ForwardPass& pass, float* y) {
  std::size_t filled = 0;
  for (const PlanEdge& edge : edges) filled += edge.part_size;
  if (filled < step.size) std::fill_n(y, step.size * pass.lanes, 0.0F);
  for (const PlanEdge& edge : edges) contribution(edge, parameters, pass, y + edge.part * pass.lanes, false);
}

void aggregate(const Plan& plan, const PlanStep& step, const float* parameters, const ForwardPass& pass,
               float* y) {
  const auto edges = plan.edges(step);
  if (step.aggregation == Aggregation::product || step.aggregation == Aggregation::maximum)
    return combine(edges, step, parameters, pass, y);
  if (step.aggregation == Aggregation::concat) return concatenate(edges, step, parameters, pass, y);
  add_up(edges, step, parameters, pass, y);
  if (step.aggregation != Aggregation::mean || edges.empty()) return;
  const float count = float(edges.size());
  for (std::size_t i = 0; i < step.size * pass.lanes; ++i) y[i] /= count;
}

/// Inverted dropout (Srivastava et al. 2014, section 10): silent units are 0, the others grow so that the
/// mean stays.
void drop(const PlanStep& step, const ForwardPass& pass, float* y, float* mask) {
  const std::size_t size = step.size * pass.lanes;
  pass.bits->resize(std::max(pass.bits->size(), size));
  const std::span<std::uint32_t> bits(pass.bits->data(), size);
  pass.dropout->fill_bits(bits);
  const auto threshold = std::uint32_t(double(step.dropout) * 4294967296.0);
  const float kept = 1 / (1 - step.dropout);
  for (std::size_t i = 0; i < size; ++i) mask[i] = bits[i] < threshold ? 0.0F : kept;
  for (std::size_t i = 0; i < size; ++i) y[i] *= mask[i];
}

}  // namespace

void contribution(const PlanEdge& edge, const float* parameters, const ForwardPass& pass, float* y,
                  bool accumulate) {
  const float* from = edge.recurrent ? pass.previous : pass.values;
  if (from == nullptr && !accumulate) std::fill_n(y, edge.part_size * pass.lanes, 0.0F);
  if (from == nullptr) return;
  edges::run(edge, parameters + edge.weights, from + std::size_t{edge.source} * pass.lanes, y, pass.lanes,
             accumulate);
}

namespace {

void run_neurons(const Plan& plan, std::uint32_t first, std::uint32_t count, Activation activation,
                 const float* parameters, const ForwardPass& pass, float* y) {
  const std::size_t before = plan.recurrent() ? plan.features() * pass.lanes : 0;
  kernels::run_neurons(plan.neurons(first, count), activation, parameters, pass.values - before, y,
                       pass.lanes);
}

void run_normalisation(const PlanStep& step, const float* parameters, const ForwardPass& pass, float* y) {
  const std::size_t offset = std::size_t{step.target} * pass.lanes;
  if (pass.preactivations != nullptr) std::copy_n(y, step.size * pass.lanes, pass.preactivations + offset);
  const NormalisedBlock block{step, parameters, pass.lanes, pass.rows};
  float* statistics = pass.statistics == nullptr ? nullptr : pass.statistics + step.batch_statistics;
  if (statistics != nullptr && step.normalisation == Normalisation::batch)
    measure_batch(block, y, statistics);
  normalise(block, statistics, y, y);
}

void run_step(const Plan& plan, const PlanStep& step, const float* parameters, const ForwardPass& pass) {
  const std::size_t offset = std::size_t{step.target} * pass.lanes, size = step.size * pass.lanes;
  float* y = pass.values + offset;
  if (step.neuron != PlanStep::kNoNeuron) {
    run_neurons(plan, step.neuron, 1, Activation::identity, parameters, pass, y);
  } else {
    aggregate(plan, step, parameters, pass, y);
    if (step.normalisation != Normalisation::none) run_normalisation(step, parameters, pass, y);
    if (step.bias != PlanStep::kNoBias)
      kernels::add_bias(parameters + step.bias, step.size, step.bias_span, pass.lanes, y);
  }
  const bool drops = pass.dropout != nullptr && step.dropout > 0;
  const bool normalised = step.normalisation != Normalisation::none;
  if (pass.preactivations != nullptr && !normalised &&
      (drops || kernels::needs_preactivation(step.activation)))
    std::copy_n(y, size, pass.preactivations + offset);
  kernels::activate(step.activation, {y, size});
  if (drops) drop(step, pass, y, pass.masks + offset);
}

void run_group(const Plan& plan, const PlanGroup& group, const float* parameters, const ForwardPass& pass) {
  const PlanStep& step = plan.steps()[group.step];
  if (group.neurons == 0) return run_step(plan, step, parameters, pass);
  const std::size_t offset = std::size_t{group.target} * pass.lanes, size = group.neurons * pass.lanes;
  float* y = pass.values + offset;
  const bool keeps = pass.preactivations != nullptr && kernels::needs_preactivation(step.activation);
  run_neurons(plan, group.first_neuron, group.neurons, keeps ? Activation::identity : step.activation,
              parameters, pass, y);
  if (!keeps) return;
  std::copy_n(y, size, pass.preactivations + offset);
  kernels::activate(step.activation, {y, size});
}

}  // namespace

/// Dropout draws from one stream, in the order of the steps.
void run(const Plan& plan, const float* parameters, const ForwardPass& pass) {
  for (const std::uint32_t one : plan.ones()) std::fill_n(pass.values + one * pass.lanes, pass.lanes, 1.0F);
  if (pass.dropout != nullptr)
    for (const PlanStep& step : plan.steps()) run_step(plan, step, parameters, pass);
  else
    for (const PlanGroup& group : plan.groups()) run_group(plan, group, parameters, pass);
}

float* at_least(Floats& memory, std::size_t size) {
  if (memory.size() < size) memory.resize(size);
  return memory.data();
}

float* values_behind_zeros(const Plan& plan, std::size_t lanes, Floats& memory) {
  if (!plan.recurrent()) return memory.data();
  return std::fill_n(memory.data(), plan.features() * lanes, 0.0F);
}

void write_outputs(const Plan& plan, const float* values, std::size_t lanes, std::size_t rows,
                   std::size_t stride, float* y) {
  const auto features = plan.output_features();
  const auto row = [&](std::size_t k) { return values + std::size_t{features[k]} * lanes; };
  std::size_t k = 0;
  for (; k + 4 <= features.size(); k += 4)
    kernels::turn({row(k), row(k + 1), row(k + 2), row(k + 3)}, rows, stride, y + k);
  for (; k < features.size(); ++k)
    for (std::size_t r = 0; r < rows; ++r) y[r * stride + k] = row(k)[r];
}

}  // namespace neat
