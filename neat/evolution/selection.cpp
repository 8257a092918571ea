#include "neat/evolution/selection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "neat/evolution/species.hpp"

namespace neat {
namespace {

constexpr std::size_t kFocus = 2;  // species (Stanley and Miikkulainen 2002, section 3.3)

double lowest_fitness(const SearchState& state, bool maximise) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const auto& member : state.members)
    if (member.evaluation.ok()) lowest = std::min(lowest, directed_fitness(member.evaluation, maximise));
  return lowest;
}

std::vector<SpeciesShare> rank_members(const SearchState& state, bool maximise, Threads& threads) {
  std::vector<double> fitness(state.members.size());
  std::ranges::transform(state.members, fitness.begin(),
                         [&](const Member& m) { return directed_fitness(m.evaluation, maximise); });
  std::vector<SpeciesShare> shares(state.species.size());
  const SpeciesMembers by_species(state);
  threads.for_each(shares.size(), [&](std::size_t s, unsigned) {
    SpeciesShare& share = shares[s];
    share.species = state.species[s].id;
    const auto members = by_species.of(share.species);
    share.ranked.assign(members.begin(), members.end());
    std::ranges::sort(share.ranked, [&](std::size_t a, std::size_t b) {
      return fitness[a] > fitness[b] || (fitness[a] == fitness[b] && a < b);
    });
  });
  return shares;
}

/// Mean fitness above `lowest`; members that are not ok or below it count as it.
double shared_fitness(const SearchState& state, const SpeciesShare& share, double lowest, bool maximise) {
  double sum = 0;
  for (const std::size_t i : share.ranked)
    if (state.members[i].evaluation.ok())
      sum += std::max(directed_fitness(state.members[i].evaluation, maximise) - lowest, 0.0);
  return sum / double(share.ranked.size());
}

/// Now and then, where the champion stays the same.
bool is_refocusing(const SearchState& state, const SpeciesOptions& options) {
  const std::uint32_t since = state.generation - std::max(state.champion_generation, state.last_restart);
  return options.refocus > 0 && since > 0 && since % options.refocus == 0;
}

/// Which species may reproduce: all that improved lately, and the best few in any case; where none may, all. Only the
/// two best where the search refocuses.
std::vector<bool> fertile(const SearchState& state, const std::vector<SpeciesShare>& shares,
                          const SpeciesOptions& options, bool maximise) {
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto best = [&](std::size_t s) {
    return directed_fitness(state.members[shares[s].ranked.front()].evaluation, maximise);
  };
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return best(a) > best(b); });
  const bool refocuses = is_refocusing(state, options);
  std::vector<bool> result(shares.size());
  for (std::size_t place = 0; place < order.size(); ++place) {
    const auto& species = state.species[order[place]];
    const bool fresh = state.generation - species.improved < options.stagnation;
    result[order[place]] = refocuses ? place < kFocus : fresh || place < options.elitism;
  }
  if (std::ranges::none_of(result, [](bool may) { return may; })) result.assign(result.size(), true);
  return result;
}

std::size_t share_of_champion(const SearchState& state, const std::vector<SpeciesShare>& shares,
                              bool maximise) {
  const std::uint32_t species = state.members[best_member(state.members, maximise)].species;
  return std::size_t(std::ranges::find(shares, species, &SpeciesShare::species) - shares.begin());
}

/// The champion's species has a child slot at least for the champion, taken from the largest share.
void make_room(std::vector<SpeciesShare>& shares, std::size_t champion) {
  if (shares[champion].offspring > 0) return;
  --std::ranges::max_element(shares, {}, &SpeciesShare::offspring)->offspring;
  ++shares[champion].offspring;
}

void set_elites_and_parents(SpeciesShare& share, const SpeciesOptions& options, bool holds_champion) {
  const std::size_t size = share.ranked.size();
  const std::size_t wanted = size >= options.elites_from ? options.elites : 0;
  share.elites = std::min({std::max<std::size_t>(wanted, holds_champion ? 1 : 0), size, share.offspring});
  share.parents = std::clamp<std::size_t>(std::size_t(std::ceil(options.survival * double(size))), 1, size);
}

}  // namespace

std::vector<std::size_t> apportion(const std::vector<double>& weights, std::size_t total) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const bool equal = !(sum > 0) || !std::isfinite(sum);
  std::vector<std::size_t> result(weights.size());
  std::vector<double> remainder(weights.size());
  std::size_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = double(total) * (equal ? 1.0 / double(weights.size()) : weights[i] / sum);
    result[i] = std::min(std::size_t(exact), total - given);
    remainder[i] = exact - double(result[i]);
    given += result[i];
  }
  while (given < total) {
    const auto next = std::size_t(std::ranges::max_element(remainder) - remainder.begin());
    ++result[next], ++given;
    remainder[next] -= 1;
  }
  return result;
}

std::vector<SpeciesShare> share_offspring(const SearchState& state, const SpeciesOptions& options,
                                          std::size_t population, bool maximise, Threads& threads) {
  auto shares = rank_members(state, maximise, threads);
  const auto may_breed = fertile(state, shares, options, maximise);
  const double lowest = options.sharing == Sharing::raw ? 0 : lowest_fitness(state, maximise);
  std::vector<std::size_t> breeding;
  std::vector<double> weights;
  for (std::size_t s = 0; s < shares.size(); ++s) {
    if (!may_breed[s]) continue;
    breeding.push_back(s);
    weights.push_back(shared_fitness(state, shares[s], lowest, maximise));
  }
  const auto counts = apportion(weights, population);
  for (std::size_t k = 0; k < breeding.size(); ++k) shares[breeding[k]].offspring = counts[k];
  const std::size_t champion = share_of_champion(state, shares, maximise);
  make_room(shares, champion);
  for (std::size_t s = 0; s < shares.size(); ++s) set_elites_and_parents(shares[s], options, s == champion);
  std::erase_if(shares, [](const SpeciesShare& share) { return share.offspring == 0; });
  return shares;
}

}  // namespace neat
