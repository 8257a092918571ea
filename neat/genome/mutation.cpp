#include "neat/genome/mutation.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "neat/base/math.hpp"
#include "neat/base/wide.hpp"

namespace neat {
namespace {

std::uint32_t threshold(double probability) {
  return std::uint32_t(std::clamp(probability, 0.0, 1.0) * 4294967295.0);
}

/// How scalar values change.
struct Change {
  std::uint32_t changed, redrawn;  ///< decisions below these
  float power, deviation, limit;

  Change(const Variation& v, double sigma)
      : changed(threshold(v.mutation.weight_share)),
        redrawn(threshold(v.mutation.weight_share * v.mutation.weight_replace)),
        power(float(v.mutation.weight_power * sigma)),
        deviation(float(v.genome.initial_deviation)),
        limit(float(v.genome.weight_limit)) {}
};

/// One decision and one normal per value: the loop has no branch.
[[gnu::always_inline]] inline void change_body(float* values, const std::uint32_t* decisions,
                                               const float* normals, std::size_t count,
                                               const Change& change) {
  const Change c = change;
  for (std::size_t i = 0; i < count; ++i) {
    const float shifted = values[i] + c.power * normals[i], fresh = c.deviation * normals[i];
    const float moved = decisions[i] < c.changed ? shifted : values[i];
    const float next = decisions[i] < c.redrawn ? fresh : moved;
    const float above = next < -c.limit ? -c.limit : next;
    values[i] = above > c.limit ? c.limit : above;
  }
}
void change_baseline(float* values, const std::uint32_t* decisions, const float* normals, std::size_t count,
                     const Change& change) {
  change_body(values, decisions, normals, count, change);
}
NEAT_WIDE_AVX2 void change_avx2(float* values, const std::uint32_t* decisions, const float* normals,
                                std::size_t count, const Change& change) {
  change_body(values, decisions, normals, count, change);
}
NEAT_WIDE_AVX512 void change_avx512(float* values, const std::uint32_t* decisions, const float* normals,
                                    std::size_t count, const Change& change) {
  change_body(values, decisions, normals, count, change);
}

void change_values(std::span<float> values, const std::uint32_t* decisions, const float* normals,
                   const Change& change) {
  if (wide::level() == wide::Level::avx512)
    return change_avx512(values.data(), decisions, normals, values.size(), change);
  if (wide::level() == wide::Level::avx2)
    return change_avx2(values.data(), decisions, normals, values.size(), change);
  change_baseline(values.data(), decisions, normals, values.size(), change);
}

/// Draws of one thread, in memory that is used again.
struct Draws {
  std::vector<std::uint32_t> words, decisions;
  std::vector<float> normals;
};

Draws& draws_of_thread() {
  thread_local Draws draws;
  return draws;
}

/// A row of values: all decisions are drawn, then all normals.
void mutate_row(std::span<float> values, const Change& change, Random& random) {
  auto& [words, decisions, normals] = draws_of_thread();
  words.resize(2 * values.size());
  normals.resize(values.size());
  random.fill_bits(words);
  normals_from_bits(std::span(words).subspan(values.size()), normals);
  change_values(values, words.data(), normals.data(), change);
}

/// The biases of neurons, which lie side by side: each draws its decision and its normal before the next.
void mutate_biases(std::span<float> biases, const Change& change, Random& random) {
  auto& [words, decisions, normals] = draws_of_thread();
  words.resize(2 * biases.size());
  decisions.resize(biases.size());
  normals.resize(biases.size());
  random.fill_bits(words);
  for (std::size_t i = 0; i < biases.size(); ++i) {
    decisions[i] = words[2 * i];
    words[i] = words[2 * i + 1];
  }
  normals_from_bits(words, normals);
  change_values(biases, decisions.data(), normals.data(), change);
}

void add_noise(std::span<float> block, double relative, Random& random) {
  double squares = 0;
  for (const float w : block) squares += double(w) * double(w);
  const double rms = std::sqrt(squares / double(std::max<std::size_t>(block.size(), 1)));
  std::vector<float> noise(block.size());
  random.fill_normal(noise, float(relative * rms));
  for (std::size_t i = 0; i < block.size(); ++i) block[i] += noise[i];
}

double log_normal_step(double value, double power, double lowest, double highest, Random& random) {
  return std::clamp(value * math::exp(power * random.normal()), lowest, highest);
}

using Tries = std::array<bool, 9>;

Tries draw_tries(const MutationOptions& rates, Random& random) {
  const std::array chances{
      rates.delete_node, rates.delete_connection, rates.add_node, rates.add_connection, rates.toggle,
      rates.activation,  rates.aggregation,       rates.widen,    rates.narrow};
  std::array<double, chances.size()> draws;
  random.fill_uniform(draws);
  Tries tries;
  for (std::size_t i = 0; i < tries.size(); ++i) tries[i] = draws[i] < chances[i];
  return tries;
}

bool apply(const Tries& tries, Draft& draft, const Variation& variation, Random& random) {
  bool changed = false;
  if (tries[0]) changed |= delete_node(draft, random);
  if (tries[1]) changed |= delete_connection(draft, random);
  if (tries[2]) changed |= add_node(draft, variation, random);
  if (tries[3]) changed |= add_connection(draft, variation, random);
  if (tries[4]) changed |= toggle_connection(draft, random);
  if (tries[5]) changed |= change_activation(draft, variation.genome, random);
  if (tries[6]) changed |= change_aggregation(draft, variation.genome, random);
  if (tries[7]) changed |= widen_node(draft, variation, random);
  if (tries[8]) changed |= narrow_node(draft, variation, random);
  return changed;
}

}  // namespace

void mutate_parameters(Genome& genome, const Variation& variation, Random& random) {
  const Topology& topology = *genome.topology;
  const std::span<float> all(genome.parameters);
  const double sigma = genome.traits.sigma;
  const Change change(variation, sigma);
  for (std::size_t i = 0; i < topology.nodes().size() && !topology.neurons_only(); ++i) {
    const auto range = topology.bias(i);
    if (topology.nodes()[i].shape.is_neuron() && range.size == 1)
      mutate_row(all.subspan(range.offset, 1), change, random);
  }
  if (topology.neurons_only()) mutate_biases(all.first(topology.scalar_offset()), change, random);
  mutate_row(all.subspan(topology.scalar_offset(), topology.scalar_count()), change, random);
  if (variation.mutation.layer_power <= 0) return;
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    if (topology.connections()[i].op.kind != OperatorKind::dense) continue;
    const auto range = topology.weights(i);
    add_noise(all.subspan(range.offset, range.size), variation.mutation.layer_power * sigma, random);
  }
}

void mutate_traits(Traits& traits, const TraitOptions& options, Random& random) {
  traits.learning_rate = log_normal_step(traits.learning_rate, options.power, 1e-6, 10, random);
  traits.momentum = 1 - log_normal_step(1 - traits.momentum, options.power, 1e-3, 1, random);
  traits.weight_decay = log_normal_step(traits.weight_decay, options.power, 0, 0.1, random);
  traits.sigma = log_normal_step(traits.sigma, options.power, 1e-3, 100, random);
}

bool mutate_structure(Draft& draft, const Variation& variation, Random& random) {
  return apply(draw_tries(variation.mutation, random), draft, variation, random);
}

std::optional<Draft> mutate_structure(const Genome& genome, const Variation& variation, Random& random) {
  const Tries tries = draw_tries(variation.mutation, random);
  if (std::ranges::none_of(tries, [](bool tried) { return tried; }))
    return std::nullopt;  // most children: no draft
  Draft draft(genome);
  return apply(tries, draft, variation, random) ? std::optional<Draft>(std::move(draft)) : std::nullopt;
}

}  // namespace neat
