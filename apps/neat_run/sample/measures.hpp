/// apps/neat_run/sample/measures.hpp - what is measured on a finished run, by name: which way is better and which values
/// are possible at all. Pure; any thread.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neat::app {

using Measures = std::vector<std::pair<std::string, double>>;  ///< in order; NaN: not there

/// NaN when there is none of that name.
double value_of(const Measures& measures, std::string_view name);

enum class Better { lower, higher, neither };
std::string_view name(Better better);

struct Bounds {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
};

/// What a run has spent and come to, in the order of every table: generations, evaluations, ..., fitness.
const std::vector<std::string>& run_measures();

/// Of a run measure or a metric with its partition ("test_accuracy"); `maximise` is the direction of fitness. What is
/// spent is better when lower (generations are spent in any size, so neither); a metric that is none of design.md's words is neither.
Better better_of(std::string_view measure, bool maximise);

/// Values that the measure can have; a metric that is none of the known words has no bounds.
Bounds bounds_of(std::string_view measure);

}  // namespace neat::app
