#include "neat/evolution/halving_strategy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "neat/base/error.hpp"
#include "neat/evolution/cost_class.hpp"
#include "neat/genome/cost.hpp"
#include "neat/run/search_tape.hpp"
#include "neat/run/state_hash.hpp"

using namespace neat;

namespace {

constexpr Problem kProblem{{2, 8, 8}, {3, 1, 1}, true, true, false, Partition::validation};

StrategyOptions halving_options(std::uint64_t seed) {
  StrategyOptions options;
  options.strategy = "halving";
  options.seed = seed;
  options.population.size = 8;
  options.genome.granularity = Granularity::layer;
  options.genome.operators = {OperatorKind::dense, OperatorKind::conv, OperatorKind::identity,
                              OperatorKind::max_pool};
  options.genome.hidden_layers = {parse_start_layer("conv3:4").value(), parse_start_layer("global").value()};
  options.genome.normalisation = Normalisation::batch;
  options.mutation.weights = 0;
  options.mutation.add_node = options.mutation.widen = 0.5;
  options.traits.evolve = true;
  options.traits.genes = {TraitGene::rate, TraitGene::batch, TraitGene::optimiser, TraitGene::smoothing,
                          TraitGene::augmentation};
  options.halving.flops = 10'000'000;
  options.halving.final_flops = 1'000'000'000;
  options.halving.generations = 4;
  return options;
}

/// A life brings every parameter nearer to 0.5, the more the longer it is; larger networks are better. Now and then one
/// diverges.
Evaluation live(const EvaluationRequest& request) {
  Evaluation evaluation;
  if (request.genome->lineage.id % 11 == 7) {
    evaluation.status = EvaluationStatus::diverged;
    return evaluation;
  }
  Floats parameters = request.genome->parameters;
  const auto share = float(1 - std::exp(-double(request.budget) / 1000));
  double sum = 0;
  for (float& x : parameters) x += share * (0.5F - x), sum += std::pow(double(x) - 0.5, 2);
  evaluation.samples = request.budget;
  evaluation.learned = parameters;
  evaluation.objectives = {std::log(double(parameters.size())) - std::sqrt(sum / double(parameters.size()))};
  evaluation.rows = 10;
  return evaluation;
}

struct Round {
  std::size_t requests;
  std::vector<std::uint64_t> budgets;
};

Generation next_generation(Strategy& strategy, std::vector<Round>* rounds = nullptr) {
  for (;;) {
    std::vector<Evaluation> evaluations;
    Round round{0, {}};
    for (const auto& request : strategy.ask()) {
      evaluations.push_back(live(request));
      round.budgets.push_back(request.budget);
      const double per_row =
          3 * cost_of(request.genome->topology->nodes(), request.genome->topology->connections()).flops;
      CHECK(double(request.budget) * per_row <= 1.01e9);
    }
    round.requests = evaluations.size();
    if (rounds != nullptr) rounds->push_back(round);
    if (auto generation = strategy.tell(std::move(evaluations))) return *generation;
  }
}

std::string hash_of(const Strategy& strategy) {
  return state_hash(strategy.state(), "");
}

SearchState read_back(const SearchState& state) {
  Tape tape;
  TapeWriter out(tape);
  put_search(out, state);
  TapeReader in(tape);
  SearchState again = take_search(in);
  in.end();
  return again;
}

}  // namespace

TEST_CASE("halving: of every class at most half, rounded up, is on the next rung, and lives grow") {
  Threads threads(1);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    HalvingStrategy strategy(halving_options(seed), kProblem, threads);
    std::vector<Round> rounds;
    const Generation first = next_generation(strategy, &rounds);
    REQUIRE(rounds.size() == 3);
    CHECK(rounds[0].requests == 8);
    CHECK(rounds[1].requests < rounds[0].requests);
    CHECK(rounds[2].requests <= rounds[1].requests);
    const auto longest = [](const Round& round) { return *std::ranges::max_element(round.budgets); };
    CHECK(longest(rounds[2]) > longest(rounds[1]));
    CHECK(longest(rounds[1]) > longest(rounds[0]));
    std::uint64_t asked = 0;
    for (const Round& round : rounds) asked += round.requests;
    CHECK(first.budget.evaluations == asked);
    CHECK(strategy.state().members.size() == 8);
  }
}

TEST_CASE(
    "halving: networks grow, hyper-parameters vary, and the best of different classes are trained out once") {
  Threads threads(1);
  HalvingStrategy strategy(halving_options(3), kProblem, threads);
  double first = 0;
  std::set<std::uint32_t> batches;
  for (int generation = 0; generation < 4; ++generation) {
    const Generation done = next_generation(strategy);
    if (generation == 0) first = done.best_fitness;
    for (const Member& member : strategy.state().members) batches.insert(member.genome->traits.batch);
  }
  CHECK(strategy.state().champion.evaluation.fitness() > first);
  CHECK(batches.size() > 1);
  std::set<std::uint32_t> classes;
  for (const Member& parent : strategy.state().noise.parents)
    classes.insert(cost_class(*parent.genome->topology));
  std::vector<Round> rounds;
  next_generation(strategy, &rounds);
  REQUIRE(rounds.size() == 1);
  CHECK(rounds[0].requests == 2);
  std::set<std::uint32_t> final_classes;
  for (const Member& member : strategy.state().members)
    final_classes.insert(cost_class(*member.genome->topology));
  CHECK(final_classes.size() == std::min<std::size_t>(2, classes.size()));
  CHECK(rounds[0].budgets[0] > 1000);
}

