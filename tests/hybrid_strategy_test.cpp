#include "neat/evolution/hybrid_strategy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "neat/base/error.hpp"
#include "neat/run/search_tape.hpp"
#include "neat/run/state_hash.hpp"

using namespace neat;

namespace {

constexpr Problem kProblem{{6, 1, 1}, {2, 1, 1}, true, true, false, Partition::train};

StrategyOptions hybrid_options(std::uint64_t seed) {
  StrategyOptions options;
  options.strategy = "hybrid";
  options.seed = seed;
  options.population.size = 8;
  options.genome.granularity = Granularity::layer;
  options.genome.hidden_layers = {5};
  options.mutation.add_node = options.mutation.add_connection = options.mutation.widen = 0;
  options.noise.control = StepControl::progress;
  return options;
}

double nearness(const Floats& parameters) {
  double sum = 0;
  for (const float x : parameters) sum += std::pow(double(x) - 0.5, 2);
  return -sum / double(parameters.size());
}

/// The nearer all parameters are to 0.5 the better; a life goes a fifth of the way.
Evaluation live(const EvaluationRequest& request) {
  Evaluation evaluation;
  Floats parameters = request.genome->parameters;
  if (request.learn) {
    for (float& x : parameters) x += 0.2F * (0.5F - x);
    evaluation.samples = request.budget;
    evaluation.learned = parameters;
    evaluation.learning_gain = 1;
  }
  evaluation.objectives = {nearness(parameters)};
  evaluation.rows = 10;
  return evaluation;
}

Generation advance(Strategy& strategy) {
  for (;;) {
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy.ask()) evaluations.push_back(live(request));
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

/// Every part at work.
StrategyOptions rich_options(std::uint64_t seed) {
  StrategyOptions options = hybrid_options(seed);
  options.parents = {.count = 2, .plus = true, .unmutated = 1, .birth = true};
  options.noise.control = StepControl::credit;
  options.noise.path = 0.5;
  options.fusion.kind = FusionKind::greedy;
  options.mutation.add_node = options.mutation.widen = 0.2;
  return options;
}

}  // namespace

TEST_CASE("hybrid: learning is inherited, and the search gets near with every seed") {
  Threads threads(1);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto strategy = make_strategy(hybrid_options(seed), kProblem, threads);
    const double first = advance(*strategy).best_fitness;
    Generation last;
    for (int g = 0; g < 40; ++g) last = advance(*strategy);
    CHECK(last.best_fitness > first / 100);
    CHECK(last.budget.samples == 41U * 8 * 10000);
    CHECK(last.budget.evaluations == 41U * 8);
  }
}

TEST_CASE(
    "hybrid: the state read back from a checkpoint's tape goes on to the same hashes, whatever takes part, "
    "for any threads") {
  Threads one(1), four(4);
  for (const int stop : {1, 2, 9, 20}) {
    auto whole = make_strategy(rich_options(7), kProblem, one);
    for (int g = 0; g < stop; ++g) advance(*whole);
    auto resumed = make_strategy(rich_options(7), kProblem, four);
    resumed->restore(read_back(whole->state()));
    CHECK(hash_of(*resumed) == hash_of(*whole));
    for (int g = 0; g < 10; ++g) {
      advance(*whole), advance(*resumed);
      REQUIRE(hash_of(*resumed) == hash_of(*whole));
    }
  }
}

TEST_CASE("hybrid: a generation broken off between its rounds leaves no trace") {
  Threads threads(1);
  auto whole = make_strategy(rich_options(3), kProblem, threads);
  auto broken = make_strategy(rich_options(3), kProblem, threads);
  advance(*whole), advance(*broken);
  const std::string before = hash_of(*broken);
  for (int rounds = 1; rounds <= 2; ++rounds) {
    std::vector<Evaluation> evaluations;
    for (const auto& request : broken->ask()) evaluations.push_back(live(request));
    REQUIRE_FALSE(broken->tell(std::move(evaluations)).has_value());
    CHECK(hash_of(*broken) == before);
  }
  broken->restore(read_back(broken->state()));
  advance(*whole), advance(*broken);
  CHECK(hash_of(*broken) == hash_of(*whole));
}

