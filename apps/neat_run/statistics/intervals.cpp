#include "statistics/intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace neat::app {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kTail = 0.025;

double student_975(double freedom) {
  return boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), kTail));
}

Interval clipped(Interval interval, Bounds bounds) {
  return {std::max(interval.low, bounds.low), std::min(interval.high, bounds.high)};
}

/// Which order statistic from either end: the largest r with P(fewer than r of n lie below the median) <= tail; 0: none.
std::size_t median_rank(std::size_t n) {
  const boost::math::binomial heads(static_cast<double>(n), 0.5);
  const double near = std::max(0.0, std::floor(boost::math::quantile(heads, kTail)) - 3);
  auto rank = static_cast<std::size_t>(near);  // below the one sought; then upwards
  while (2 * rank < n && boost::math::cdf(heads, static_cast<double>(rank)) <= kTail) ++rank;
  return rank;
}

}  // namespace

double mean(Values values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance(Values values) {
  const double centre = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return squares / static_cast<double>(values.size() - 1);
}

double quantile(Values given, double p) {
  std::vector<double> values(given.begin(), given.end());
  std::sort(values.begin(), values.end());
  const double at = p * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

double third_moment(Values values) {
  const double centre = mean(values);
  double cubes = 0;
  for (const double value : values) cubes += (value - centre) * (value - centre) * (value - centre);
  return cubes / static_cast<double>(values.size());
}

/// Where the transformed statistic, which is nearly symmetric, has the value `y`; without skewness y itself.
Interval skewness_corrected(double estimate, double error, double skewness, double freedom) {
  constexpr double kNoSkewness = 1e-9;
  if (!(error > 0)) return {estimate, estimate};
  const auto untransformed = [&](double y) {
    if (std::fabs(skewness) < kNoSkewness) return y;
    return 3 * (std::cbrt(1 + skewness * (y - skewness / 6)) - 1) / skewness;
  };
  const double t = student_975(freedom);
  return {estimate - error * untransformed(t), estimate - error * untransformed(-t)};
}

Interval mean_interval(Values values, Bounds bounds) {
  if (values.size() < 2) return {kNone, kNone};
  const double n = static_cast<double>(values.size());
  const double error = std::sqrt(variance(values) / n);
  const double skewness = error > 0 ? third_moment(values) / (n * n * error * error * error) : 0;
  return clipped(skewness_corrected(mean(values), error, skewness, n - 1), bounds);
}

Interval median_interval(Values given) {
  const std::size_t rank = median_rank(given.size());
  if (rank == 0) return {kNone, kNone};
  std::vector<double> values(given.begin(), given.end());
  std::sort(values.begin(), values.end());
  return {values[rank - 1], values[values.size() - rank]};
}

Interval rate_interval(std::uint64_t successes, std::uint64_t trials) {
  using boost::math::beta_distribution;
  const auto k = static_cast<double>(successes), n = static_cast<double>(trials);
  const double low = successes == 0 ? 0 : boost::math::quantile(beta_distribution<>(k, n - k + 1), kTail);
  const double high =
      successes == trials
          ? 1
          : boost::math::quantile(boost::math::complement(beta_distribution<>(k + 1, n - k), kTail));
  return {low, high};
}

Interval wilson_interval(std::uint64_t successes, std::uint64_t trials) {
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), kTail));
  const double n = static_cast<double>(trials), rate = static_cast<double>(successes) / n;
  const double centre = (rate + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  return {successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half};
}

}  // namespace neat::app
