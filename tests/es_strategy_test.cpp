#include "neat/evolution/es_strategy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "neat/base/error.hpp"
#include "neat/evolution/es_step.hpp"
#include "neat/run/search_tape.hpp"
#include "neat/run/state_hash.hpp"

using namespace neat;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Problem problem(bool maximise) {
  return {{6, 1, 1}, {2, 1, 1}, maximise, true, false, Partition::train};
}

StrategyOptions es_options(std::uint64_t seed) {
  StrategyOptions options;
  options.strategy = "es";
  options.seed = seed;
  options.population.size = 40;
  options.genome.granularity = Granularity::layer;
  options.noise.scales = {1};
  options.noise.control = StepControl::fixed;
  options.es.step = 0.01;
  options.es.utility = Utility::standard;
  return options;
}

/// The nearer all parameters are to 0.5 the better; a life goes a tenth of the way.
Evaluation live(const EvaluationRequest& request, bool maximise) {
  Floats parameters = request.genome->parameters;
  Evaluation evaluation;
  if (request.learn) {
    for (float& x : parameters) x += 0.1F * (0.5F - x);
    evaluation.samples = request.budget;
    evaluation.learned = parameters;
  }
  double sum = 0;
  for (const float x : parameters) sum += std::pow(double(x) - 0.5, 2) / double(parameters.size());
  evaluation.objectives = {maximise ? -sum : sum};
  return evaluation;
}

std::vector<std::size_t> rounds_of(Strategy& strategy, bool maximise) {
  std::vector<std::size_t> sizes;
  for (bool told = false; !told;) {
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy.ask()) evaluations.push_back(live(request, maximise));
    sizes.push_back(evaluations.size());
    told = strategy.tell(std::move(evaluations)).has_value();
  }
  return sizes;
}

double error_of(const Strategy& strategy) {
  return std::abs(strategy.state().champion.evaluation.fitness());
}

}  // namespace

TEST_CASE(
    "es: utilities have mean 0; standard ones follow fitness, ranks only its order; what failed weighs "
    "nothing") {
  const std::vector<double> fitness{0.1, 0.9, 0.5, 0.4};
  for (const Utility kind : {Utility::standard, Utility::rank, Utility::best_last}) {
    const auto u = utilities(kind, fitness);
    CHECK(std::accumulate(u.begin(), u.end(), 0.0) == doctest::Approx(0));
  }
  const auto standard = utilities(Utility::standard, fitness);
  CHECK(standard[1] == doctest::Approx((0.9 - 0.475) / std::sqrt(0.081875)));
  const auto rank = utilities(Utility::rank, fitness);
  CHECK(rank == utilities(Utility::rank, std::vector<double>{1, 900, 3, 2}));
  const double best = std::log(3.0), second = std::log(1.5);
  CHECK(rank[1] == doctest::Approx(4 * best / (best + second) - 1));
  CHECK(rank[2] == doctest::Approx(4 * second / (best + second) - 1));
  CHECK(rank[0] == -1);
  const auto upside_down = utilities(Utility::best_last, fitness);
  CHECK(upside_down[0] == rank[1]);
  CHECK(upside_down[1] == -1);
  const auto failed = utilities(Utility::standard, std::vector<double>{1, -kInfinity, 3});
  CHECK(failed == std::vector<double>{-1, 0, 1});
  CHECK(utilities(Utility::standard, std::vector<double>{2, 2}) == std::vector<double>{0, 0});
}

TEST_CASE("es: a step is the mean of utility times noise of deviation 1, over the deviation") {
  std::vector<float> centre{10, 20};
  const std::vector<float> origin{1, 2}, a{1.5F, 2}, b{1, 1};
  const std::array<std::span<const float>, 2> children{a, b};
  es_step(centre, origin, children, std::array{1.0, -1.0}, 0.3, 0.5);
  CHECK(centre[0] == doctest::Approx(10 + 0.3 / (2 * 0.5) * (1.0 * 1)));
  CHECK(centre[1] == doctest::Approx(20 + 0.3 / (2 * 0.5) * (-1.0 * -2)));
}

