#include "forecast/prices.hpp"

#include <doctest/doctest.h>

#include <array>

#include "counting_task.hpp"
#include "neat/genome/initial.hpp"

using namespace neat;
using namespace neat::app;

TEST_CASE("prices: a round takes as long as its threads take turn by turn") {
  const std::array<double, 5> seconds{3, 1, 1, 2, 2};
  CHECK(round_seconds(seconds, 1) == 9);
  CHECK(round_seconds(seconds, 2) == 5);  // 3+2, 1+1+2
  CHECK(round_seconds(seconds, 5) == 3);
  CHECK(round_seconds(seconds, 0) == 9);
  CHECK(round_seconds({}, 2) == 0);
}

TEST_CASE("prices: times between and beyond those measured") {
  const std::array<EvaluationTime, 2> timed{{{100, 1, 0.01}, {300, 3, 0.03}}};
  CHECK(evaluation_seconds(timed, 100, 100) == doctest::Approx(2));
  CHECK(evaluation_seconds(timed, 200, 100) == doctest::Approx(4));
  CHECK(evaluation_seconds(timed, 300, 0) == doctest::Approx(3));
  CHECK(evaluation_seconds(timed, 600, 100) == doctest::Approx(12));
  CHECK(evaluation_seconds(timed, 1, 0) ==
        doctest::Approx(1));  // no network is faster than the smallest timed
}

TEST_CASE("prices: a generation costs what its evaluations cost, times the scale of the rehearsal") {
  const test::CountingTask task;
  const Interface interface { task.input(), task.output(), true, false };
  const GenomeOptions options = resolve({}, interface);
  Innovations innovations(first_free_node(options, interface));
  const auto topology = initial_topology(options, interface, innovations);
  const auto pass = static_cast<double>(Plan::of(*topology).flops());
  Rehearsal rehearsal;
  rehearsal.scale = 3;
  RehearsedGeneration generation;
  generation.evaluated = {topology, topology};
  generation.population_bytes = 1000;
  generation.breeding_seconds = 0.5;
  rehearsal.generations = {generation};
  Prices prices;
  prices.budget = 200;
  prices.work = {0.5, 10, 12, 1, 0, 2, 30};
  prices.timed = {{pass, 1, 0.02}};
  prices.saves = false;
  const Course course = course_of(rehearsal, prices);
  CHECK(course.evaluations.total(1) == 6);
  CHECK(course.samples.total(1) == 600);
  CHECK(course.rows.total(1) == 60);
  CHECK(course.forward_flops.total(1) == doctest::Approx(6 * pass * (12 + 100)));
  CHECK(course.backward_flops.total(1) == doctest::Approx(6 * pass * 200));
  CHECK(course.seconds.total(1) == doctest::Approx(3 * (2 * 3.0 + 0.5)));
  prices.always_crowns = true;  // one second for 12 passes without a life: 30 take 2.5 seconds
  CHECK(course_of(rehearsal, prices).seconds.total(1) == doctest::Approx(3 * (2 * 3.0 + 0.5) + 2.5));
  CHECK(course.memory.most(1) > 3000);
  prices.saves = true;
  CHECK(course_of(rehearsal, prices).memory.most(1) > course.memory.most(1));
}
