/// apps/neat_run/forecast/course.hpp - one rehearsed search as figures per generation, continued beyond its end in a straight line:
/// where the bounds of a run fall on it and what was spent by then. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "neat/run/config.hpp"

namespace neat::app {

/// A figure per generation. Beyond the last one it goes on at the level of the last quarter; a growing one also with the
/// slope of the second half.
class Series {
 public:
  enum class Beyond { level, growing };

  /// REQUIRES: values is not empty, none is negative.
  Series(std::vector<double> values, Beyond beyond);

  double total(double generations) const;  ///< of the first so many, >= 0
  double most(double generations) const;   ///< the largest of the first so many, >= 1

 private:
  std::vector<double> values_, totals_;
  double level_ = 0, slope_ = 0;
};

/// What every generation spends.
struct Course {
  Series evaluations, samples, rows, forward_flops, backward_flops, seconds;
  Series memory;  ///< bytes, in each generation beside what the program has anyway; not spent
};

/// Where a run ends.
struct Ending {
  double generations = 1;
  std::string_view bound;  ///< the name of the bound; empty: there is none, and one generation is meant
};

/// The first bound that the course reaches. Targets are not considered: they may end a run earlier.
Ending ending(const Course& course, const StopOptions& stop);

}  // namespace neat::app
