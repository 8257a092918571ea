#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/genome/initial.hpp"
#include "neat/run/run.hpp"
#include "open_task.hpp"
#include "progress.hpp"
#include "run_evaluator.hpp"

namespace neat::app {
namespace {

Partition chosen_partition(const Arguments& arguments, const TaskInfo& task) {
  Partition partition = fitness_partition(task);
  const std::string text = arguments.value("partition", std::string(name(partition)));
  if (!parse(text, partition))
    throw Error(ErrorCode::config,
                "evaluate: --partition " + text + ": is none of train | validation | test");
  const bool there = partition == Partition::train ||
                     (partition == Partition::validation && task.has_validation) ||
                     (partition == Partition::test && task.has_test);
  if (!there)
    throw Error(ErrorCode::config, "evaluate: --partition " + text + ": task " + task.name +
                                       " has no such partition; leave it out to measure on " +
                                       std::string(name(fitness_partition(task))));
  return partition;
}

/// Measured as it was computed, where this machine can; else nearly so.
bool has_arithmetic(const std::string& tag) {
  const auto paths = kernels::available_paths();
  return std::ranges::any_of(paths, [&](kernels::Path path) { return kernels::arithmetic(path) == tag; });
}

/// The task's own options as the genome's card has them (the same data, the same problem), then the command line's.
std::vector<Setting> task_settings(const io::ModelCard& card, const TaskInfo& task,
                                   const Arguments& arguments) {
  std::vector<Setting> settings;
  if (has_arithmetic(card.arithmetic))
    settings.push_back({"run.kernels", card.arithmetic, "the genome's card"});
  if (card.task == task.name)
    for (auto& setting : parse_ini(card.config, "the genome's card"))
      if (setting.key.starts_with(task.name + ".") || setting.key == "run.seed")
        settings.push_back(std::move(setting));
  for (auto& setting : settings_of(arguments)) settings.push_back(std::move(setting));
  return settings;
}

void require_fit(const io::GenomeFile& file, const Task& task, const std::string& path) {
  const TaskInfo& info = task.info();
  require_interface(*file.genome.topology, {task.input(), task.output(), info.learns, info.recurrent},
                    path + " (a genome of task " + file.card.task + ")");
}

Evaluation measure(const io::GenomeFile& file, const RunTask& opened, const Config& config,
                   Partition partition) {
  const Task& task = *opened;
  auto genome = std::make_shared<Genome>(file.genome);
  genome->parameters = file.measured();
  Threads threads(1);
  RunEvaluator evaluator(opened, config, threads);
  const auto request = measuring_request(genome, partition, config.strategy.seed, file.card.generation);
  Evaluation evaluation = evaluator.evaluate(std::span(&request, 1), task).front();
  if (evaluation.status == EvaluationStatus::lost)
    throw Error(ErrorCode::plugin, "evaluate: the evaluation is lost: " + evaluator.losses().front().reason);
  if (!evaluation.ok())
    throw Error(ErrorCode::run, "evaluate: the network's outputs are not finite on task " + task.info().name +
                                    "; choose another genome");
  return evaluation;
}

void print_json(const Task& task, Partition partition, const Evaluation& evaluation) {
  nlohmann::ordered_json answer{{"task", task.info().name},
                                {"partition", std::string(name(partition))},
                                {"fitness", evaluation.fitness()},
                                {"metrics", nlohmann::ordered_json::object()},
                                {"rows", evaluation.rows}};
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i)
    answer["metrics"][task.info().metrics[i].name] = evaluation.metrics[i];
  if (!task.notice().empty()) answer["notice"] = task.notice();
  std::cout << answer.dump() << '\n';
}

void print_text(const Task& task, Partition partition, const Evaluation& evaluation) {
  const TaskInfo& info = task.info();
  std::cout << info.name << ", " << name(partition) << " partition, " << evaluation.rows << " rows\n"
            << "fitness (" << info.objectives.front().name << "): " << evaluation.fitness() << '\n';
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i)
    std::cout << info.metrics[i].name << ": " << evaluation.metrics[i] << '\n';
  if (!task.notice().empty()) std::cout << task.notice() << '\n';
}

int evaluate(const Arguments& arguments) {
  const std::string path = arguments.positional.front();
  const io::GenomeFile file = io::load_genome(path);
  const DeclaredTask declared = declared_task(arguments.value("task", file.card.task), arguments);
  const Partition partition = chosen_partition(arguments, declared.info);
  Config config = resolve_config(declared.info, task_settings(file.card, declared.info, arguments));
  use_kernels(config);
  const RunTask task = open_run_task(declared, config);
  require_fit(file, *task, path);
  const Evaluation evaluation = measure(file, task, config, partition);
  if (arguments.has("json"))
    print_json(*task, partition, evaluation);
  else
    print_text(*task, partition, evaluation);
  return 0;
}

}  // namespace

Command evaluate_command() {
  Command command;
  command.name = "evaluate";
  command.synopsis = "GENOME [--task TASK] [--partition train|validation|test] [--TASK.KEY VALUE ...]";
  command.summary = "measure a saved genome again";
  command.help =
      "Nothing is learned: the network is measured as it was saved. The task's own options are those the "
      "genome was\n"
      "evolved with unless given here; the seed too.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = {{"task", "TASK", "the task; left out: the one it was evolved for"},
                     {"partition", "P", "train, validation or test; left out: where fitness is measured"},
                     {"config", "FILE", "settings from an INI file"},
                     plugin_path_option(),
                     json_option()};
  command.run = evaluate;
  return command;
}

}  // namespace neat::app