TEST_CASE("hybrid: fitness before learning is a round of its own, of the same genomes, that learns nothing") {
  Threads threads(1);
  StrategyOptions options = hybrid_options(1);
  options.noise.control = StepControl::gain;
  auto strategy = make_strategy(options, kProblem, threads);
  const auto births = strategy->ask();
  std::vector<Evaluation> evaluations;
  for (const auto& request : births) {
    CHECK_FALSE(request.learn);
    CHECK(request.budget == 0);
    evaluations.push_back(live(request));
  }
  CHECK_FALSE(strategy->tell(std::move(evaluations)).has_value());
  const auto lives = strategy->ask();
  REQUIRE(lives.size() == births.size());
  for (std::size_t i = 0; i < lives.size(); ++i) {
    CHECK(lives[i].learn);
    CHECK(lives[i].genome == births[i].genome);
  }
}

TEST_CASE("hybrid: a fused genome that is worse than the best member is no parent; without the guard it is") {
  Threads threads(1);
  for (const bool guard : {true, false}) {
    StrategyOptions options = hybrid_options(2);
    options.fusion.kind = FusionKind::average;
    options.fusion.guard = guard;
    auto strategy = make_strategy(options, kProblem, threads);
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy->ask()) evaluations.push_back(live(request));
    CHECK_FALSE(strategy->tell(std::move(evaluations)).has_value());
    const auto requests = strategy->ask();
    REQUIRE(requests.size() == 1);
    CHECK_FALSE(requests[0].learn);
    Evaluation bad;
    bad.objectives = {-1e9};
    REQUIRE(strategy->tell({bad}).has_value());
    CHECK((strategy->state().noise.parents.front().genome == requests[0].genome) == !guard);
  }
}

TEST_CASE("hybrid: parents that stay keep their evaluation, and the best never gets worse") {
  Threads threads(1);
  StrategyOptions options = hybrid_options(5);
  options.parents.plus = true;
  options.parents.count = 3;
  options.inheritance.inherit = Inherit::baldwin;
  auto strategy = make_strategy(options, kProblem, threads);
  double best = advance(*strategy).best_fitness;
  for (int g = 0; g < 20; ++g) {
    CHECK(strategy->ask().size() == 5);
    const Generation generation = advance(*strategy);
    CHECK(generation.best_fitness >= best);
    best = generation.best_fitness;
  }
}

TEST_CASE("hybrid: where every evaluation fails the parents stay") {
  Threads threads(1);
  auto strategy = make_strategy(hybrid_options(6), kProblem, threads);
  advance(*strategy);
  const auto parent = strategy->state().noise.parents.front().genome;
  std::vector<Evaluation> lost(strategy->ask().size());
  for (Evaluation& evaluation : lost) evaluation.status = EvaluationStatus::lost;
  const auto generation = strategy->tell(std::move(lost));
  REQUIRE(generation.has_value());
  CHECK(generation->lost == 8);
  CHECK(strategy->state().noise.parents.front().genome == parent);
}

TEST_CASE("hybrid: structure mutates beside the noise") {
  Threads threads(1);
  auto strategy = make_strategy(rich_options(9), kProblem, threads);
  for (int g = 0; g < 10; ++g) advance(*strategy);
  CHECK(std::ranges::any_of(strategy->state().members,
                            [](const Member& m) { return m.genome->topology->hidden_nodes() > 1; }));
}

TEST_CASE("hybrid: the rate of lives falls linearly over learning.anneal generations, to a hundredth") {
  Threads threads(1);
  StrategyOptions options = hybrid_options(4);
  options.inheritance.anneal = 10;
  options.inheritance.initial.learning_rate = 0.2;
  auto strategy = make_strategy(options, kProblem, threads);
  for (int g = 0; g < 14; ++g) {
    const double wanted = 0.2 * std::max(1 - g / 10.0, 0.01);
    for (const auto& request : strategy->ask())
      CHECK(request.genome->traits.learning_rate == doctest::Approx(wanted));
    advance(*strategy);
  }
}

