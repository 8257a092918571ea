#include "neat/evolution/selection.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "neat/base/random.hpp"
#include "neat/evolution/species.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

Threads threads(2);

SearchState population_of(std::uint64_t seed, std::size_t size, std::uint32_t species, Random& random) {
  SearchState state;
  state.evaluated = true;
  state.generation = 50;
  const auto genome = std::make_shared<const Genome>(test::random_genome(seed, false, 1));
  for (std::uint32_t s = 1; s <= species; ++s) {
    Species one;
    one.id = s;
    one.representative = genome;
    one.improved = random.below(51);
    state.species.push_back(one);
  }
  for (std::size_t i = 0; i < size; ++i) {
    Member member;
    member.genome = genome;
    member.species = i < species ? std::uint32_t(i) + 1 : 1 + random.below(species);
    member.evaluation.objectives = {random.uniform(-5, 5)};
    if (random.chance(0.1)) member.evaluation.status = EvaluationStatus::diverged;
    state.members.push_back(member);
  }
  return state;
}

}  // namespace

TEST_CASE("selection: shares always add up to the population, and the champion is an elite") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed, Purpose::test, 0, 0);
    const std::size_t size = 2 + random.below(60);
    const auto species = 1 + random.below(std::uint32_t(std::min<std::size_t>(size, 12)));
    const SearchState state = population_of(seed % 5, size, species, random);
    const bool maximise = seed % 2 == 0;
    SpeciesOptions options;
    options.elitism = 1;
    const auto shares = share_offspring(state, options, size, maximise, threads);
    std::size_t total = 0;
    bool champion_kept = false;
    const std::size_t champion = best_member(state.members, maximise);
    for (const auto& share : shares) {
      total += share.offspring;
      CHECK(share.elites <= share.offspring);
      CHECK(share.parents >= 1);
      CHECK(share.parents <= share.ranked.size());
      for (std::size_t e = 0; e < share.elites; ++e)
        champion_kept = champion_kept || share.ranked[e] == champion;
    }
    CHECK(total == size);
    CHECK(champion_kept);
  }
}

TEST_CASE("selection: when every species is stagnant the best still reproduce") {
  Random random(4, Purpose::test, 0, 0);
  SearchState state = population_of(1, 30, 6, random);
  for (auto& species : state.species) species.improved = 0;
  SpeciesOptions options;
  options.stagnation = 10;
  options.elitism = 2;
  const auto shares = share_offspring(state, options, 30, true, threads);
  CHECK(shares.size() >= 1);
  CHECK(shares.size() <= 2);
}

TEST_CASE("selection: when every evaluation diverged the population still has its size") {
  Random random(4, Purpose::test, 0, 0);
  SearchState state = population_of(1, 12, 3, random);
  for (auto& member : state.members) member.evaluation.status = EvaluationStatus::diverged;
  std::size_t total = 0;
  for (const auto& share : share_offspring(state, {}, 12, true, threads)) total += share.offspring;
  CHECK(total == 12);
}

TEST_CASE("selection: apportioning follows the weights and loses nothing") {
  CHECK(apportion({1, 1, 2}, 8) == std::vector<std::size_t>{2, 2, 4});
  CHECK(apportion({0, 0, 0}, 5) == std::vector<std::size_t>{2, 2, 1});
  CHECK(apportion({0.5, 0, 0}, 5) == std::vector<std::size_t>{5, 0, 0});
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed, Purpose::test, 1, 0);
    std::vector<double> weights(1 + random.below(20));
    for (double& w : weights) w = random.uniform();
    const auto counts = apportion(weights, 97);
    CHECK(std::accumulate(counts.begin(), counts.end(), std::size_t{0}) == 97);
  }
}

namespace {

/// One member per fitness and species; all species improved just now.
SearchState species_with(const std::vector<std::vector<double>>& fitness) {
  Random random(1, Purpose::test, 0, 0);
  SearchState state = population_of(1, 0, std::uint32_t(fitness.size()), random);
  for (std::uint32_t s = 0; s < fitness.size(); ++s) {
    state.species[s].improved = state.generation;
    for (const double f : fitness[s]) {
      Member member;
      member.genome = state.species[s].representative;
      member.species = s + 1;
      member.evaluation.objectives = {f};
      state.members.push_back(member);
    }
  }
  return state;
}

std::vector<std::size_t> offspring(const SearchState& state, const SpeciesOptions& options,
                                   std::size_t population) {
  std::vector<std::size_t> counts(state.species.size());
  for (const auto& share : share_offspring(state, options, population, true, threads))
    counts[share.species - 1] = share.offspring;
  return counts;
}

}  // namespace

TEST_CASE("selection: raw sharing follows fitness itself, negative ones being nothing") {
  const SearchState state = species_with({{10, 10}, {30, 30}, {-5, -7, -5}});
  SpeciesOptions options;
  CHECK(offspring(state, options, 54) == std::vector<std::size_t>{17, 36, 1});
  options.sharing = Sharing::raw;
  CHECK(offspring(state, options, 40) == std::vector<std::size_t>{10, 30, 0});
}

TEST_CASE("selection: where every species is stagnant and none is kept, all have children") {
  SearchState state = species_with({{1, 1}, {3, 3}, {2, 2}});
  SpeciesOptions options;
  options.sharing = Sharing::raw;
  options.elitism = 0;
  for (auto& species : state.species) species.improved = 0;
  CHECK(offspring(state, options, 60) == std::vector<std::size_t>{10, 30, 20});
  state.species[0].improved = state.generation;
  // The champion's species still has room for the champion.
  CHECK(offspring(state, options, 60) == std::vector<std::size_t>{59, 1, 0});
}

TEST_CASE("selection: refocusing leaves children to the two best species, once in as many generations") {
  SearchState state = species_with({{1, 1}, {3, 3}, {2, 2}});
  SpeciesOptions options;
  options.sharing = Sharing::raw;
  options.refocus = 20;
  const auto in_generation = [&](std::uint32_t since) {
    state.champion_generation = state.generation - since;
    return offspring(state, options, 60);
  };
  const std::vector<std::size_t> all{10, 30, 20}, two{0, 36, 24};
  CHECK(in_generation(20) == two);
  CHECK(in_generation(40) == two);
  for (const std::uint32_t since : {0U, 1U, 19U, 21U, 39U, 41U}) CHECK(in_generation(since) == all);
  options.refocus = 0;
  CHECK(in_generation(20) == all);
}