TEST_CASE("halving: a parent has an unchanged copy among its children, which goes on from what it learned") {
  Threads threads(1);
  HalvingStrategy strategy(halving_options(5), kProblem, threads);
  next_generation(strategy);
  const auto parents = strategy.state().noise.parents;
  const auto requests = strategy.ask();
  for (std::size_t i = 0; i < parents.size(); ++i) {
    CHECK(requests[i].genome->topology == parents[i].genome->topology);
    CHECK(requests[i].genome->parameters == parents[i].genome->parameters);
    CHECK(requests[i].genome->traits == parents[i].genome->traits);
  }
}

TEST_CASE(
    "halving: restored between any two generations it goes on to the same state, with any number of "
    "threads") {
  for (const bool random : {false, true}) {
    CAPTURE(random);
    StrategyOptions options = halving_options(7);
    options.halving.random = random;
    Threads one(1), three(3);
    HalvingStrategy whole(options, kProblem, one);
    std::vector<std::string> hashes;
    for (int generation = 0; generation < 6; ++generation)
      next_generation(whole), hashes.push_back(hash_of(whole));
    for (int cut = 1; cut < 6; ++cut) {
      CAPTURE(cut);
      HalvingStrategy before(options, kProblem, three);
      for (int generation = 0; generation < cut; ++generation) next_generation(before);
      CHECK(hash_of(before) == hashes[std::size_t(cut - 1)]);
      HalvingStrategy after(options, kProblem, one);
      after.restore(read_back(before.state()));
      for (int generation = cut; generation < 6; ++generation) next_generation(after);
      CHECK(hash_of(after) == hashes.back());
    }
  }
}

TEST_CASE("halving: random networks inherit nothing, and the ledger's best are trained out") {
  Threads threads(1);
  StrategyOptions options = halving_options(9);
  options.halving.random = true;
  HalvingStrategy strategy(options, kProblem, threads);
  double best = -1e9;
  for (int generation = 0; generation < 4; ++generation) {
    const auto requests = strategy.ask();
    for (const auto& request : requests) CHECK(request.genome->lineage.birth == std::uint32_t(generation));
    best = std::max(best, next_generation(strategy).best_fitness);
  }
  const auto& parents = strategy.state().noise.parents;
  CHECK(parents.front().evaluation.fitness() == best);
}

TEST_CASE("halving: where every life diverges the parents stay") {
  Threads threads(1);
  HalvingStrategy strategy(halving_options(11), kProblem, threads);
  next_generation(strategy);
  const auto before = strategy.state().noise.parents;
  std::vector<Evaluation> evaluations(strategy.ask().size());
  for (auto& evaluation : evaluations) evaluation.status = EvaluationStatus::diverged;
  const auto generation = strategy.tell(evaluations);
  REQUIRE(generation);
  CHECK(generation->diverged == evaluations.size());
  REQUIRE(strategy.state().noise.parents.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i)
    CHECK(strategy.state().noise.parents[i].genome == before[i].genome);
}

TEST_CASE("halving: no genome is over the limits, and a start that is over them is refused") {
  Threads threads(1);
  StrategyOptions options = halving_options(13);
  options.genome.max_flops = 60'000;
  options.halving.generations = 8;
  HalvingStrategy strategy(options, kProblem, threads);
  for (int generation = 0; generation < 8; ++generation) {
    next_generation(strategy);
    for (const Member& member : strategy.state().members)
      CHECK(cost_of(member.genome->topology->nodes(), member.genome->topology->connections()).flops <=
            60'000);
  }
  options.genome.max_flops = 1000;
  HalvingStrategy refused(options, kProblem, threads);
  CHECK_THROWS_WITH_AS(refused.ask(), doctest::Contains("the first network: it takes "), Error);
  options.genome.max_flops = 0;
  options.genome.max_bytes = 5000;
  HalvingStrategy heavy(options, kProblem, threads);
  CHECK_THROWS_WITH_AS(
      heavy.ask(),
      doctest::Contains("bytes to learn, and genome.max_bytes is 5000; raise the limit or start smaller"),
      Error);
}

TEST_CASE("cost class: the power of two below, and samples that no network of it costs more for") {
  CHECK(samples_in_class(3 * 2048 * 100, 10) == 100);
  CHECK(samples_in_class(1, 40) == 1);
  Threads threads(1);
  HalvingStrategy strategy(halving_options(1), kProblem, threads);
  for (const auto& request : strategy.ask()) {
    const double flops =
        cost_of(request.genome->topology->nodes(), request.genome->topology->connections()).flops;
    const double level = double(std::uint64_t{1} << cost_class(*request.genome->topology));
    CHECK(level <= flops);
    CHECK(flops < 2 * level);
  }
}
