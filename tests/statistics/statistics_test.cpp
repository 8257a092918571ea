#include "statistics/intervals.hpp"

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

template <class Make>
std::size_t covered(const Distribution& distribution, std::size_t n, std::uint32_t repetitions, double truth,
                    const Make& make) {
  std::size_t hits = 0;
  for (std::uint32_t i = 0; i < repetitions; ++i) {
    const Interval interval = make(distribution.sample(n, i));
    hits += interval.low <= truth && truth <= interval.high;
  }
  return hits;
}

}  // namespace

TEST_CASE("statistics: quantiles interpolate between order statistics") {
  const List values{4, 1, 3, 2};
  CHECK(quantile(values, 0) == 1);
  CHECK(quantile(values, 1) == 4);
  CHECK(quantile(values, 0.5) == 2.5);
  CHECK(quantile(values, 0.1) == doctest::Approx(1.3));
  CHECK(quantile(List{7}, 0.9) == 7);
}

TEST_CASE("statistics: without skewness the interval of the mean is Student's") {
  check_interval(mean_interval(List{1, 2, 3, 4, 5}), 3 - 1.963243, 3 + 1.963243, 1e-6);
  CHECK(std::isnan(mean_interval(List{1}).low));
  CHECK(std::isnan(mean_interval(List{}).high));
  check_interval(mean_interval(List{2, 2, 2}), 2, 2, 0);
}

TEST_CASE("statistics: a skewed sample's interval reaches further to the long side") {
  const Interval interval = mean_interval(List{1, 1, 1, 2, 2, 3, 5, 12});
  const double centre = 27.0 / 8;
  CHECK(interval.high - centre > 1.5 * (centre - interval.low));
  const Interval mirrored = mean_interval(List{-1, -1, -1, -2, -2, -3, -5, -12});
  check_interval(mirrored, -interval.high, -interval.low, 1e-12);
}

TEST_CASE("statistics: no bound lies outside what is possible") {
  std::size_t cut = 0;
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    const List values = distributions().back().sample(2 + seed % 9, seed);
    const Interval free = mean_interval(values), interval = mean_interval(values, {0, 1});
    check_interval(interval, std::max(0.0, free.low), std::min(1.0, free.high), 0);
    CHECK(interval.low <= interval.high);
    cut += free.low < 0 || free.high > 1;
  }
  CHECK(cut > 0);
}

TEST_CASE("statistics: the median's interval lies between the binomial's order statistics") {
  const auto upto = [](int n) {
    List values;
    for (int i = n; i >= 1; --i) values.push_back(i);
    return median_interval(values);
  };
  CHECK(std::isnan(upto(5).low));
  check_interval(upto(6), 1, 6, 0);
  check_interval(upto(10), 2, 9, 0);
  check_interval(upto(20), 6, 15, 0);
  check_interval(upto(100), 40, 61, 0);
  check_interval(upto(100000), 49691, 50310, 1);
}

TEST_CASE("statistics: success rates have the published intervals") {
  check_interval(rate_interval(97, 100), 0.9148, 0.9938);
  check_interval(rate_interval(0, 20), 0, 0.1684);
  check_interval(rate_interval(20, 20), 0.8316, 1);
  check_interval(rate_interval(1, 1), 0.025, 1);
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3
  check_interval(wilson_interval(81, 263), 0.2553, 0.3662);
  check_interval(wilson_interval(15, 148), 0.0624, 0.1605);
  check_interval(wilson_interval(0, 20), 0, 0.1611);
  check_interval(wilson_interval(1, 29), 0.0061, 0.1718);
}

// 2,000 repetitions; a share below a true 93 % by four standard errors comes by chance once in 30,000 times.
TEST_CASE("statistics: the interval of the mean covers at its rate, skewed or not") {
  const auto corrected = [](const List& values) { return mean_interval(values); };
  for (const auto& distribution : distributions())
    for (const std::size_t n : {20U, 100U}) {
      const bool extreme = distribution.name == "log-normal, 1";
      const std::size_t hits = covered(distribution, n, 2000, distribution.mean, corrected);
      CAPTURE(distribution.name);
      CAPTURE(n);
      CAPTURE(hits);
      CHECK_FALSE(too_few(hits, 2000, extreme ? 0.90 : 0.93));
      CHECK_FALSE(too_many(hits, 2000, 0.97));
    }
}

TEST_CASE("statistics: the median's interval covers at its rate whatever the distribution") {
  const double truth = std::log(2.0);
  for (const std::size_t n : {6U, 11U, 20U, 99U}) {
    const std::size_t hits = covered(distributions()[1], n, 2000, truth,
                                     [](const List& values) { return median_interval(values); });
    CAPTURE(n);
    CHECK_FALSE(too_few(hits, 2000, 0.95));
  }
}

TEST_CASE("statistics: intervals of a rate cover at their rate, Clopper and Pearson's always") {
  for (const double rate : {0.02, 0.3, 0.5, 0.97})
    for (const std::size_t n : {5U, 20U, 100U}) {
      const Distribution solved{"", rate, [rate](neat::Random& r) { return r.uniform() < rate ? 1.0 : 0.0; }};
      const auto exact = [n](const List& values) {
        return rate_interval(static_cast<std::uint64_t>(mean(values) * static_cast<double>(n) + 0.5), n);
      };
      CAPTURE(rate);
      CAPTURE(n);
      CHECK_FALSE(too_few(covered(solved, n, 2000, rate, exact), 2000, 0.95));
    }
}
