#include "sample/summary.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "progress.hpp"
#include "text_table.hpp"

namespace neat::app {
namespace {

using Json = OrderedJson;

/// Mean, median and how sure they are; `missing` only where some outcomes have no value.
Json measure_json(const std::vector<Outcome>& outcomes, const std::string& measure) {
  const auto values = values_of(outcomes, measure);
  Json json{{"mean", nullptr}, {"ci95", interval_json({NAN, NAN})}, {"median", nullptr}};
  if (values.size() < outcomes.size()) json["missing"] = outcomes.size() - values.size();
  if (values.empty()) return json;
  json["mean"] = number_json(mean(values));
  json["ci95"] = interval_json(mean_interval(values, bounds_of(measure)));
  json["median"] = number_json(quantile(values, 0.5));
  for (const auto& [key, p] : {std::pair{"p10", 0.1}, {"p25", 0.25}, {"p75", 0.75}, {"p90", 0.9}})
    json[key] = number_json(quantile(values, p));
  return json;
}

Json evaluations_json(const std::vector<Outcome>& outcomes) {
  Json json = measure_json(outcomes, "evaluations");
  json["median_ci95"] = interval_json(median_interval(values_of(outcomes, "evaluations")));
  return json;
}

std::string cell(const Json& value) {
  return value.is_null() ? "-" : short_number(value);
}

std::string range(const Json& interval) {
  return interval[0].is_null() ? "-" : cell(interval[0]) + " to " + cell(interval[1]);
}

void add_row(TextTable& table, const std::string& name, const Json& measure) {
  std::vector<std::string> row{name, cell(measure["mean"]), range(measure["ci95"]), cell(measure["median"])};
  for (const char* key : {"p10", "p25", "p75", "p90"})
    row.push_back(measure.contains(key) ? cell(measure[key]) : "-");
  table.add(row);
}

std::string percent(double rate) {
  return short_number(100 * rate);
}

std::string list_text(const Json& seeds) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(seeds.size(), kMost); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(seeds[i].get<std::uint64_t>());
  return seeds.size() <= kMost ? text : text + " and " + std::to_string(seeds.size() - kMost) + " more";
}

}  // namespace

Json number_json(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json interval_json(Interval interval) {
  return Json::array({number_json(interval.low), number_json(interval.high)});
}

std::vector<double> values_of(const std::vector<Outcome>& outcomes, const std::string& measure) {
  std::vector<double> values;
  for (const auto& outcome : outcomes)
    if (const double value = outcome.value(measure); std::isfinite(value)) values.push_back(value);
  return values;
}

std::vector<std::string> metrics_of(const std::vector<Outcome>& outcomes) {
  std::vector<std::string> names;
  for (const auto& outcome : outcomes)
    for (const auto& metric : outcome.metrics)
      if (std::find(names.begin(), names.end(), metric.first) == names.end()) names.push_back(metric.first);
  return names;
}

Json summary(const std::string& task, const std::vector<Outcome>& outcomes) {
  Json failed = Json::array();
  for (const auto& outcome : outcomes)
    if (!outcome.solved) failed.push_back(outcome.seed);
  const std::size_t solved = outcomes.size() - failed.size();
  Json answer{{"task", task}, {"seeds", outcomes.size()}, {"solved", solved}};
  answer["success_rate"] = {{"rate", static_cast<double>(solved) / static_cast<double>(outcomes.size())},
                            {"ci95", interval_json(rate_interval(solved, outcomes.size()))}};
  answer["evaluations"] = evaluations_json(outcomes);
  for (const auto& measure : run_measures())
    if (measure != "evaluations" && !values_of(outcomes, measure).empty())
      answer[measure] = measure_json(outcomes, measure);
  answer["metrics"] = Json::object();
  for (const auto& metric : metrics_of(outcomes)) answer["metrics"][metric] = measure_json(outcomes, metric);
  answer["failed"] = failed;
  return answer;
}

std::string summary_text(const Json& s) {
  const auto& rate = s["success_rate"];
  std::string text = s["task"].get<std::string>() + ": " + s["solved"].dump() + " of " + s["seeds"].dump() +
                     " seeds solved (" + percent(rate["rate"]) + " %, 95 % interval " +
                     percent(rate["ci95"][0]) + " to " + percent(rate["ci95"][1]) + " %) in " +
                     duration_text(s["seconds"]) + "\n\n";
  TextTable table({"", "mean", "95 % interval", "median", "p10", "p25", "p75", "p90"});
  add_row(table, "evaluations", s["evaluations"]);
  for (const auto& measure : run_measures())
    if (measure != "evaluations" && s.contains(measure)) add_row(table, measure, s[measure]);
  for (const auto& [name, metric] : s["metrics"].items()) add_row(table, name, metric);
  text += table.text();
  const auto& sure = s["evaluations"]["median_ci95"];
  if (!sure[0].is_null()) text += "\n95 % interval of the median of evaluations: " + range(sure) + "\n";
  if (!s["failed"].empty())
    text += "not solved, counted where they ended: seeds " + list_text(s["failed"]) + "\n";
  return text;
}

}  // namespace neat::app
