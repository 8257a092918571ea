#include "sample/settings.hpp"

#include <algorithm>

#include "arguments.hpp"
#include "neat/base/error.hpp"
#include "neat/run/values.hpp"

namespace neat::app {
namespace {

[[noreturn]] void refuse(const std::string& word, const std::string& why) {
  throw Error(ErrorCode::config, "sample: --ablate " + word + ": " + why);
}

bool decides(const std::string& key) {
  return key != "data.dir" && key != "run.threads" && !key.starts_with("checkpoint.");
}

std::string value_in(const std::vector<Setting>& settings, const std::string& key) {
  for (const auto& setting : settings)
    if (setting.key == key) return setting.value;
  return {};
}

/// Every key of any configuration, once, in the order in which it is met.
std::vector<std::string> keys_of(const std::vector<std::vector<Setting>>& configurations) {
  std::vector<std::string> keys;
  for (const auto& settings : configurations)
    for (const auto& setting : settings)
      if (std::find(keys.begin(), keys.end(), setting.key) == keys.end()) keys.push_back(setting.key);
  return keys;
}

std::string full_key(const std::string& given) {
  for (const auto& [name, key] : short_names())
    if (name == given) return key;
  return given;
}

struct Axis {
  std::string key;
  std::vector<std::string> values;
};

void require_distinct(const std::string& word, const Axis& axis) {
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    if (axis.values[i].empty()) refuse(word, "has an empty value; write KEY=a,b,c");
    if (std::find(axis.values.begin(), axis.values.begin() + i, axis.values[i]) != axis.values.begin() + i)
      refuse(word, "has the value " + axis.values[i] + " twice; leave one out");
  }
}

Axis parse_axis(const std::string& word) {
  const auto equals = word.find('=');
  if (equals == std::string::npos) refuse(word, "has no '='; write KEY=a,b,c");
  Axis axis{full_key(std::string(trimmed(word.substr(0, equals)))), split_list(word.substr(equals + 1))};
  if (axis.key == "run.seed" || axis.key == "run.task")
    refuse(word, axis.key + " cannot be varied; every variant has the same task and seeds");
  if (axis.key == "run.kernels")
    refuse(word, "run.kernels cannot be varied; a process has one, so sample each and compare the two");
  if (!decides(axis.key)) refuse(word, axis.key + " does not change results; vary another key");
  require_distinct(word, axis);
  return axis;
}

std::vector<GridPoint> extended(const std::vector<GridPoint>& points, const Axis& axis) {
  std::vector<GridPoint> all;
  for (const auto& point : points)
    for (const auto& value : axis.values) {
      GridPoint next = point;
      next.name += (next.name.empty() ? "" : ",") + axis.key + "=" + value;
      next.settings.push_back({axis.key, value, "--ablate"});
      all.push_back(std::move(next));
    }
  return all;
}

}  // namespace

std::vector<DifferingSetting> differing_settings(const std::vector<std::vector<Setting>>& configurations) {
  std::vector<DifferingSetting> differing;
  for (const auto& key : keys_of(configurations)) {
    if (!decides(key)) continue;
    DifferingSetting candidate{key, {}};
    for (const auto& settings : configurations) candidate.values.push_back(value_in(settings, key));
    const auto& values = candidate.values;
    if (std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end())
      differing.push_back(std::move(candidate));
  }
  return differing;
}

std::vector<GridPoint> ablation_grid(const std::vector<std::string>& words) {
  std::vector<GridPoint> points{GridPoint{}};
  std::vector<std::string> keys;
  for (const auto& word : words) {
    const Axis axis = parse_axis(word);
    if (std::find(keys.begin(), keys.end(), axis.key) != keys.end())
      refuse(word, axis.key + " is varied twice; write its values in one list");
    keys.push_back(axis.key);
    points = extended(points, axis);
    if (points.size() > 10'000) refuse(word, "makes more than 10,000 variants; vary less");
  }
  return points;
}

}  // namespace neat::app
