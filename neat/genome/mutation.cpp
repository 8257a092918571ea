#include "neat/genome/mutation.hpp"
#include "neat/genome/pruning.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "neat/base/math.hpp"
#include "neat/genome/cost.hpp"

namespace neat {
namespace {

std::uint32_t threshold(double probability) {
  return std::uint32_t(std::clamp(probability, 0.0, 1.0) * 4294967295.0);
}

/// How scalar values change.
struct Change {
  std::uint32_t changed, redrawn;  ///< decisions below these
  float power, deviation, limit;
  Distribution distribution;

  Change(const Variation& v, double sigma)
      : changed(threshold(v.mutation.weight_share)),
        redrawn(threshold(v.mutation.weight_share * v.mutation.weight_replace)),
        power(float(v.mutation.weight_power * sigma)),
        deviation(
            float(v.mutation.replace_power > 0 ? v.mutation.replace_power : v.genome.initial_deviation)),
        limit(float(v.genome.weight_limit)),
        distribution(v.mutation.weight_distribution) {}
};

/// What mutation draws for one genome, in memory that is used again by its thread.
struct Draws {
  std::vector<std::uint32_t> words;   ///< as drawn
  std::vector<std::uint32_t> places;  ///< of the values that change
  std::vector<std::uint32_t> bits;    ///< from which their deviates are made
  std::vector<float> deviates;        ///< standard normal, or uniform in [-1, 1)
};

/// Two words for every value: a decision, and one that a deviate is made of.
struct Words {
  const std::uint32_t *decisions, *bits;
  std::size_t step;
};

Draws& draws_of_thread() {
  thread_local Draws draws;
  return draws;
}

void limit_values(std::span<float> values, float limit) {
  for (float& value : values) {
    const float above = value < -limit ? -limit : value;
    value = above > limit ? limit : above;
  }
}

/// Values side by side, of which some change.
struct Row {
  std::span<float> values;
  Words words;
  std::size_t first = 0, count = 0;  ///< the part of Draws::places that is this row's
};

/// Which values of a row change. No branch: a place that does not is overwritten by the next.
void choose_places(Row& row, std::uint32_t changed, Draws& draws) {
  std::uint32_t* const places = draws.places.data() + row.first;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    places[row.count] = std::uint32_t(i);
    row.count += row.words.decisions[i * row.words.step] < changed;
  }
  for (std::size_t k = 0; k < row.count; ++k)
    draws.bits[row.first + k] = row.words.bits[places[k] * row.words.step];
}

void change_values(const Row& row, const Change& change, const Draws& draws) {
  for (std::size_t k = row.first; k < row.first + row.count; ++k) {
    const std::uint32_t place = draws.places[k];
    float& value = row.values[place];
    const float deviate = draws.deviates[k];
    const float shifted = value + change.power * deviate, fresh = change.deviation * deviate;
    value = row.words.decisions[place * row.words.step] < change.redrawn ? fresh : shifted;
  }
}

void make_deviates(std::span<const std::uint32_t> bits, std::span<float> deviates,
                   Distribution distribution) {
  if (distribution == Distribution::normal) return normals_from_bits(bits, deviates);
  for (std::size_t i = 0; i < deviates.size(); ++i) deviates[i] = float(std::int32_t(bits[i])) * 0x1p-31F;
}

/// Biases, each of which draws its decision and its deviate before the next; then weights, for which all decisions are drawn
/// before the deviates.
void mutate_scalars(std::span<float> values, std::size_t biases, const Change& change, Random& random) {
  Draws& draws = draws_of_thread();
  const std::size_t size = values.size(), weights = size - biases;
  draws.words.resize(2 * size);
  draws.places.resize(size), draws.bits.resize(size), draws.deviates.resize(size);
  random.fill_bits(draws.words);
  const std::uint32_t* const words = draws.words.data();
  const std::uint32_t* const of_weights = words + 2 * biases;
  Row first{values.first(biases), {words, words + 1, 2}};
  choose_places(first, change.changed, draws);
  Row second{values.subspan(biases), {of_weights, of_weights + weights, 1}, first.count};
  choose_places(second, change.changed, draws);
  make_deviates(draws.bits, std::span(draws.deviates).first(first.count + second.count), change.distribution);
  change_values(first, change, draws);
  change_values(second, change, draws);
  limit_values(values, change.limit);
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
  bool any = false;
  for (std::size_t i = 0; i < tries.size(); ++i) {
    tries[i] = draws[i] < chances[i] && !(rates.exclusive && any);
    any |= tries[i];
  }
  return tries;
}

bool apply(const Tries& tries, Draft& draft, const Variation& variation, Random& random) {
  bool changed = false;
  if (tries[0]) changed |= delete_node(draft, random);
  if (tries[1]) changed |= delete_connection(draft, random);
  if (changed && variation.mutation.prune) remove_dangling(draft);
  if (tries[2]) changed |= add_node(draft, variation, random);
  if (tries[3]) changed |= add_connection(draft, variation, random);
  if (tries[4]) changed |= toggle_connection(draft, random);
  if (tries[5]) changed |= change_activation(draft, variation.genome, random);
  if (tries[6]) changed |= change_aggregation(draft, variation.genome, random);
  if (tries[7]) changed |= widen_node(draft, variation, random);
  if (tries[8]) changed |= narrow_node(draft, variation, random);
  const double kernel = variation.mutation.kernel;  // nothing is drawn for what is off
  if (kernel > 0 && random.chance(kernel)) changed |= change_kernel(draft, random);
  return changed;
}

/// Nothing that is over a limit is ever made.
bool is_allowed(const Draft& draft, const GenomeOptions& options) {
  if (options.max_flops == 0 && options.max_bytes == 0) return true;
  return over_limits(cost_of(draft.nodes, draft.connections), options).empty();
}

}  // namespace

