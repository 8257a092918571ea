#include "statistics/differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neat::app {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double square(double x) {
  return x * x;
}

double count_of(Values values) {
  return static_cast<double>(values.size());
}

/// A rate and Wilson's interval of it.
struct Rate {
  Rate(std::uint64_t successes, std::uint64_t trials)
      : value(static_cast<double>(successes) / static_cast<double>(trials)),
        interval(wilson_interval(successes, trials)) {}

  double below() const { return value - interval.low; }
  double above() const { return interval.high - value; }

  double value;
  Interval interval;
};

/// Two rates whose estimates correlate by `phi`; rounding never leaves [-1, 1].
Interval newcombe(const Rate& first, const Rate& second, double phi) {
  const double down =
      square(second.below()) - 2 * phi * second.below() * first.above() + square(first.above());
  const double up = square(second.above()) - 2 * phi * second.above() * first.below() + square(first.below());
  const double difference = second.value - first.value;
  return {std::max(-1.0, difference - std::sqrt(std::max(0.0, down))),
          std::min(1.0, difference + std::sqrt(std::max(0.0, up)))};
}

/// Their correlation, with Newcombe's correction for continuity.
double correlation(const PairedCounts& n) {
  const auto a = static_cast<double>(n.both), b = static_cast<double>(n.first_only);
  const auto c = static_cast<double>(n.second_only), d = static_cast<double>(n.neither);
  const double scale = std::sqrt((a + b) * (c + d) * (a + c) * (b + d));
  if (scale == 0) return 0;
  const double raw = a * d - b * c, half = (a + b + c + d) / 2;
  return (raw > 0 ? std::max(0.0, raw - half) : raw) / scale;
}

}  // namespace

Interval difference_interval(Values first, Values second) {
  const double n1 = count_of(first), n2 = count_of(second);
  const double v1 = variance(first) / n1, v2 = variance(second) / n2;
  const double difference = mean(second) - mean(first), error = std::sqrt(v1 + v2);
  if (!(error > 0)) return {difference, difference};
  const double freedom = square(v1 + v2) / (v1 * v1 / (n1 - 1) + v2 * v2 / (n2 - 1));
  const double third = third_moment(second) / (n2 * n2) - third_moment(first) / (n1 * n1);
  return skewness_corrected(difference, error, third / (error * error * error), freedom);
}

double hedges_g(Values first, Values second) {
  const double n1 = count_of(first), n2 = count_of(second), freedom = n1 + n2 - 2;
  const double pooled = ((n1 - 1) * variance(first) + (n2 - 1) * variance(second)) / freedom;
  if (!(pooled > 0)) return kNone;
  return (1 - 3 / (4 * freedom - 1)) * (mean(second) - mean(first)) / std::sqrt(pooled);
}

double effect_of_pairs(Values differences) {
  const double spread = variance(differences);
  return spread > 0 ? mean(differences) / std::sqrt(spread) : kNone;
}

double superiority(Values first, Values second) {
  std::vector<double> sorted(first.begin(), first.end());
  std::sort(sorted.begin(), sorted.end());
  double wins = 0;
  for (const double value : second) {
    const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), value);
    wins += static_cast<double>(low - sorted.begin()) + static_cast<double>(high - low) / 2;
  }
  return wins / (count_of(first) * count_of(second));
}

double superiority_of_pairs(Values differences) {
  double wins = 0;
  for (const double difference : differences) wins += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
  return wins / count_of(differences);
}

Interval rate_difference_interval(std::uint64_t first, std::uint64_t first_trials, std::uint64_t second,
                                  std::uint64_t second_trials) {
  return newcombe({first, first_trials}, {second, second_trials}, 0);
}

Interval paired_rate_difference_interval(const PairedCounts& counts) {
  const Rate first(counts.both + counts.first_only, counts.pairs());
  const Rate second(counts.both + counts.second_only, counts.pairs());
  return newcombe(first, second, correlation(counts));
}

}  // namespace neat::app
