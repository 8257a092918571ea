/// apps/neat_run/statistics/differences.hpp - how large a difference is: intervals and effect sizes of a second sample
/// against a first, always second minus first. Intervals are of 95 %; NaN stands for what the values cannot tell. Pure;
/// any thread.
#pragma once

#include <cstdint>

#include "statistics/intervals.hpp"

namespace neat::app {

/// Of two means of different seeds: Welch's, corrected for skewness (Zhou and Dinh 2005). REQUIRES: two values or more
/// in each.
Interval difference_interval(Values first, Values second);

/// Hedges 1981: the difference in pooled standard deviations, without the bias of small samples. NaN where nothing
/// varies. REQUIRES: as above.
double hedges_g(Values first, Values second);

/// The mean of paired differences in their standard deviations. NaN where they do not vary. REQUIRES: two or more.
double effect_of_pairs(Values differences);

/// The probability that a value of the second is above one of the first, equal ones counted half. REQUIRES: not empty.
double superiority(Values first, Values second);
/// The share of pairs whose second is above its first, equal ones counted half. REQUIRES: not empty.
double superiority_of_pairs(Values differences);

/// Of two success rates of different seeds: Newcombe 1998, method 10. REQUIRES: trials >= 1.
Interval rate_difference_interval(std::uint64_t first, std::uint64_t first_trials, std::uint64_t second,
                                  std::uint64_t second_trials);

/// How the same seeds ended under both settings.
struct PairedCounts {
  std::uint64_t both = 0, first_only = 0, second_only = 0, neither = 0;
  std::uint64_t pairs() const { return both + first_only + second_only + neither; }
};

/// Of two success rates of the same seeds: Newcombe 1998 (paired data), method 10. REQUIRES: a pair or more.
Interval paired_rate_difference_interval(const PairedCounts& counts);

}  // namespace neat::app
