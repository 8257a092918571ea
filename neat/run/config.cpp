#include "neat/run/config.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "neat/base/error.hpp"
#include "neat/run/fields.hpp"
#include "neat/run/values.hpp"

namespace neat {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw Error(ErrorCode::config, "config: " + text);
}

std::vector<Field> all_fields(const TaskInfo& task) {
  std::vector<Field> fields = core_fields();
  for (auto& field : task_fields(task)) fields.push_back(std::move(field));
  return fields;
}

const Field* find_field(const std::vector<Field>& fields, const std::string& key) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.key == key; });
  return found == fields.end() ? nullptr : &*found;
}

std::string unknown_key(const std::vector<Field>& fields, const Setting& setting) {
  std::vector<std::string> known;
  for (const auto& field : fields) known.push_back(field.key);
  return setting.key + " (" + setting.origin + "): unknown key; the nearest known one is " +
         nearest_word(setting.key, known);
}

std::string apply(const std::vector<Field>& fields, Config& config, const Setting& setting) {
  const Field* field = find_field(fields, setting.key);
  if (!field) return unknown_key(fields, setting);
  const std::string value(trimmed(setting.value));
  const std::string problem = field->set(config, value);
  if (problem.empty()) return {};
  return setting.key + " = " + value + " (" + setting.origin + "): " + problem;
}

/// The preset that was asked for; else the one called "default", where the task has it.
std::string preset_named(const TaskInfo& task, const std::vector<Setting>& settings) {
  std::string preset;
  for (const auto& setting : settings)
    if (setting.key == "run.preset") preset = trimmed(setting.value);
  const bool has_default = std::ranges::count(task.presets, "default", &Preset::name) > 0;
  return preset.empty() && has_default ? "default" : preset;
}

/// The settings of a preset; an unknown one is a problem that names the nearest.
std::vector<Setting> preset_settings(const TaskInfo& task, const std::string& name, std::string& problem) {
  if (name.empty()) return {};
  std::vector<std::string> known;
  for (const auto& preset : task.presets) {
    if (preset.name == name) return parse_ini(preset.ini, "preset " + name);
    known.push_back(preset.name);
  }
  problem = "run.preset = " + name + ": task " + task.name + " has no such preset; " +
            (known.empty() ? "it has none" : "the nearest is " + nearest_word(name, known));
  return {};
}

/// What no single field can see.
void check_together(const Config& config, const TaskInfo& task, std::vector<std::string>& problems) {
  const auto& genome = config.strategy.genome;
  if (config.task != task.name)
    problems.push_back("run.task = " + config.task + ": these settings are for another task than " +
                       task.name + "; remove run.task or evolve " + config.task);
  if (genome.layer_width > genome.max_layer_width)
    problems.push_back("genome.layer_width = " + number_text(std::uint64_t{genome.layer_width}) +
                       ": is above genome.max_layer_width; lower it or raise the maximum");
  if (config.life.lowest_rate > config.strategy.inheritance.initial.learning_rate)
    problems.push_back("learning.lowest_rate = " + number_text(config.life.lowest_rate) +
                       ": is above learning.rate; lower it or raise the rate");
}

[[noreturn]] void refuse_all(const std::vector<std::string>& problems) {
  if (problems.size() == 1) refuse(problems.front());
  std::string text = std::to_string(problems.size()) + " problems:";
  for (const auto& problem : problems) text += "\n  " + problem;
  refuse(text);
}

/// The life's own copies of what the traits start at, for those who look at the configuration alone.
void complete(Config& config) {
  const auto& traits = config.strategy.inheritance.initial;
  config.life.rate = traits.learning_rate;
  config.life.batch = traits.batch;
  config.life.optimiser.momentum = traits.momentum;
  config.life.optimiser.weight_decay = traits.weight_decay;
  config.life.label_smoothing = traits.label_smoothing;
  config.strategy.traits.adam = config.life.optimiser.kind == OptimiserKind::adam;
  config.life.samples = config.strategy.inheritance.samples;
}

Config defaults(const TaskInfo& task, const std::vector<Field>& fields, std::vector<std::string>& problems) {
  Config config;
  config.task = task.name;
  for (const auto& option : task.options) {
    const Setting fallback{task.name + "." + option.name, option.fallback, "the task's default"};
    config.task_options[option.name] = option.fallback;
    if (auto problem = apply(fields, config, fallback); !problem.empty())
      problems.push_back(std::move(problem));
  }
  return config;
}

