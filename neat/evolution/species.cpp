#include "neat/evolution/species.hpp"

#include <algorithm>
#include <limits>

#include "neat/base/random.hpp"
#include "neat/genome/distance.hpp"

namespace neat {
namespace {

constexpr std::uint32_t kNone = 0;  // species ids start at 1

std::uint32_t first_match(const Genome& genome, std::span<const Species> species, double threshold,
                          const DistanceOptions& options) {
  for (const auto& s : species)
    if (distance(genome, *s.representative, options) < threshold) return s.id;
  return kNone;
}

void found_species(SearchState& state, Member& member, const DistanceOptions& options, std::size_t known) {
  const std::span<const Species> young(state.species.data() + known, state.species.size() - known);
  member.species = first_match(*member.genome, young, state.threshold, options);
  if (member.species != kNone) return;
  Species s;
  s.id = member.species = state.next_species++;
  s.representative = member.genome;
  s.born = s.improved = state.generation;
  s.best_fitness = std::numeric_limits<double>::quiet_NaN();  // none yet
  state.species.push_back(s);
}

std::vector<std::size_t> members_of(const SearchState& state, std::uint32_t species) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < state.members.size(); ++i)
    if (state.members[i].species == species) found.push_back(i);
  return found;
}

void choose_representative(SearchState& state, Species& species, std::span<const std::size_t> members,
                           std::uint64_t seed) {
  Random random(seed, Purpose::speciation, state.generation, species.id);
  species.representative = state.members[members[random.below(std::uint32_t(members.size()))]].genome;
}

void note_improvement(SearchState& state, Species& species, std::span<const std::size_t> members,
                      bool maximise) {
  for (const std::size_t i : members) {
    const Evaluation& evaluation = state.members[i].evaluation;
    if (!evaluation.ok()) continue;
    const double fitness = evaluation.fitness();
    const bool first = species.best_fitness != species.best_fitness;
    if (!first && !(maximise ? fitness > species.best_fitness : fitness < species.best_fitness)) continue;
    species.best_fitness = fitness;
    species.improved = state.generation;
  }
}

void adapt_threshold(SearchState& state, const SpeciesOptions& options) {
  if (state.species.size() > options.target) state.threshold *= 1 + options.threshold_step;
  if (state.species.size() < options.target) state.threshold /= 1 + options.threshold_step;
  state.threshold = std::clamp(state.threshold, 1e-6, 1e9);
}

}  // namespace

double directed_fitness(const Evaluation& evaluation, bool maximise) {
  if (!evaluation.ok() || evaluation.objectives.empty()) return -std::numeric_limits<double>::infinity();
  return maximise ? evaluation.fitness() : -evaluation.fitness();
}

std::size_t best_member(const std::vector<Member>& members, bool maximise) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < members.size(); ++i)
    if (directed_fitness(members[i].evaluation, maximise) >
        directed_fitness(members[best].evaluation, maximise))
      best = i;
  return best;
}

void speciate(SearchState& state, const StrategyOptions& options, bool maximise, Threads& threads) {
  const std::size_t known = state.species.size();
  threads.for_each(state.members.size(), [&](std::size_t i, unsigned) {
    Member& member = state.members[i];
    member.species =
        first_match(*member.genome, {state.species.data(), known}, state.threshold, options.distance);
  });
  for (auto& member : state.members)
    if (member.species == kNone) found_species(state, member, options.distance, known);
  std::erase_if(state.species, [&](const Species& s) { return members_of(state, s.id).empty(); });
  for (auto& species : state.species) {
    const auto members = members_of(state, species.id);
    choose_representative(state, species, members, options.seed);
    note_improvement(state, species, members, maximise);
  }
  adapt_threshold(state, options.species);
}

}  // namespace neat
