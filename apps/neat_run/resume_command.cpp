#include "answer.hpp"
#include "command.hpp"
#include "neat/base/error.hpp"
#include "open_task.hpp"
#include "run_evaluator.hpp"
#include "saved_run.hpp"

namespace neat::app {
namespace {

/// Bounds, checkpoints and places may change in mid-run; what decides the search may not.
void require_harmless(const std::vector<Setting>& settings) {
  for (const auto& [key, value, origin] : settings)
    if (!key.starts_with("stop.") && !key.starts_with("checkpoint.") && !key.starts_with("isolate.") &&
        key != "run.threads" && key != "data.dir")
      throw Error(ErrorCode::config,
                  "resume: " + key + " (" + origin +
                      "): would make it another run; only stop.*, checkpoint.*, isolate.*, run.threads "
                      "and data.dir may be given, or start a new run with --from");
}

int resume(const Arguments& arguments) {
  require_harmless(arguments.settings);
  RunDirectory directory = RunDirectory::open(arguments.positional.front());
  const SavedRun saved = saved_run(directory.config(), arguments);
  const DeclaredTask& declared = saved.declared;
  const Config& config = saved.config;
  const auto task = open_run_task(declared, config);
  Threads threads(config.threads);
  RunEvaluator evaluator(task, config, threads);
  Run run(*task, config, threads, evaluator, surroundings());
  evaluator.repeat_losses(directory.path());
  evaluator.record_losses(directory.path());
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
