#include "compare/text.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "progress.hpp"
#include "text_table.hpp"

namespace neat::app {
namespace {

using Json = OrderedJson;

double solved_share(const ComparedSample& sample, std::uint64_t& count) {
  count = 0;
  for (const auto& outcome : sample.outcomes) count += outcome.solved;
  return static_cast<double>(count) / static_cast<double>(sample.outcomes.size());
}

Json measure_json(const ComparedSample& sample, const std::string& measure) {
  const auto values = values_of(sample.outcomes, measure);
  Json json{{"mean", nullptr}, {"ci95", nullptr}, {"median", nullptr}, {"median_ci95", nullptr}};
  if (!values.empty())
    json = {{"mean", number_json(mean(values))},
            {"ci95", interval_json(mean_interval(values, bounds_of(measure)))},
            {"median", number_json(quantile(values, 0.5))},
            {"median_ci95", interval_json(median_interval(values))}};
  json["values"] = Json::array();
  for (const auto& outcome : sample.outcomes) json["values"].push_back(number_json(outcome.value(measure)));
  return json;
}

Json sample_json(const ComparedSample& sample, const std::vector<std::string>& measures) {
  std::uint64_t solved = 0;
  const double rate = solved_share(sample, solved);
  Json json{{"name", sample.name}, {"task", sample.origin.task}, {"seeds", sample.outcomes.size()}};
  json["solved"] = {{"count", solved},
                    {"rate", rate},
                    {"ci95", interval_json(rate_interval(solved, sample.outcomes.size()))}};
  json["seed_numbers"] = Json::array();
  for (const auto& outcome : sample.outcomes) json["seed_numbers"].push_back(outcome.seed);
  json["measures"] = Json::object();
  for (const auto& measure : measures)
    if (measure != "solved") json["measures"][measure] = measure_json(sample, measure);
  return json;
}

Json one_json(const Comparison& c) {
  return {{"sample", c.sample},
          {"measure", c.measure},
          {"better", std::string(name(c.better))},
          {"paired", c.paired},
          {"pairs_or_n", c.count},
          {"baseline_n", c.baseline_count},
          {"baseline_mean", number_json(c.baseline_mean)},
          {"mean", number_json(c.mean)},
          {"difference", number_json(c.difference())},
          {"ci95", interval_json(c.interval)},
          {"effect", {{"name", c.effect_name}, {"value", number_json(c.effect)}}},
          {"superiority", number_json(c.superiority)},
          {"p", number_json(c.p)},
          {"p_adjusted", number_json(c.p_adjusted)},
          {"verdict", c.verdict()},
          {"text", sentence(c)}};
}

std::string range(Interval interval) {
  return std::isfinite(interval.low) ? short_number(interval.low) + " to " + short_number(interval.high)
                                     : "-";
}

std::string count_text(const Comparison& c) {
  if (c.paired) return std::to_string(c.count) + " pairs";
  return std::to_string(c.baseline_count) + " and " + std::to_string(c.count) + " seeds";
}

std::string effect_text(const Comparison& c) {
  const std::string symbol = c.effect_name == "hedges_g" ? "g" : c.effect_name == "d_z" ? "d_z" : "rd";
  return symbol + " " + short_number(c.effect);
}

/// "better" and "worse" only where a direction is known.
std::string judgement(const Comparison& c) {
  if (!c.shown() || c.better == Better::neither) return "";
  const bool lower = c.difference() < 0;
  return lower == (c.better == Better::lower) ? " (better)" : " (worse)";
}

std::string heading(const ComparedSample& sample, std::uint64_t first) {
  std::uint64_t solved = 0;
  const double rate = solved_share(sample, solved);
  const Interval sure = rate_interval(solved, sample.outcomes.size());
  return std::to_string(sample.outcomes.size()) + " seeds from " + std::to_string(first) + ", " +
         std::to_string(solved) + " solved (" + short_number(100 * rate) + " %, 95 % interval " +
         short_number(100 * sure.low) + " to " + short_number(100 * sure.high) + " %)";
}

TextTable table_of(const std::string& sample, const ComparisonReport& report) {
  TextTable table({"", "baseline", "here", "difference", "95 % interval", "effect", "superiority",
                   "p adjusted", "verdict"});
  for (const auto& c : report.comparisons) {
    if (c.sample != sample) continue;
    table.add({c.measure, short_number(c.baseline_mean), short_number(c.mean), short_number(c.difference()),
               range(c.interval), effect_text(c), short_number(c.superiority), short_number(c.p_adjusted),
               c.verdict() + judgement(c)});
  }
  return table;
}

/// What is compared: pairs or two groups of seeds.
std::string basis(const std::string& sample, const ComparisonReport& report) {
  for (const auto& c : report.comparisons)
    if (c.sample == sample) return "compared by " + count_text(c) + "\n";
  return "nothing could be compared\n";
}

}  // namespace

std::string sentence(const Comparison& c) {
  const std::string sure = "95 % interval " + range(c.interval) + ", " + count_text(c) + ", adjusted p " +
                           short_number(c.p_adjusted) + ")";
  if (!c.shown())
    return c.measure + ": no difference shown (" + short_number(c.mean) + " against " +
           short_number(c.baseline_mean) + ", difference " + short_number(c.difference()) + ", " + sure;
  return c.measure + ": " + c.verdict() + judgement(c) + " by " + short_number(std::fabs(c.difference())) +
         " (" + short_number(c.mean) + " against " + short_number(c.baseline_mean) + ", difference " +
         short_number(c.difference()) + ", " + sure;
}

Json comparison_json(std::span<const ComparedSample> samples, const ComparisonReport& report) {
  const auto measures = measures_of(samples);
  Json json{{"baseline", samples.front().name}, {"level", 0.95}, {"correction", "holm"}};
  json["samples"] = Json::array();
  for (const auto& sample : samples) json["samples"].push_back(sample_json(sample, measures));
  json["comparisons"] = Json::array();
  for (const auto& comparison : report.comparisons) json["comparisons"].push_back(one_json(comparison));
  json["notes"] = report.notes;
  return json;
}

std::string comparison_text(std::span<const ComparedSample> samples, const ComparisonReport& report,
                            TextStyle style) {
  const bool markdown = style == TextStyle::markdown;
  const std::string head = markdown ? "## " : "", bullet = markdown ? "- " : "  ";
  const ComparedSample& first = samples.front();
  std::string text = (markdown ? "# Comparison on " : "task ") + first.origin.task + "\n\n" + head +
                     "baseline " + first.name + "\n" + (markdown ? "\n" : "  ") +
                     heading(first, first.outcomes.front().seed) + "\n";
  for (const auto& sample : samples.subspan(1)) {
    const TextTable table = table_of(sample.name, report);
    text += "\n" + head + sample.name + "\n" + (markdown ? "\n" : "  ") +
            heading(sample, sample.outcomes.front().seed) + (markdown ? "; " : "\n  ") +
            basis(sample.name, report) + "\n" + (markdown ? table.markdown() : table.text());
  }
  if (!report.notes.empty()) text += "\n" + head + "notes\n" + (markdown ? "\n" : "");
  for (const auto& note : report.notes) text += bullet + note + "\n";
  return text +
         "\nA difference is shown where the p value, adjusted for all comparisons here (Holm), is below "
         "0.05.\n" +
         "Intervals are of 95 % each and not adjusted.\n";
}

}  // namespace neat::app
