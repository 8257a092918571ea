#include <iostream>

#include "answer.hpp"
#include "command.hpp"
#include "forecast/dry_run.hpp"
#include "neat/platform/files.hpp"
#include "open_task.hpp"
#include "run_evaluator.hpp"

namespace neat::app {
namespace {

RunDirectory new_directory(const Arguments& arguments, const std::string& task) {
  if (arguments.has("out")) return RunDirectory::create(arguments.value("out"));
  return RunDirectory::create_next(std::filesystem::path("runs") / task);
}

/// A genome to start from, as it was measured.
std::shared_ptr<const Genome> start_of(const Arguments& arguments) {
  if (!arguments.has("from")) return nullptr;
  io::GenomeFile file = io::load_genome(arguments.value("from"));
  file.genome.parameters = file.measured();
  return std::make_shared<const Genome>(std::move(file.genome));
}

int evolve(const Arguments& arguments) {
  const DeclaredTask declared = declared_task(arguments.positional.front(), arguments);
  Config config = resolve_config(declared.info, settings_of(arguments));
  use_kernels(config);
  const auto task = open_run_task(declared, config);
  if (arguments.has("dry-run"))
    return dry_run(*task, config,
                   {start_of(arguments), arguments.value("out") != "none", arguments.has("json")});
  Threads threads(config.threads);
  RunEvaluator evaluator(task, config, threads);
  Run run(*task, config, threads, evaluator, surroundings());
  if (arguments.has("from")) run.start_from(io::load_genome(arguments.value("from")));
  if (arguments.value("out") != "none") {
    run.keep_in(new_directory(arguments, declared.info.name));
    evaluator.record_losses(run.path());
  }
  return carry_through(run, *task, arguments);
}

}  // namespace

Command evolve_command() {
  Command command;
  command.name = "evolve";
  command.synopsis = "TASK [--preset P] [--config FILE] [--KEY VALUE ...] [--from GENOME] [--out DIR|none]";
  command.summary = "evolve networks for a task";
  command.help =
      "Writes a run directory (runs/TASK/NNN unless --out says where; it is never overwritten) with "
      "config.ini,\n"
      "history.csv, history.jsonl, champion.genome and checkpoint/. Ctrl-C finishes the generation, saves "
      "and ends;\n"
      "neat-run resume goes on. Settings are read in this order: defaults, preset (the task's\n"
      "one called default where none is named), file, command line.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = {{"config", "FILE", "settings from an INI file"},
                     {"from", "GENOME", "start from a saved genome instead of minimal ones"},
                     {"out", "DIR", "the run's directory; none: write nothing"},
                     {"dry-run", "", "print the resolved settings and what the run would cost, and end"},
                     plugin_path_option(),
                     json_option(),
                     quiet_option()};
  command.run = evolve;
  return command;
}

}  // namespace neat::app
