#include "sample/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

/// Whole numbers as such: 120, not 120.0.
Json number(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!std::isfinite(value)) return nullptr;
  const bool whole = value == std::floor(value) && std::fabs(value) < kExact;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

double number_of(const Json& value, const std::string& key) {
  if (value.is_null()) return std::nan("");
  if (!value.is_number()) throw std::runtime_error("its " + key + " is not a number");
  return value.get<double>();
}

template <class T>
T member(const Json& line, const char* key) {
  const auto found = line.find(key);
  if (found == line.end()) throw std::runtime_error("it has no " + std::string(key));
  try {
    return found->get<T>();
  } catch (const Json::exception&) {
    throw std::runtime_error("its " + std::string(key) + " is of the wrong kind");
  }
}

Outcome read_members(const Json& line) {
  Outcome outcome;
  if (!line.contains("seed") || !line["seed"].is_number_unsigned())
    throw std::runtime_error("it has no whole number as its seed");
  outcome.seed = line["seed"].get<std::uint64_t>();
  outcome.solved = member<bool>(line, "solved");
  outcome.reason = member<std::string>(line, "reason");
  outcome.state_hash = member<std::string>(line, "state_hash");
  if (line.contains("seconds")) outcome.seconds = number_of(line["seconds"], "seconds");
  for (const auto& measure : run_measures())
    if (line.contains(measure)) outcome.spent.emplace_back(measure, number_of(line[measure], measure));
  const Json metrics = member<Json>(line, "metrics");
  if (!metrics.is_object()) throw std::runtime_error("its metrics are no object");
  for (const auto& [key, value] : metrics.items()) outcome.metrics.emplace_back(key, number_of(value, key));
  return outcome;
}

}  // namespace

double Outcome::value(std::string_view measure) const {
  const auto& known = run_measures();
  const bool is_spent = std::find(known.begin(), known.end(), measure) != known.end();
  return value_of(is_spent ? spent : metrics, measure);
}

std::string outcome_line(const Outcome& outcome) {
  Json line{{"seed", outcome.seed}, {"solved", outcome.solved}, {"reason", outcome.reason}};
  for (const auto& [measure, value] : outcome.spent) line[measure] = number(value);
  line["seconds"] = number(outcome.seconds);
  line["metrics"] = Json::object();
  for (const auto& [metric, value] : outcome.metrics) line["metrics"][metric] = number(value);
  line["state_hash"] = outcome.state_hash;
  return line.dump() + "\n";
}

Outcome parse_outcome(const std::string& line) {
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object()) throw std::runtime_error("it is no JSON object");
  return read_members(object);
}

}  // namespace neat::app
