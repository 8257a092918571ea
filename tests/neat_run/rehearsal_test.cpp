#include "forecast/rehearsal.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "counting_task.hpp"
#include "neat/run/run.hpp"

using namespace neat;
using namespace neat::app;

namespace {

const auto kNoClock = [] { return 0.0; };
const auto kNoStop = [] { return false; };

Rehearsal rehearsed(const Config& config, Assumption assumption, RehearsalLimits limits) {
  const test::CountingTask task;
  Threads threads(1);
  return rehearse(config.strategy, problem_of(task), nullptr, assumption, limits, kNoClock, kNoStop, threads);
}

double parameters(const Rehearsal& rehearsal) {
  double sum = 0;
  for (const auto& topology : rehearsal.generations.back().evaluated)
    sum += double(topology->parameter_count());
  return sum / double(rehearsal.generations.back().evaluated.size());
}

}  // namespace

TEST_CASE("rehearsal: is the run's own search, as often as it is held") {
  const Config config = test::small_config();
  RehearsalLimits limits;
  limits.generations = 12;
  const Rehearsal a = rehearsed(config, {}, limits), b = rehearsed(config, {}, limits);
  REQUIRE(a.generations.size() == 12);
  CHECK(a.scale == 1);
  CHECK(a.generations[0].evaluated.size() == 10);
  for (std::size_t g = 0; g < 12; ++g) {
    REQUIRE(a.generations[g].evaluated.size() == b.generations[g].evaluated.size());
    for (std::size_t i = 0; i < a.generations[g].evaluated.size(); ++i)
      CHECK(a.generations[g].evaluated[i]->hash() == b.generations[g].evaluated[i]->hash());
  }
  CHECK(parameters(a) > parameters(rehearsed(config, {}, {1, 20'000, 1e9, 1e9, 1e9, 100})));
}

TEST_CASE("rehearsal: networks are larger where size is an advantage") {
  Config config = test::small_config();
  RehearsalLimits limits;
  limits.generations = 20;
  double chance = 0, growth = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    config.strategy.seed = seed;
    chance += parameters(rehearsed(config, {false, false}, limits));
    growth += parameters(rehearsed(config, {true, false}, limits));
  }
  CHECK(growth > 1.1 * chance);
}

TEST_CASE("rehearsal: a large population is rehearsed with fewer, and every limit ends it") {
  Config config = test::small_config();
  config.strategy.population.size = 1'000'000;
  RehearsalLimits limits;
  limits.genomes = 50;
  limits.evaluations = 120;
  const Rehearsal few = rehearsed(config, {}, limits);
  CHECK(few.scale == 20'000);
  CHECK(few.generations.size() == 3);  // 50 and two times nearly 50
  limits.population_bytes = 10;        // less than two networks have
  CHECK(rehearsed(config, {}, limits).generations.front().evaluated.size() == 2);
  limits.bytes = 1;
  CHECK(rehearsed(config, {}, limits).generations.size() == 1);
}

TEST_CASE("rehearsal: ends when it is told to") {
  const test::CountingTask task;
  Threads threads(1);
  int asked = 0;
  const auto stop = [&asked] { return ++asked > 4; };
  const Rehearsal rehearsal =
      rehearse(test::small_config().strategy, problem_of(task), nullptr, {}, {}, kNoClock, stop, threads);
  CHECK(rehearsal.generations.size() == 4);
}
