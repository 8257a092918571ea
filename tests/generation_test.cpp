#include "neat/evolution/generation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "neat/evolution/strategy.hpp"

using namespace neat;

namespace {

constexpr Problem kProblem{{2, 1, 1}, {1, 1, 1}, true, false, false, Partition::train};

/// Costs that differ from genome to genome, so that a sum over the wrong ones is seen.
Evaluation made_up(const EvaluationRequest& request) {
  const std::uint64_t id = request.genome->lineage.id;
  Evaluation evaluation;
  evaluation.rows = 3 + id % 5;
  evaluation.samples = 100 * id;
  evaluation.forward_flops = 7 * id;
  evaluation.backward_flops = 11 * id;
  if (id % 13 == 0)
    evaluation.status = EvaluationStatus::diverged;
  else
    evaluation.objectives = {double((id * 7919) % 1000)};
  return evaluation;
}

Evaluation diverged() {
  Evaluation evaluation;
  evaluation.status = EvaluationStatus::diverged;
  return evaluation;
}

std::unique_ptr<Strategy> strategy(Threads& threads, std::uint64_t seed) {
  StrategyOptions options;
  options.seed = seed;
  options.population.size = 40;
  return make_strategy(options, kProblem, threads);
}

}  // namespace

TEST_CASE("generation: a line of descent costs what its genomes cost, and the total what all did") {
  Threads threads(2);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto search = strategy(threads, seed);
    std::map<GenomeId, Budget> lines;
    Budget total;
    for (int round = 0; round < 25; ++round) {
      const auto requests = search->ask();
      std::vector<Evaluation> evaluations;
      for (const auto& request : requests) {
        evaluations.push_back(made_up(request));
        const Lineage& lineage = request.genome->lineage;
        Budget line = lineage.parents[0] == 0 ? Budget{} : lines.at(lineage.parents[0]);
        line.add(evaluations.back());
        lines[lineage.id] = line;
        total.add(evaluations.back());
      }
      const auto generation = search->tell(std::move(evaluations));
      REQUIRE(generation);
      for (const auto& member : search->state().members)
        CHECK(member.line == lines.at(member.genome->lineage.id));
      CHECK(generation->budget == total);
      CHECK(generation->line == lines.at(search->state().champion.genome->lineage.id));
      CHECK(total.flops() == total.forward_flops + total.backward_flops);
    }
    CHECK(total.diverged > 0);
  }
}

TEST_CASE("generation: species sizes add up to the population, with the best fitness of their members") {
  Threads threads(1);
  const auto search = strategy(threads, 3);
  for (int round = 0; round < 15; ++round) {
    const auto requests = search->ask();
    std::vector<Evaluation> evaluations;
    for (const auto& request : requests) evaluations.push_back(made_up(request));
    const auto generation = search->tell(std::move(evaluations));
    std::uint64_t members = 0;
    double best = -1;
    for (const auto& species : generation->species) {
      CHECK(species.members > 0);
      members += species.members;
      best = std::max(best, species.best_fitness);
    }
    CHECK(members == 40);
    CHECK(best == generation->best_fitness);
    CHECK(std::ranges::is_sorted(generation->species, {}, &SpeciesSize::id));
  }
}

TEST_CASE("generation: quantiles are of the evaluations that are ok, and there are none without any") {
  Threads threads(1);
  const auto search = strategy(threads, 1);
  const auto requests = search->ask();
  std::vector<Evaluation> evaluations(requests.size());
  for (std::size_t i = 0; i < evaluations.size(); ++i) evaluations[i].objectives = {double(i % 11)};
  for (std::size_t i = 33; i < evaluations.size(); ++i) evaluations[i] = diverged();
  const auto generation = search->tell(evaluations);  // 0 .. 10, three times each
  CHECK(generation->fitness_quantiles == std::array{1.0, 2.0, 5.0, 8.0, 9.0});
  CHECK(generation->best_fitness == 10);
  CHECK(generation->mean_fitness == 5);
  CHECK(generation->diverged == 7);

  const auto hopeless = strategy(threads, 1);
  std::vector<Evaluation> none(hopeless->ask().size(), diverged());
  const auto empty = hopeless->tell(none);
  for (const double x : empty->fitness_quantiles) CHECK(std::isnan(x));
  for (const auto& species : empty->species) CHECK(std::isnan(species.best_fitness));
}
