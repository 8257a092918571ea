#include <algorithm>
#include <filesystem>

#include "check/plugin_checks.hpp"
#include "neat/base/error.hpp"
#include "neat/run/values.hpp"
#include "plugins/loader/library.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

/// Share of all seconds that trying options may take.
constexpr double kOptionsShare = 0.25;

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string shape_text(const Shape& shape) {
  if (shape.height == 1 && shape.width == 1) return std::to_string(shape.channels);
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

std::string shapes_text(const Task& task) {
  return shape_text(task.input()) + " inputs and " + shape_text(task.output()) + " outputs";
}

/// Threads of this process; 0 where the system does not tell.
std::size_t thread_count() {
  std::error_code unused;
  const std::filesystem::directory_iterator begin("/proc/self/task", unused), end;
  return unused ? 0 : static_cast<std::size_t>(std::distance(begin, end));
}

/// What two creations with the same options must have in common.
std::string creation_difference(const PluginTask& first, const PluginTask& second) {
  if (first.input() != second.input() || first.output() != second.output())
    return "has " + shapes_text(first) + ", then " + shapes_text(second);
  const auto a = first.data_hashes(), b = second.data_hashes();
  if (a.size() != b.size())
    return "registers " + counted(a.size(), "data set") + ", then " + std::to_string(b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) return "registers other rows as data set '" + a[i].first + "'";
  return {};
}

std::string bound_text(const TaskOption& option, double value) {
  return option.type == OptionType::integer ? number_text(static_cast<std::int64_t>(value))
                                            : number_text(value);
}

/// The values of an option that are most likely to go wrong.
std::vector<std::string> edge_values(const TaskOption& option) {
  if (option.type == OptionType::choice) return option.choices;
  if (option.type == OptionType::boolean) return {"true", "false"};
  if (option.type == OptionType::text || option.lowest > option.highest) return {option.fallback};
  return {bound_text(option, option.lowest), bound_text(option, option.highest)};
}

struct OptionTrials {
  std::size_t all = 0, tried = 0, without_data = 0;
  std::vector<std::string> refused;  ///< "bits = 16: why"
};

/// Creates the task with this option and asks it about a minimal network. Throws neat::Error(data) where its files are
/// not here, which is not the plugin's fault.
std::string trial_problem(CheckSubject& subject, const Setting& setting) {
  subject.report().doing(setting.key + " = " + setting.value);
  try {
    const auto task = subject.created(subject.config_with({setting}));
    EvaluationRequest request = subject.request(0);
    request.genome = subject.minimal(*task);
    Worker worker;
    return subject.evaluate(*task, request, worker).error;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::data) throw;
    return error.what();
  }
}

/// False for want of data.
bool can_be_created(CheckSubject& subject, const Config& config) {
  try {
    subject.created(config);
    return true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    return false;
  }
}

void try_value(CheckSubject& subject, const Setting& setting, OptionTrials& trials) {
  try {
    const std::string why = trial_problem(subject, setting);
    ++trials.tried;
    if (!why.empty()) trials.refused.push_back(setting.key + " = " + setting.value + ": " + why);
  } catch (const Error&) {
    ++trials.without_data;
  }
}

OptionTrials try_options(CheckSubject& subject) {
  OptionTrials trials;
  const double until = seconds_since_start() + kOptionsShare * subject.seconds();
  for (const auto& option : subject.info().options)
    for (const auto& value : edge_values(option)) {
      ++trials.all;
      const Setting setting{subject.info().name + "." + option.name, value, "check"};
      if (seconds_since_start() < until) try_value(subject, setting, trials);
    }
  subject.report().doing({});
  return trials;
}

}  // namespace

Finding check_file(CheckSubject& subject) {
  const DeclaredTask& declared = subject.declared();
  const Library& library = open_library(declared.file);
  const std::string what = declared.info.name + " " + declared.info.version + " from " +
                           declared.file.string() + ", built by " + library.build;
  if (!library.changed_environment) return passed(kFileCheck, what);
  return {kFileCheck, Verdict::warning, what + "; loading it changed the floating-point environment (undone)",
          "build it without -ffast-math, so that its own results do not depend on the build"};
}

Finding check_create(CheckSubject& subject) {
  const std::size_t threads = thread_count();
  const PluginTask& task = subject.task();
  const std::size_t started = thread_count() - std::min(threads, thread_count());
  subject.report().doing("creating it a second time");
  const auto again = subject.created(subject.config());
  const std::string difference = creation_difference(task, *again);
  if (!difference.empty())
    return {kCreateCheck, Verdict::failed, "made twice with the same options, it " + difference,
            "make the task from its options alone: no clock, no std::random_device, no address in its data"};
  if (started > 0)
    return {kCreateCheck, Verdict::warning, "it started " + counted(started, "thread") + " of its own",
            "start none: the host evaluates on as many threads as the run has"};
  std::string what = shapes_text(task) + ", " + counted(task.data_hashes().size(), "data set");
  if (!task.notice().empty()) what += "; it says: " + task.notice();
  return passed(kCreateCheck, what);
}

Finding check_options(CheckSubject& subject) {
  constexpr const char* kName = "options";
  if (subject.info().options.empty()) return {kName, Verdict::not_applicable, "it declares none", {}};
  const OptionTrials trials = try_options(subject);
  std::string tried = std::to_string(trials.tried) + " of " + counted(trials.all, "value") +
                      " at the bounds of " + counted(subject.info().options.size(), "option") + " tried";
  if (trials.without_data > 0)
    tried += ", " + std::to_string(trials.without_data) + " need data that are not here";
  if (trials.refused.empty()) return passed(kName, tried);
  return {kName, Verdict::warning,
          tried + ", " + std::to_string(trials.refused.size()) + " failed, first " + trials.refused.front(),
          "declare the range or the choices that work, so that neat-run refuses the others by itself"};
}

Finding check_presets(CheckSubject& subject) {
  constexpr const char* kName = "presets";
  const auto& presets = subject.info().presets;
  if (presets.empty()) return {kName, Verdict::not_applicable, "it declares none", {}};
  std::string waiting;
  for (const auto& preset : presets) {
    subject.report().doing("preset " + preset.name);
    const Config config = subject.config_with({{"run.preset", preset.name, "check"}});
    if (!can_be_created(subject, config))
      waiting += (waiting.empty() ? "; not created, for want of data: " : ", ") + preset.name;
  }
  subject.report().doing({});
  return passed(kName,
                counted(presets.size(), "preset") + " resolved, and the task created with each" + waiting);
}

Finding check_destroy(CheckSubject& subject) {
  subject.task();
  subject.destroy();
  return passed("destroy", "the task can be destroyed");
}

}  // namespace neat::app
