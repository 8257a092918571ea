#include "forecast/course.hpp"

#include <doctest/doctest.h>

using namespace neat;
using namespace neat::app;

namespace {

Series level(double value) {
  return Series(std::vector<double>(8, value), Series::Beyond::level);
}

/// Each generation: 10 evaluations, 100 samples, 50 rows, 1000 + 2000 operations, half a second, 1 MB.
Course steady() {
  return {level(10), level(100), level(50), level(1000), level(2000), level(0.5), level(1e6)};
}

}  // namespace

TEST_CASE("course: totals within what is known are sums, beyond it the last quarter goes on") {
  const Series series({1, 2, 3, 6, 4, 4, 2, 4}, Series::Beyond::level);
  CHECK(series.total(0) == 0);
  CHECK(series.total(3) == 6);
  CHECK(series.total(8) == 26);
  CHECK(series.total(10) == doctest::Approx(26 + 2 * 3));
  CHECK(series.most(3) == 3);
  CHECK(series.most(100) == 6);
}

TEST_CASE("course: what grows keeps growing along its second half") {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(10 + 3 * i);
  const Series series(values, Series::Beyond::growing);
  double sum = 0;
  for (int i = 0; i < 80; ++i) sum += 10 + 3 * i;
  CHECK(series.total(80) == doctest::Approx(sum).epsilon(0.1));
  CHECK(series.most(80) == doctest::Approx(10 + 3 * 79).epsilon(0.1));
  const Series falling({9, 7, 5, 3}, Series::Beyond::growing);
  CHECK(falling.total(6) == doctest::Approx(24 + 2 * 3));  // what falls is not expected to vanish
}

TEST_CASE("course: the first bound that is reached ends a run") {
  StopOptions stop;
  stop.generations = 0;
  const auto with = [&](auto set) {
    StopOptions options = stop;
    set(options);
    return ending(steady(), options);
  };
  CHECK(with([](auto&) {}).bound.empty());
  CHECK(with([](auto&) {}).generations == 1);
  const Ending samples = with([](auto& s) { s.samples = 1950; });
  CHECK(samples.bound == "samples");
  CHECK(samples.generations == 20);
  CHECK(with([](auto& s) { s.evaluations = 31; }).generations == 4);
  CHECK(with([](auto& s) { s.rows = 51; }).generations == 2);
  CHECK(with([](auto& s) { s.seconds = 100; }).generations == 200);
  const Ending flops = with([](auto& s) { s.flops = 3000 * 7; });
  CHECK(flops.bound == "flops");
  CHECK(flops.generations == 7);
  const Ending first = with([](auto& s) { s.generations = 5, s.samples = 300, s.seconds = 40; });
  CHECK(first.bound == "samples");
  CHECK(first.generations == 3);
}

TEST_CASE("course: a bound on what is never spent is no bound, and a distant one is found") {
  Course course = steady();
  course.samples = level(0);
  StopOptions stop;
  stop.generations = 0;
  stop.samples = 1;
  CHECK(ending(course, stop).bound.empty());
  stop.samples = 0;
  stop.evaluations = 1'000'000'000'000;
  CHECK(ending(course, stop).generations == 1e11);
}
