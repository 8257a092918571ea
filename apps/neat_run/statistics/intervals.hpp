/// apps/neat_run/statistics/intervals.hpp - what many values say together: centres, quantiles and how sure they are
/// (docs/decisions/0004-intervals.md says how the intervals were chosen). Pure: the same values give the same answer;
/// any thread.
///
/// Every interval is one of 95 %. NaN stands for a bound that the values cannot tell.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sample/measures.hpp"

namespace neat::app {

struct Interval {
  double low, high;
};

using Values = std::span<const double>;

double mean(Values values);      ///< REQUIRES: not empty
double variance(Values values);  ///< with n - 1. REQUIRES: two values or more

/// Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). REQUIRES: not empty, 0 <= p <= 1.
double quantile(Values values, double p);

/// The confidence interval of the mean, clipped to what is possible; NaN for fewer than two values. Student's t
/// corrected for skewness: what runs cost is skewed, and Student's own interval misses the mean too often.
Interval mean_interval(Values values, Bounds bounds = {});

/// Between two order statistics, from the binomial distribution: covers whatever the values' distribution is (at least
/// 95 %). NaN for fewer than six values, of which no two are sure enough.
Interval median_interval(Values values);

/// Clopper and Pearson 1934: covers at least 95 %. REQUIRES: successes <= trials, trials >= 1.
Interval rate_interval(std::uint64_t successes, std::uint64_t trials);

/// Wilson 1927: narrower, covers 95 % on average; what intervals of differences are made of. REQUIRES: as above.
Interval wilson_interval(std::uint64_t successes, std::uint64_t trials);

/// The interval of a mean or difference of means from its standard error, its skewness and degrees of freedom: Hall 1992
/// ("On the removal of skewness by transformation", eq. 2), with Student's quantiles in place of normal ones.
/// `skewness` is the third central moment of the estimate over error^3: of a mean, that of the values over sqrt(n).
Interval skewness_corrected(double estimate, double error, double skewness, double freedom);

/// sum of (value - mean)^3 / n. REQUIRES: not empty
double third_moment(Values values);

}  // namespace neat::app