void mutate_parameters(Genome& genome, const Variation& variation, Random& random) {
  const Topology& topology = *genome.topology;
  const std::span<float> all(genome.parameters);
  const double sigma = genome.traits.sigma;
  const Change change(variation, sigma);
  if (topology.neurons_only()) return mutate_scalars(all, topology.scalar_offset(), change, random);
  for (std::size_t i = 0; i < topology.nodes().size(); ++i)
    if (topology.nodes()[i].shape.is_neuron() && topology.bias(i).size == 1)
      mutate_scalars(all.subspan(topology.bias(i).offset, 1), 1, change, random);
  mutate_scalars(all.subspan(topology.scalar_offset(), topology.scalar_count()), 0, change, random);
  if (variation.mutation.layer_power <= 0) return;
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    const auto range = topology.weights(i);
    if (topology.connections()[i].op.kind == OperatorKind::weight || range.size == 0) continue;
    add_noise(all.subspan(range.offset, range.size), variation.mutation.layer_power * sigma, random);
  }
}

namespace {

constexpr double kAdamRate = 0.02;  // of SGD's
constexpr double kSwitch = 0.15, kResize = 0.3, kSmoothingStep = 0.03;
constexpr std::uint32_t kLeastBatch = 16, kMostBatch = 1024;

void resize_batch(std::uint32_t& batch, Random& random) {
  const bool up = random.chance(0.5);
  if (!random.chance(kResize)) return;
  if (up && batch <= kMostBatch / 2) batch *= 2;
  if (!up && batch >= 2 * kLeastBatch) batch /= 2;
}

void change_optimiser(Traits& traits, bool adam, Random& random) {
  if (!random.chance(kSwitch)) return;
  traits.other_optimiser = !traits.other_optimiser;
  const bool to_adam = traits.other_optimiser != adam;
  traits.learning_rate *= to_adam ? kAdamRate : 1 / kAdamRate;
}

}  // namespace

void mutate_traits(Traits& traits, const TraitOptions& options, Random& random) {
  const double power = options.power;
  const auto evolves = [&](TraitGene gene) { return std::ranges::count(options.genes, gene) > 0; };
  if (evolves(TraitGene::rate))
    traits.learning_rate = log_normal_step(traits.learning_rate, power, 1e-6, 10, random);
  if (evolves(TraitGene::momentum))
    traits.momentum = 1 - log_normal_step(1 - traits.momentum, power, 1e-3, 1, random);
  if (evolves(TraitGene::decay))
    traits.weight_decay = log_normal_step(traits.weight_decay, power, 0, 0.1, random);
  if (evolves(TraitGene::sigma)) traits.sigma = log_normal_step(traits.sigma, power, 1e-3, 100, random);
  if (evolves(TraitGene::batch)) resize_batch(traits.batch, random);
  if (evolves(TraitGene::optimiser)) change_optimiser(traits, options.adam, random);
  if (evolves(TraitGene::smoothing))
    traits.label_smoothing = std::clamp(traits.label_smoothing + kSmoothingStep * random.normal(), 0.0, 0.4);
  if (evolves(TraitGene::augmentation))
    traits.augmentation = log_normal_step(traits.augmentation, power, 0.1, 4, random);
}

MutationOptions simplifying(MutationOptions rates) {
  std::swap(rates.add_node, rates.delete_node);
  std::swap(rates.add_connection, rates.delete_connection);
  std::swap(rates.widen, rates.narrow);
  return rates;
}

bool mutate_structure(Draft& draft, const Variation& variation, Random& random) {
  const GenomeOptions& options = variation.genome;
  const Tries tries = draw_tries(variation.mutation, random);
  if (options.max_flops == 0 && options.max_bytes == 0) return apply(tries, draft, variation, random);
  Draft changed = draft;
  if (!apply(tries, changed, variation, random) || !is_allowed(changed, options)) return false;
  draft = std::move(changed);
  return true;
}

std::optional<Draft> mutate_structure(const Genome& genome, const Variation& variation, Random& random) {
  const Tries tries = draw_tries(variation.mutation, random);
  if (std::ranges::none_of(tries, [](bool tried) { return tried; }) && variation.mutation.kernel == 0)
    return std::nullopt;  // most children: no draft
  Draft draft(genome);
  if (!apply(tries, draft, variation, random) || !is_allowed(draft, variation.genome)) return std::nullopt;
  return draft;
}

}  // namespace neat
