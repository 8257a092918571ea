/// apps/neat_run/sample/summary.hpp - what a sample says: the object of `sample --json` (docs/formats.md) and its table
/// for people. Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sample/outcome.hpp"
#include "statistics/intervals.hpp"

namespace neat::app {

using OrderedJson = nlohmann::ordered_json;

OrderedJson number_json(double value);  ///< null where it is not finite
OrderedJson interval_json(Interval interval);

/// The values of a run measure or metric that are there (finite), in the order of the outcomes.
std::vector<double> values_of(const std::vector<Outcome>& outcomes, const std::string& measure);
/// Names of the metrics of any outcome, in order.
std::vector<std::string> metrics_of(const std::vector<Outcome>& outcomes);

/// The answer but for "seconds" and "notice". REQUIRES: at least one outcome.
OrderedJson summary(const std::string& task, const std::vector<Outcome>& outcomes);

/// A summary with its "seconds" as lines of text.
std::string summary_text(const OrderedJson& summary);

}  // namespace neat::app