TEST_CASE("hybrid: shares without a scale and bounds without a step size between them are refused") {
  Threads threads(1);
  StrategyOptions options = hybrid_options(1);
  options.noise.shares = {1, 2, 3, 4};
  CHECK_THROWS_WITH_AS(make_strategy(options, kProblem, threads),
                       "noise.shares: there are 4 for 3 scales; give one for each of noise.scales, or none",
                       Error);
  options.noise.shares = {};
  options.noise.lowest = 0.4;
  CHECK_THROWS_WITH_AS(make_strategy(options, kProblem, threads),
                       "noise.lowest is above noise.highest; no step size lies between them", Error);
}

TEST_CASE("hybrid: the champion is the best so far, or where that is asked the best of the last generation") {
  Threads threads(1);
  for (const bool latest : {false, true}) {
    StrategyOptions options = hybrid_options(2);
    options.parents.unmutated = 0;
    options.parents.latest = latest;
    options.noise.control = StepControl::fixed;
    options.noise.sigma = 2;  // so large that generations are worse than those before, now and then
    auto strategy = make_strategy(options, kProblem, threads);
    double best = -1e300;
    int worse = 0;
    for (int g = 0; g < 30; ++g) {
      const Generation generation = advance(*strategy);
      const double champion = strategy->state().champion.evaluation.fitness();
      CHECK(champion == (latest ? generation.best_fitness : std::max(best, generation.best_fitness)));
      worse += generation.best_fitness < best;
      best = std::max(best, champion);
    }
    CHECK(worse > 3);
  }
}

TEST_CASE(
    "hybrid: a generation that diverged as a whole leaves the champion, and the parents, in their place") {
  Threads threads(1);
  StrategyOptions options = hybrid_options(2);
  options.parents.latest = true;
  auto strategy = make_strategy(options, kProblem, threads);
  advance(*strategy);
  const auto champion = strategy->state().champion.genome;
  const auto parent = strategy->state().noise.parents.front().genome;
  std::vector<Evaluation> evaluations(strategy->ask().size());
  for (Evaluation& e : evaluations) e.status = EvaluationStatus::diverged;
  REQUIRE(strategy->tell(std::move(evaluations)));
  CHECK(strategy->state().champion.genome == champion);
  CHECK(strategy->state().champion.evaluation.ok());
  CHECK(strategy->state().noise.parents.front().genome == parent);
}

TEST_CASE("hybrid: with a ramp lives grow in equal steps to their length") {
  Threads threads(1);
  StrategyOptions options = hybrid_options(2);
  options.inheritance.samples = 1000;
  options.inheritance.ramp = 3;
  auto strategy = make_strategy(options, kProblem, threads);
  std::uint64_t before = 0;
  for (const std::uint64_t each : {334, 667, 1000, 1000}) {
    for (const auto& request : strategy->ask()) CHECK(request.budget == each);
    advance(*strategy);
    CHECK(strategy->state().budget.samples - before == 8 * each);
    before = strategy->state().budget.samples;
  }
}

TEST_CASE("hybrid: births draw other random numbers than lives; lives draw their own, or all the same") {
  Threads threads(1);
  for (const bool common : {false, true}) {
    StrategyOptions options = hybrid_options(2);
    options.parents.birth = true;
    options.parents.common = common;
    auto strategy = make_strategy(options, kProblem, threads);
    std::set<std::uint32_t> births, lives;
    const auto requests = strategy->ask();
    std::vector<Evaluation> evaluations;
    for (const auto& request : requests) {
      CHECK_FALSE(request.learn);
      births.insert(request.index);
      evaluations.push_back(live(request));
    }
    REQUIRE_FALSE(strategy->tell(std::move(evaluations)));
    for (const auto& request : strategy->ask()) {
      CHECK(request.learn);
      lives.insert(request.index);
      CHECK_FALSE(births.contains(request.index));
    }
    CHECK(births.size() == requests.size());
    CHECK(lives.size() == (common ? 1 : requests.size()));
  }
}