std::string written(const Config& config, const std::set<std::string>& left_out) {
  std::string text, section;
  const auto line = [&](const std::string& key, const std::string& value) {
    if (section_of(key) != section) text += (section.empty() ? "[" : "\n[") + section_of(key) + "]\n";
    section = section_of(key);
    text += name_of(key) + " =" + (value.empty() ? "" : " ") + value + "\n";
  };
  for (const auto& field : core_fields())
    if (field.written && !left_out.contains(section_of(field.key))) line(field.key, field.get(config));
  for (const auto& [name, value] : config.task_options) line(config.task + "." + name, value);
  return text;
}

struct Line {
  std::string section, origin;
  std::set<std::string> seen;

  /// The setting of one line, if it holds one; `text` is without comment and outer spaces.
  void read(std::string_view text, std::vector<Setting>& settings) {
    if (text.front() == '[') {
      if (text.back() != ']') refuse(origin + ": the section's ] is missing; write [section]");
      section = trimmed(text.substr(1, text.size() - 2));
      return;
    }
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
      refuse(origin + ": neither [section] nor key = value; correct the line");
    const std::string name(trimmed(text.substr(0, equals)));
    if (name.empty()) refuse(origin + ": a value without a key; write key = value");
    const std::string key = section.empty() ? name : section + "." + name;
    if (!seen.insert(key).second) refuse(origin + ": " + key + " is given twice; keep one of them");
    settings.push_back({key, std::string(trimmed(text.substr(equals + 1))), origin});
  }
};

}  // namespace

std::vector<Setting> parse_ini(const std::string& text, const std::string& origin) {
  std::vector<Setting> settings;
  Line line;
  std::istringstream stream(text);
  std::size_t number = 0;
  for (std::string raw; std::getline(stream, raw);) {
    line.origin = origin + ", line " + std::to_string(++number);
    const auto content = trimmed(std::string_view(raw).substr(0, raw.find('#')));
    if (!content.empty()) line.read(content, settings);
  }
  return settings;
}

Config resolve_config(const TaskInfo& task, const std::vector<Setting>& settings) {
  const std::vector<Field> fields = all_fields(task);
  std::vector<std::string> problems;
  for (const auto& field : core_fields())
    if (section_of(field.key) == task.name)
      refuse("task " + task.name + ": has the name of the section [" + task.name + "]; rename the task");
  Config config = defaults(task, fields, problems);
  std::string unknown_preset;
  std::vector<Setting> all = preset_settings(task, preset_named(task, settings), unknown_preset);
  if (!unknown_preset.empty()) problems.push_back(unknown_preset);
  all.insert(all.end(), settings.begin(), settings.end());
  for (const auto& setting : all)
    if (auto problem = apply(fields, config, setting); !problem.empty())
      problems.push_back(std::move(problem));
  check_together(config, task, problems);
  if (!problems.empty()) refuse_all(problems);
  complete(config);
  return config;
}

std::string to_ini(const Config& config) {
  return written(config, {});
}

std::string search_ini(const Config& config) {
  std::set<std::string> left_out{"stop", "checkpoint", "isolate", "data"};
  if (config.race.mode != RaceMode::statistical) left_out.insert("race");  // which then changes no result
  return written(portable(config), left_out);
}

void use_kernels(Config& config) {
  const kernels::Path path = kernels::path_of(config.kernels);
  kernels::use(path);
  if (config.kernels == kernels::Choice::automatic)
    config.kernels = kernels::arithmetic(path) == "fma" ? kernels::Choice::fma : kernels::Choice::ieee;
}

Config portable(Config config) {
  const bool fused = config.kernels == kernels::Choice::v3 || config.kernels == kernels::Choice::v4;
  if (fused) config.kernels = kernels::Choice::fma;
  return config;
}

const std::vector<std::pair<std::string, std::string>>& short_names() {
  static const std::vector<std::pair<std::string, std::string>> names{
      {"seed", "run.seed"},         {"threads", "run.threads"}, {"preset", "run.preset"},
      {"strategy", "run.strategy"}, {"isolate", "isolate.on"},  {"generations", "stop.generations"}};
  return names;
}

std::vector<KeyHelp> config_keys(const TaskInfo& task) {
  std::vector<std::string> ignored;
  const auto fields = all_fields(task);
  const Config config = defaults(task, fields, ignored);
  std::vector<KeyHelp> keys;
  for (const auto& field : fields) keys.push_back({field.key, field.get(config), field.range, field.help});
  return keys;
}

}  // namespace neat
