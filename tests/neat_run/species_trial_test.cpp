#include "doctor/species_trial.hpp"

#include <doctest/doctest.h>

using namespace neat;
using namespace neat::app;

namespace {

Problem small_problem() {
  Problem problem;
  problem.input = {3};
  problem.output = {1};
  return problem;
}

SpeciesTrial tried(double threshold, std::uint64_t seed, unsigned threads = 1) {
  StrategyOptions options;
  options.seed = seed;
  options.species.threshold = threshold;
  options.species.threshold_step = 0;
  Threads on(threads);
  return try_species(options, small_problem(), on);
}

}  // namespace

TEST_CASE("species trial: a huge threshold gives one species, a tiny one gives one per genome") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SpeciesTrial one = tried(1e5, seed), all = tried(1e-6, seed);
    CHECK(one.first == 1);
    CHECK(one.later == 1);
    CHECK(all.first == all.genomes);
    CHECK(all.later > all.genomes / 4);
  }
}

TEST_CASE("species trial: the suggested threshold gives about as many as are aimed for") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const double bad : {1e5, 1e-3}) {
      const SpeciesTrial trial = tried(bad, seed);
      REQUIRE(trial.suggested > 0);
      const SpeciesTrial better = tried(trial.suggested, seed);
      CAPTURE(trial.suggested);
      CAPTURE(better.later);
      CHECK(better.later >= 5);
      CHECK(better.later <= 20);
    }
}

TEST_CASE("species trial: a threshold that gives about as many as are aimed for is suggested again") {
  const SpeciesTrial bad = tried(1e5, 3), good = tried(bad.suggested, 3);
  CHECK(good.suggested == bad.suggested);
}

TEST_CASE("species trial: does not depend on the number of threads") {
  const SpeciesTrial one = tried(1.0, 7), four = tried(1.0, 7, 4);
  CHECK(one.later == four.later);
  CHECK(one.suggested == four.suggested);
}
