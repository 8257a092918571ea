#include "neat/evolution/species.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "neat/base/random.hpp"
#include "neat/evolution/chunks.hpp"
#include "neat/genome/distance.hpp"
#include "neat/genome/distance_table.hpp"

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

/// The members, those of one structure next to each other where hashes allow: in one counting pass.
std::vector<std::uint32_t> by_structure(const std::vector<Member>& members) {
  const std::uint64_t mask = std::bit_ceil(members.size() + 1) - 1;
  std::vector<std::uint32_t> next(mask + 2), order(members.size());
  const auto place = [&](const Member& member) { return member.genome->topology->hash() & mask; };
  for (const Member& member : members) ++next[place(member) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  for (std::size_t i = 0; i < members.size(); ++i) order[next[place(members[i])]++] = std::uint32_t(i);
  return order;
}

/// Members who are near to a species that already was.
void join_known(SearchState& state, const DistanceOptions& options, Threads& threads) {
  std::vector<const Genome*> representatives;
  for (const auto& species : state.species) representatives.push_back(species.representative.get());
  const DistanceTable table(std::move(representatives), options, threads);
  std::vector<DistanceTable::Scratch> scratch(threads.count());
  const std::vector<std::uint32_t> order = by_structure(state.members);
  for_each_chunk(threads, order.size(), [&](std::size_t i, unsigned worker) {
    Member& member = state.members[order[i]];
    const std::size_t found = table.first_nearer(*member.genome, state.threshold, scratch[worker]);
    member.species = found < state.species.size() ? state.species[found].id : kNone;
  });
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

SpeciesMembers::SpeciesMembers(const SearchState& state) {
  for (const auto& species : state.species) ids_.push_back(species.id);
  first_.resize(ids_.size() + 1);
  std::vector<std::size_t> place(state.members.size());
  for (std::size_t i = 0; i < place.size(); ++i) {
    place[i] = index_of(state.members[i].species);
    if (place[i] < ids_.size()) ++first_[place[i] + 1];
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  members_.resize(first_.back());
  std::vector<std::size_t> next = first_;
  for (std::size_t i = 0; i < place.size(); ++i)
    if (place[i] < ids_.size()) members_[next[place[i]]++] = i;
}

std::size_t SpeciesMembers::index_of(std::uint32_t species) const {
  const auto at = std::ranges::lower_bound(ids_, species);
  return at != ids_.end() && *at == species ? std::size_t(at - ids_.begin()) : ids_.size();
}

std::span<const std::size_t> SpeciesMembers::of(std::uint32_t species) const {
  const std::size_t at = index_of(species);
  if (at == ids_.size()) return {};
  return std::span(members_).subspan(first_[at], first_[at + 1] - first_[at]);
}

void speciate(SearchState& state, const StrategyOptions& options, bool maximise, Threads& threads) {
  const std::size_t known = state.species.size();
  join_known(state, options.distance, threads);
  for (auto& member : state.members)
    if (member.species == kNone) found_species(state, member, options.distance, known);
  const SpeciesMembers by_species(state);
  std::erase_if(state.species, [&](const Species& s) { return by_species.of(s.id).empty(); });
  for (auto& species : state.species) {
    const auto members = by_species.of(species.id);
    choose_representative(state, species, members, options.seed);
    note_improvement(state, species, members, maximise);
  }
  adapt_threshold(state, options.species);
}

}  // namespace neat
