#include "neat/evolution/generation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "neat/evolution/chunks.hpp"
#include "neat/evolution/species.hpp"
#include "neat/genome/distance.hpp"

namespace neat {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Rising.
std::vector<double> fitness_of(const std::vector<Member>& members) {
  std::vector<double> fitness;
  for (const auto& member : members)
    if (member.evaluation.ok()) fitness.push_back(member.evaluation.fitness());
  std::ranges::sort(fitness);
  return fitness;
}

/// Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). REQUIRES: rising.
double quantile(const std::vector<double>& values, double p) {
  if (values.empty()) return kNone;
  const double at = p * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

void describe_fitness(const SearchState& state, bool maximise, Generation& generation) {
  const std::vector<double> fitness = fitness_of(state.members);
  const double sum = std::accumulate(fitness.begin(), fitness.end(), 0.0);
  const Member& best = state.members[best_member(state.members, maximise)];
  generation.best_fitness = best.evaluation.ok() ? best.evaluation.fitness() : kNone;
  generation.best_metrics = best.evaluation.metrics;
  generation.mean_fitness = fitness.empty() ? kNone : sum / static_cast<double>(fitness.size());
  std::ranges::transform(kFitnessQuantiles, generation.fitness_quantiles.begin(),
                         [&](double p) { return quantile(fitness, p); });
}

/// From a member to its species' representative.
double distance_to_species(const SearchState& state, const Member& member, const DistanceOptions& options) {
  const auto species = std::ranges::lower_bound(state.species, member.species, {}, &Species::id);
  if (species == state.species.end() || species->id != member.species) return 0;
  return distance(*member.genome, *species->representative, options);
}

bool is_better(double candidate, double best, bool maximise) {
  return std::isnan(best) || (maximise ? candidate > best : candidate < best);
}

std::vector<SpeciesSize> sizes(const SearchState& state, bool maximise) {
  std::vector<SpeciesSize> all;
  for (const auto& species : state.species) all.push_back({species.id, 0, kNone});
  for (const auto& member : state.members) {
    const auto at = std::ranges::lower_bound(all, member.species, {}, &SpeciesSize::id);
    if (at == all.end() || at->id != member.species) continue;
    ++at->members;
    const Evaluation& e = member.evaluation;
    if (e.ok() && is_better(e.fitness(), at->best_fitness, maximise)) at->best_fitness = e.fitness();
  }
  return all;
}

void describe_genomes(const SearchState& state, double weight_power, Generation& generation) {
  const auto size = static_cast<double>(state.members.size());
  for (const auto& member : state.members) {
    const Topology& topology = *member.genome->topology;
    generation.mean_nodes += static_cast<double>(topology.hidden_nodes()) / size;
    generation.mean_connections += static_cast<double>(topology.enabled_connections()) / size;
    generation.sigma += member.genome->traits.sigma * weight_power / size;
  }
  const Topology& champion = *state.champion.genome->topology;
  generation.nodes = static_cast<double>(champion.hidden_nodes());
  generation.connections = static_cast<double>(champion.enabled_connections());
  generation.parameters = static_cast<double>(champion.parameter_count());
}

}  // namespace

void describe(const SearchState& state, const StrategyOptions& options, bool maximise, Threads& threads,
              Generation& generation) {
  generation.budget = state.budget;
  generation.line = state.champion.line;
  std::vector<double> far(state.members.size());
  const auto measure = [&](std::size_t i, unsigned) {
    far[i] = distance_to_species(state, state.members[i], options.distance);
  };
  const auto summarise = [&](std::size_t part) {
    if (part == 0) describe_fitness(state, maximise, generation);
    if (part == 1) describe_genomes(state, options.mutation.weight_power, generation);
    if (part == 2) generation.species = sizes(state, maximise);
  };
  for_each_chunk(threads, 3, summarise, far.size(), measure);
  generation.population_diversity =
      std::accumulate(far.begin(), far.end(), 0.0) / static_cast<double>(far.size());
}

}  // namespace neat
