#include "answer.hpp"
#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "open_task.hpp"

namespace neat::app {
namespace {

/// Bounds, checkpoints and places may change in mid-run; what decides the search may not.
void require_harmless(const std::vector<Setting>& settings) {
  for (const auto& [key, value, origin] : settings)
    if (!key.starts_with("stop.") && !key.starts_with("checkpoint.") && key != "run.threads" &&
        key != "data.dir")
      throw Error(ErrorCode::config,
                  "resume: " + key + " (" + origin +
                      "): would make it another run; only stop.*, checkpoint.*, run.threads and "
                      "data.dir may be given, or start a new run with --from");
}

std::vector<Setting> saved_settings(const RunDirectory& directory) {
  const auto bytes = platform::read_file(directory.config(), 1 << 20);
  return parse_ini({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, directory.config().string());
}

std::string task_name(const std::vector<Setting>& settings, const RunDirectory& directory) {
  for (const auto& setting : settings)
    if (setting.key == "run.task") return setting.value;
  throw Error(ErrorCode::data, directory.config().string() + ": does not say run.task; restore the file");
}

/// A damaged file is not the user's words: its refusals are those of a data file.
Config saved_config(const TaskInfo& task, std::vector<Setting> settings, const std::vector<Setting>& more) {
  try {
    resolve_config(task, settings);
  } catch (const Error& problem) {
    throw Error(ErrorCode::data, std::string(problem.what()) + "; restore config.ini of the run");
  }
  settings.insert(settings.end(), more.begin(), more.end());
  return resolve_config(task, settings);
}

std::vector<Setting> read_settings(const RunDirectory& directory) {
  try {
    return saved_settings(directory);
  } catch (const Error& problem) {
    throw Error(ErrorCode::data, std::string(problem.what()) + "; restore config.ini of the run");
  }
}

int resume(const Arguments& arguments) {
  require_harmless(arguments.settings);
  RunDirectory directory = RunDirectory::open(arguments.positional.front());
  const auto settings = read_settings(directory);
  const DeclaredTask declared = declared_task(task_name(settings, directory), arguments);
  const Config config = saved_config(declared.info, settings, arguments.settings);
  const auto task = open_task(declared, config);
  Threads threads(config.threads);
  ThreadedEvaluator evaluator(threads);
  Run run(*task, config, threads, evaluator, surroundings());
  run.resume(std::move(directory));
  return carry_through(run, *task, arguments);
}

}  // namespace

Command resume_command() {
  Command command;
  command.name = "resume";
  command.synopsis = "DIR [--generations N] [--stop.KEY VALUE ...]";
  command.summary = "go on with a run exactly where it stopped";
  command.help =
      "The run ends with the same bytes as one that was never interrupted. --generations N and the other "
      "bounds\n"
      "count from the run's beginning; given here, they replace those in its config.ini.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = {plugin_path_option(), json_option(), quiet_option()};
  command.run = resume;
  return command;
}

}  // namespace neat::app