TEST_CASE(
    "es: the centre goes towards better fitness by its steps alone, whatever the direction of fitness") {
  Threads threads(1);
  for (const bool maximise : {true, false})
    for (const Utility utility : {Utility::standard, Utility::rank, Utility::best_last}) {
      StrategyOptions options = es_options(3);
      options.es.utility = utility;
      options.inheritance.learn = false;
      auto strategy = make_strategy(options, problem(maximise), threads);
      CHECK(rounds_of(*strategy, maximise) == std::vector<std::size_t>{40, 1});
      const double first = error_of(*strategy);
      for (int g = 0; g < 60; ++g) rounds_of(*strategy, maximise);
      CHECK((error_of(*strategy) < 0.8 * first) == (utility != Utility::best_last));
      CHECK((error_of(*strategy) > first) == (utility == Utility::best_last));
    }
}

TEST_CASE(
    "es: one network learns per generation, or per so many; a step after a life is measured once more") {
  Threads threads(1);
  StrategyOptions options = es_options(4);
  options.es.every = 3;
  options.inheritance.samples = 10;
  auto strategy = make_strategy(options, problem(true), threads);
  for (std::uint64_t g = 0; g < 7; ++g) {
    rounds_of(*strategy, true);
    CHECK(strategy->state().budget.samples == (g / 3 + 1) * 10);
    CHECK(strategy->state().champion_generation == g);
    CHECK(strategy->state().members.size() == 40);
  }
  options.es.learner = Learner::best;
  auto best = make_strategy(options, problem(true), threads);
  CHECK(rounds_of(*best, true) == std::vector<std::size_t>{40, 1, 1});
  const auto& state = best->state();
  CHECK(state.champion.genome->parameters == state.noise.parents.front().genome->parameters);
  EvaluationRequest again;
  again.genome = state.champion.genome;
  CHECK(live(again, true).fitness() == state.champion.evaluation.fitness());
}

TEST_CASE("es: a parent that diverged gives way to the one before") {
  Threads threads(1);
  auto strategy = make_strategy(es_options(4), problem(true), threads);
  rounds_of(*strategy, true);
  const auto before = strategy->state().champion.genome;
  std::vector<Evaluation> births;
  for (const auto& request : strategy->ask()) births.push_back(live(request, true));
  strategy->tell(std::move(births));
  strategy->ask();
  Evaluation lost;
  lost.status = EvaluationStatus::diverged;
  const auto generation = strategy->tell({lost});
  REQUIRE(generation);
  CHECK(generation->diverged == 1);
  CHECK(strategy->state().champion.genome == before);
  CHECK(strategy->state().noise.parents.front().genome == before);
}

TEST_CASE("es: restored between generations it goes on as it would have") {
  Threads threads(2);
  for (const Learner learner : {Learner::centre, Learner::best}) {
    StrategyOptions options = es_options(9);
    options.es.learner = learner;
    options.noise.control = StepControl::rise;
    auto whole = make_strategy(options, problem(true), threads),
         part = make_strategy(options, problem(true), threads);
    for (int g = 0; g < 3; ++g) rounds_of(*whole, true), rounds_of(*part, true);
    Tape tape;
    TapeWriter out(tape);
    put_search(out, part->state());
    TapeReader in(tape);
    auto resumed = make_strategy(options, problem(true), threads);
    resumed->restore(take_search(in));
    for (int g = 0; g < 3; ++g) rounds_of(*whole, true), rounds_of(*resumed, true);
    CHECK(state_hash(whole->state(), "") == state_hash(resumed->state(), ""));
  }
}

TEST_CASE("es: more than one scale, or none, is refused") {
  Threads threads(1);
  for (const auto& scales : {std::vector<double>{}, {1, 3}, {0}}) {
    StrategyOptions options = es_options(1);
    options.noise.scales = scales;
    CHECK_THROWS_WITH_AS(
        make_strategy(options, problem(true), threads),
        "noise.scales: strategy es estimates its step at one scale; give one number above 0, such as 1",
        Error);
  }
}
