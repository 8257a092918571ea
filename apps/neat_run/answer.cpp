#include "answer.hpp"

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/signals.hpp"
#include "progress.hpp"
#include "report/page.hpp"
#include "report/run.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json champion_json(const Run& run, const TaskInfo& task) {
  const auto& champion = run.state().champion;
  if (!champion.genome) return nullptr;
  Json metrics = Json::object();
  for (const auto& [name, value] : champion_metrics(run, task)) metrics[name] = number(value);
  const Topology& topology = *champion.genome->topology;
  const auto path = run.path();
  return {{"fitness", number(run.history().back().champion_fitness)},
          {"metrics", metrics},
          {"genome", path.empty() ? Json(nullptr) : Json((path / "champion.genome").string())},
          {"nodes", topology.hidden_nodes()},
          {"connections", topology.enabled_connections()},
          {"parameters", topology.parameter_count()}};
}

void print_json(const Run& run, const Task& task) {
  const History& history = run.history();
  const auto path = run.path();
  Json answer;
  answer["run"] = path.empty() ? Json(nullptr) : Json(path.string());
  answer["generations"] = history.size();
  const Budget spent = history.empty() ? Budget{} : history.back().generation.budget;
  answer["evaluations"] = spent.evaluations;
  answer["samples_seen"] = spent.samples;
  const bool tests = task.info().has_champion_test;
  answer["champion_tests"] = tests ? Json(run.champion().tests) : Json(nullptr);
  answer["champion_test_rows"] = tests ? Json(run.champion().tested_rows) : Json(nullptr);
  answer["seconds"] = history.empty() ? 0.0 : history.back().seconds;
  answer["champion"] = history.empty() ? Json(nullptr) : champion_json(run, task.info());
  answer["state_hash"] = history.empty() ? std::string{} : history.back().state_hash;
  if (!task.notice().empty()) answer["notice"] = task.notice();
  std::cout << answer.dump() << '\n';
}

std::string ending(StopReason reason, bool has_target) {
  if (reason == StopReason::solved) return has_target ? "reached the target" : "solved";
  return "ended by its bound of " + std::string(name(reason));
}

void print_champion(const Run& run, const TaskInfo& task) {
  const HistoryLine& line = run.history().back();
  const Topology& topology = *run.state().champion.genome->topology;
  std::cout << "champion: " << task.objectives.front().name << ' ' << short_number(line.champion_fitness);
  for (const auto& [name, value] : champion_metrics(run, task))
    std::cout << ", " << name << ' ' << short_number(value);
  std::cout << "\nnetwork: " << topology.hidden_nodes() << " hidden nodes, " << topology.enabled_connections()
            << " connections, " << topology.parameter_count() << " parameters\n";
}

void print_text(const Run& run, const TaskInfo& task, StopReason reason) {
  const HistoryLine& line = run.history().back();
  const Budget& spent = line.generation.budget;
  if (reason != StopReason::interrupted)
    std::cout << ending(reason, !run.config().stop.target_fitness.empty() && !line.solved) << " after ";
  std::cout << run.history().size() << " generations, " << spent.evaluations << " evaluations, ";
  if (spent.samples > 0) std::cout << spent.samples << " training samples, ";
  std::cout << duration_text(line.seconds) << '\n';
  if (line.champion_tests > 0)
    std::cout << "champion tests, not counted above: " << line.champion_tests << ", of "
              << line.champion_test_rows << " rows in all\n";
  print_champion(run, task);
  if (run.path().empty()) return;
  const std::string path = run.path().string();
  std::cout << "run: " << path << "\nlook at it: " << path << "/report.html, or neat-run show " << path
            << "/champion.genome\nmeasure it: neat-run evaluate " << path << "/champion.genome --task "
            << task.name << (task.has_test ? " --partition test" : "") << '\n';
}

StopReason go_with_progress(Run& run, const TaskInfo& task) {
  auto progress = std::make_unique<Progress>(run.config().stop, task, run.history());
  Progress& line = *progress;
  run.add_recorder(std::move(progress));
  const StopReason reason = run.go();
  line.end();
  return reason;
}

void write_report(const std::filesystem::path& directory) {
  const std::string page = report_page(report_of(nlohmann::ordered_json::array({run_report(directory)})));
  platform::write_file_atomically(directory / "report.html", std::string_view(page));
}

int interrupted(const Run& run) {
  std::cerr << "neat-run: interrupted after " << run.history().size() << " generations";
  if (!run.path().empty()) std::cerr << "; saved, go on with: neat-run resume " << run.path().string();
  std::cerr << '\n';
  return kInterrupted;
}

}  // namespace

Surroundings surroundings() {
  platform::install_stop_signals();
  Surroundings around;
  around.clock = seconds_since_start;
  around.interrupted = platform::stop_requested;
  around.notice = [](const std::string& text) { std::cerr << "neat-run: " << text << '\n'; };
  return around;
}

std::vector<std::pair<std::string, double>> champion_metrics(const Run& run, const TaskInfo& task) {
  std::vector<std::pair<std::string, double>> metrics;
  const auto add = [&](const std::string& prefix, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size() && i < task.metrics.size(); ++i)
      metrics.emplace_back(prefix + "_" + task.metrics[i].name, values[i]);
  };
  add(std::string(name(fitness_partition(task))), run.state().champion.evaluation.metrics);
  add("test", run.champion().test);
  add("champion_test", run.champion().tested);
  return metrics;
}

int carry_through(Run& run, const Task& task, const Arguments& arguments) {
  if (!task.notice().empty()) std::cerr << "neat-run: " << task.notice() << '\n';
  const StopReason reason = arguments.has("quiet") ? run.go() : go_with_progress(run, task.info());
  if (!run.path().empty() && !run.history().empty()) write_report(run.path());
  if (arguments.has("json"))
    print_json(run, task);
  else if (!run.history().empty())
    print_text(run, task.info(), reason);
  return reason == StopReason::interrupted ? interrupted(run) : 0;
}

}  // namespace neat::app
