/// apps/neat_run/statistics.hpp - what many seeds say together. Pure.
#pragma once

#include <vector>

namespace neat::app {

double mean(const std::vector<double>& values);  ///< REQUIRES: not empty

/// Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). REQUIRES: not empty, 0 <= p <= 1.
double quantile(std::vector<double> values, double p);

struct Interval {
  double low, high;
};

/// The 95 % confidence interval of the mean by Student's t; NaN for fewer than two values.
Interval mean_interval(const std::vector<double>& values);

/// The 97.5 % quantile of Student's t with `freedom` >= 1 degrees of freedom, to 0.1 %.
double student_975(std::size_t freedom);

}  // namespace neat::app
