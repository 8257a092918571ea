#include "statistics/differences.hpp"

#include <doctest/doctest.h>

#include "simulated.hpp"

using namespace neat::app;
using namespace neat::test;

namespace {

using List = std::vector<double>;

void check_interval(Interval interval, double low, double high, double within = 5e-5) {
  CHECK(std::fabs(interval.low - low) <= within);
  CHECK(std::fabs(interval.high - high) <= within);
}

}  // namespace

TEST_CASE("differences: of equal spread and no skewness, the interval is Welch's") {
  // t = 2.306 with 8 degrees of freedom, standard error 1
  check_interval(difference_interval(List{1, 2, 3, 4, 5}, List{3, 4, 5, 6, 7}), 2 - 2.306004, 2 + 2.306004,
                 1e-6);
  check_interval(difference_interval(List{1, 1}, List{3, 3}), 2, 2, 0);
}

TEST_CASE("differences: swapping the samples mirrors interval, effect and superiority") {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const List a = distributions()[seed % 7].sample(2 + seed % 11, seed, 1);
    const List b = distributions()[seed % 7].sample(2 + seed % 13, seed, 2);
    const Interval one = difference_interval(a, b), other = difference_interval(b, a);
    check_interval(one, -other.high, -other.low, 1e-9);
    CHECK(hedges_g(a, b) == doctest::Approx(-hedges_g(b, a)));
    CHECK(superiority(a, b) + superiority(b, a) == doctest::Approx(1));
  }
}

TEST_CASE("differences: effect sizes of hand-made samples") {
  // means differ by 2, pooled deviation sqrt(2.5), correction 1 - 3/31
  CHECK(hedges_g(List{1, 2, 3, 4, 5}, List{3, 4, 5, 6, 7}) ==
        doctest::Approx(2 / std::sqrt(2.5) * (28.0 / 31)));
  CHECK(std::isnan(hedges_g(List{1, 1}, List{2, 2})));
  CHECK(effect_of_pairs(List{1, 2, 3}) == doctest::Approx(2));
  CHECK(std::isnan(effect_of_pairs(List{1, 1, 1})));
  CHECK(superiority(List{1, 2}, List{2, 3}) == doctest::Approx(0.875));
  CHECK(superiority_of_pairs(List{-1, 0, 2, 5}) == doctest::Approx(0.625));
}

TEST_CASE("differences: of two rates, the published intervals") {
  // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10
  check_interval(rate_difference_interval(48, 80, 56, 70), 0.0524, 0.3339);
  check_interval(rate_difference_interval(3, 10, 9, 10), 0.1705, 0.8090);
  check_interval(rate_difference_interval(0, 29, 5, 56), -0.0381, 0.1926);
  check_interval(rate_difference_interval(0, 20, 10, 10), 0.6791, 1);
}

TEST_CASE("differences: of two rates of the same seeds, mirrored when the settings are swapped") {
  for (std::uint64_t b = 0; b < 6; ++b)
    for (std::uint64_t c = 0; c < 6; ++c) {
      const Interval one = paired_rate_difference_interval({7, b, c, 3});
      const Interval other = paired_rate_difference_interval({7, c, b, 3});
      check_interval(one, -other.high, -other.low, 1e-12);
      const double difference =
          (static_cast<double>(c) - static_cast<double>(b)) / static_cast<double>(10 + b + c);
      CHECK(one.low <= difference);
      CHECK(difference <= one.high);
    }
  // nobody solved by one setting alone: the interval is that of chance in Wilson's intervals, and holds zero
  check_interval(paired_rate_difference_interval({0, 0, 0, 10}), -0.2775, 0.2775);
}

TEST_CASE("differences: of means, the interval covers at its rate for unequal sizes and spreads") {
  for (const auto& distribution : distributions()) {
    std::size_t hits = 0;
    for (std::uint32_t i = 0; i < 2000; ++i) {
      const List first = distribution.sample(40, i, 1);
      List second = distribution.sample(20, i, 2);
      for (double& value : second) value *= 3;
      const Interval interval = difference_interval(first, second);
      hits += interval.low <= 2 * distribution.mean && 2 * distribution.mean <= interval.high;
    }
    CAPTURE(distribution.name);
    CAPTURE(hits);
    CHECK_FALSE(too_few(hits, 2000, distribution.name == "log-normal, 1" ? 0.90 : 0.93));
    CHECK_FALSE(too_many(hits, 2000, 0.97));
  }
}

TEST_CASE("differences: of success rates, intervals cover at their rate, paired or not") {
  for (const double hard : {0.05, 0.4, 0.8}) {
    std::size_t apart = 0, paired = 0;
    for (std::uint32_t i = 0; i < 2000; ++i) {
      neat::Random random(3, neat::Purpose::test, 0, i);
      PairedCounts counts;
      for (int seed = 0; seed < 30; ++seed) {
        const double luck = random.uniform();  // shared by both settings, half the time
        const bool first = luck < hard, second = (random.chance(0.5) ? luck : random.uniform()) < hard + 0.1;
        ++(first ? (second ? counts.both : counts.first_only)
                 : (second ? counts.second_only : counts.neither));
      }
      const auto holds = [](Interval interval) { return interval.low <= 0.1 && 0.1 <= interval.high; };
      paired += holds(paired_rate_difference_interval(counts));
      apart += holds(rate_difference_interval(counts.both + counts.first_only, 30,
                                              counts.both + counts.second_only, 30));
    }
    CAPTURE(hard);
    CHECK_FALSE(too_few(paired, 2000, 0.93));
    CHECK_FALSE(too_few(apart, 2000, 0.93));  // ignoring that the luck is shared only widens
  }
}
