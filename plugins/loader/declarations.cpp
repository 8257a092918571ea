#include "plugins/loader/declarations.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "neat/base/error.hpp"

namespace neat {
namespace {

constexpr std::uint32_t kMostEntries = 1024;

class Reader {
 public:
  Reader(const neat_plugin& plugin, const std::filesystem::path& file) : plugin_(plugin), file_(file) {}

  TaskInfo read() {
    check_functions();
    info_.name = name("task", plugin_.name);
    info_.version = text("version", plugin_.version);
    info_.summary = text("summary", plugin_.summary);
    read_options();
    read_presets();
    read_metrics();
    read_objectives();
    read_flags();
    return std::move(info_);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ErrorCode::plugin,
                "plugin: " + file_.string() + ": " + why + "; correct the plugin's declarations");
  }

  void check_functions() const {
    if (plugin_.create == nullptr || plugin_.destroy == nullptr) refuse("it lacks create or destroy");
    if (plugin_.shape == nullptr || plugin_.evaluate == nullptr) refuse("it lacks shape or evaluate");
  }

  std::string text(const std::string& what, const char* value) const {
    if (value == nullptr) refuse("its " + what + " is missing");
    return value;
  }

  std::string name(const std::string& what, const char* value) const {
    const std::string given = text(what + " name", value);
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool valid = !given.empty() && given.size() < 64 && is_letter(given[0]) &&
                       std::all_of(given.begin(), given.end(), [&](char c) {
                         return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
                       });
    if (!valid)
      refuse("its " + what + " name '" + given + "' is not of the form [a-z][a-z0-9_-]*, at most 63 long");
    return given;
  }

  /// Calls read_one for each entry of a table and checks that the names differ.
  template <class Entry, class ReadOne>
  void table(const std::string& what, const Entry* entries, std::uint32_t count, ReadOne read_one) {
    if (count > kMostEntries) refuse("it declares " + std::to_string(count) + " " + what + " entries");
    if (count > 0 && entries == nullptr) refuse("its " + what + " table is missing");
    std::set<std::string> seen;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string given = name(what, entries[i].name);
      if (!seen.insert(given).second) refuse("it declares the " + what + " '" + given + "' twice");
      read_one(given, entries[i]);
    }
  }

  void read_options() {
    table("option", plugin_.options, plugin_.option_count,
          [&](const std::string& given, const neat_option& from) {
            TaskOption option;
            option.name = given;
            if (from.type > NEAT_CHOICE) refuse("its option '" + given + "' has no known type");
            option.type = static_cast<OptionType>(from.type);
            option.fallback = text("default of option '" + given + "'", from.fallback);
            option.help = text("help of option '" + given + "'", from.help);
            if (std::isnan(from.lowest) || std::isnan(from.highest))
              refuse("the range of its option '" + given + "' is NaN");
            option.lowest = from.lowest;
            option.highest = from.highest;
            read_choices(from, option);
            const std::string problem = value_problem(option, option.fallback);
            if (!problem.empty()) refuse("the default of its option '" + given + "' " + problem);
            info_.options.push_back(std::move(option));
          });
  }

  void read_choices(const neat_option& from, TaskOption& option) const {
    if (option.type != OptionType::choice) return;
    if (from.choices == nullptr || from.choice_count == 0 || from.choice_count > kMostEntries)
      refuse("its option '" + option.name + "' has no choices");
    for (std::uint32_t i = 0; i < from.choice_count; ++i)
      option.choices.push_back(text("choice of option '" + option.name + "'", from.choices[i]));
  }

  void read_presets() {
    table("preset", plugin_.presets, plugin_.preset_count,
          [&](const std::string& given, const neat_preset& from) {
            info_.presets.push_back(
                {given, text("text of preset '" + given + "'", from.ini), from.help ? from.help : ""});
          });
  }

  void read_metrics() {
    table("metric", plugin_.metrics, plugin_.metric_count,
          [&](const std::string& given, const neat_metric& from) {
            info_.metrics.push_back({given, from.help ? from.help : ""});
          });
  }

  void read_objectives() {
    if (plugin_.objective_count == 0) refuse("it declares no objective");
    table("objective", plugin_.objectives, plugin_.objective_count,
          [&](const std::string& given, const neat_objective& from) {
            if (from.direction > NEAT_MINIMISE)
              refuse("its objective '" + given + "' has no known direction");
            info_.objectives.push_back({given, static_cast<Direction>(from.direction)});
          });
  }

  bool flag(const char* what, std::uint32_t value) const {
    if (value > 1) refuse(std::string("its ") + what + " is " + std::to_string(value) + ", not 0 or 1");
    return value == 1;
  }

  void read_flags() {
    info_.has_validation = flag("has_validation", plugin_.has_validation);
    info_.has_test = flag("has_test", plugin_.has_test);
    info_.learns = flag("learns", plugin_.learns);
    info_.recurrent = flag("recurrent", plugin_.recurrent);
    info_.has_champion_test = plugin_.champion_test != nullptr;
  }

  const neat_plugin& plugin_;
  const std::filesystem::path& file_;
  TaskInfo info_;
};

std::string shown(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return {text, end};
}

template <class Number>
std::string number_problem(const TaskOption& option, const std::string& value, const char* kind) {
  Number number{};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() ||
      !std::isfinite(static_cast<double>(number)))
    return "is '" + value + "', not " + kind;
  const auto real = static_cast<double>(number);
  if (option.lowest > option.highest || (real >= option.lowest && real <= option.highest)) return {};
  return "is " + value + ", not in [" + shown(option.lowest) + ", " + shown(option.highest) + "]";
}

std::size_t edits(const std::string& from, const std::string& to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

TaskInfo read_declarations(const neat_plugin& plugin, const std::filesystem::path& file) {
  return Reader(plugin, file).read();
}

std::string value_problem(const TaskOption& option, const std::string& value) {
  switch (option.type) {
    case OptionType::text:
      return value.find('\0') == std::string::npos ? "" : "holds a NUL byte";
    case OptionType::integer:
      return number_problem<std::int64_t>(option, value, "a whole number");
    case OptionType::real:
      return number_problem<double>(option, value, "a number");
    case OptionType::boolean:
      return value == "true" || value == "false" ? "" : "is '" + value + "', not true or false";
    case OptionType::choice:
      break;
  }
  if (std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end()) return {};
  std::string all;
  for (const std::string& choice : option.choices) all += (all.empty() ? "" : ", ") + choice;
  return "is '" + value + "', not one of " + all;
}

std::map<std::string, std::string> complete_options(const TaskInfo& task,
                                                    const std::map<std::string, std::string>& given) {
  std::map<std::string, std::string> values;
  std::vector<std::string> names;
  for (const TaskOption& option : task.options) {
    const auto found = given.find(option.name);
    values[option.name] = found == given.end() ? option.fallback : found->second;
    names.push_back(option.name);
    const std::string problem = value_problem(option, values[option.name]);
    if (!problem.empty())
      throw Error(ErrorCode::config,
                  "option: " + task.name + "." + option.name + ": it " + problem + "; " + option.help);
  }
  for (const auto& [name, value] : given) {
    if (values.count(name) != 0) continue;
    const std::string close = nearest(name, names);
    throw Error(ErrorCode::config,
                "option: " + task.name + "." + name + ": the task has no such option; " +
                    (close.empty() ? "see neat-run tasks --verbose" : "did you mean " + close + "?"));
  }
  return values;
}

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t fewest = std::max<std::size_t>(2, word.size() / 2) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t count = edits(word, candidate);
    if (count < fewest) fewest = count, best = candidate;
  }
  return best;
}

}  // namespace neat
