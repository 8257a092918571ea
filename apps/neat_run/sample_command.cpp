#include <cmath>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "answer.hpp"
#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/signals.hpp"
#include "neat/run/values.hpp"
#include "open_task.hpp"
#include "progress.hpp"
#include "statistics.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

/// One run of the sample.
struct Outcome {
  std::uint64_t seed = 0;
  bool solved = false;
  double evaluations = 0, hidden_nodes = 0;
  std::vector<std::pair<std::string, double>> metrics;
};

/// Evaluates in the calling thread, as the worker it was given: runs beside each other share one task.
class WorkerEvaluator : public Evaluator {
 public:
  WorkerEvaluator(unsigned index, unsigned count) {
    worker_.index = index;
    worker_.count = count;
  }

  std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) override {
    std::vector<Evaluation> evaluations;
    evaluations.reserve(requests.size());
    for (const auto& request : requests) evaluations.push_back(task.evaluate(request, worker_));
    return evaluations;
  }

 private:
  Worker worker_;
};

Outcome outcome_of(const Run& run, const TaskInfo& task, StopReason reason) {
  Outcome outcome;
  outcome.seed = run.config().strategy.seed;
  outcome.solved = reason == StopReason::solved;
  outcome.evaluations = static_cast<double>(run.history().back().generation.budget.evaluations);
  outcome.hidden_nodes = static_cast<double>(run.state().champion.genome->topology->hidden_nodes());
  outcome.metrics = champion_metrics(run, task);
  return outcome;
}

/// All seeds, each a run of its own on one thread.
class Sample {
 public:
  Sample(const Task& task, const Config& config, std::size_t seeds, bool quiet)
      : task_(task), config_(config), outcomes_(seeds), quiet_(quiet) {}

  const std::vector<Outcome>& go() {
    Threads threads(config_.threads);
    threads.for_each(outcomes_.size(),
                     [&](std::size_t i, unsigned worker) { run(i, worker, threads.count()); });
    if (line_open_) std::cerr << '\n';
    return outcomes_;
  }

 private:
  void run(std::size_t i, unsigned worker, unsigned workers) {
    Config config = config_;
    config.strategy.seed += i;
    Threads one(1);
    WorkerEvaluator evaluator(worker, workers);
    Surroundings around;
    around.clock = seconds_since_start;
    around.interrupted = platform::stop_requested;
    Run search(task_, config, one, evaluator, around);
    const StopReason reason = search.go();
    if (reason == StopReason::interrupted) return;
    outcomes_[i] = outcome_of(search, task_.info(), reason);
    show(i);
  }

  void show(std::size_t i) {
    const std::lock_guard lock(mutex_);
    ++done_;
    solved_ += outcomes_[i].solved;
    if (quiet_ || !standard_error_is_terminal()) return;
    std::cerr << '\r' << done_ << " of " << outcomes_.size() << " seeds, " << solved_ << " solved\x1b[K"
              << std::flush;
    line_open_ = true;
  }

  const Task& task_;
  const Config& config_;
  std::vector<Outcome> outcomes_;
  bool quiet_, line_open_ = false;
  std::mutex mutex_;
  std::size_t done_ = 0, solved_ = 0;
};

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json interval_json(const std::vector<double>& values) {
  const Interval interval = mean_interval(values);
  return Json::array({number(interval.low), number(interval.high)});
}

template <class Value>
std::vector<double> column(const std::vector<Outcome>& outcomes, Value value) {
  std::vector<double> values;
  for (const auto& outcome : outcomes) values.push_back(value(outcome));
  return values;
}

Json summary(const std::string& task, const std::vector<Outcome>& outcomes, double seconds) {
  const auto evaluations = column(outcomes, [](const Outcome& o) { return o.evaluations; });
  Json failed = Json::array();
  for (const auto& outcome : outcomes)
    if (!outcome.solved) failed.push_back(outcome.seed);
  Json answer{{"task", task}, {"seeds", outcomes.size()}, {"solved", outcomes.size() - failed.size()}};
  answer["evaluations"] = {{"mean", mean(evaluations)},
                           {"median", quantile(evaluations, 0.5)},
                           {"p10", quantile(evaluations, 0.1)},
                           {"p90", quantile(evaluations, 0.9)},
                           {"ci95", interval_json(evaluations)}};
  answer["hidden_nodes"] = {
      {"mean", mean(column(outcomes, [](const Outcome& o) { return o.hidden_nodes; }))}};
  answer["metrics"] = Json::object();
  for (std::size_t m = 0; m < outcomes.front().metrics.size(); ++m) {
    const auto values = column(outcomes, [m](const Outcome& o) {
      return m < o.metrics.size() ? o.metrics[m].second : std::nan("");
    });
    answer["metrics"][outcomes.front().metrics[m].first] = {{"mean", number(mean(values))},
                                                            {"ci95", interval_json(values)}};
  }
  answer["seconds"] = seconds;
  answer["failed"] = failed;
  return answer;
}

void print_text(const Json& s) {
  const auto& e = s["evaluations"];
  const auto text = [](const Json& value) {
    return value.is_null() ? std::string("-") : short_number(value);
  };
  std::cout << s["task"].get<std::string>() << ": " << s["solved"] << " of " << s["seeds"]
            << " seeds solved in " << duration_text(s["seconds"]) << "\nevaluations: mean " << text(e["mean"])
            << " (95 % " << text(e["ci95"][0]) << " to " << text(e["ci95"][1]) << "), median "
            << text(e["median"]) << ", p10 " << text(e["p10"]) << ", p90 " << text(e["p90"])
            << "\nhidden nodes: mean " << text(s["hidden_nodes"]["mean"]) << '\n';
  for (const auto& [name, metric] : s["metrics"].items())
    std::cout << name << ": mean " << text(metric["mean"]) << " (95 % " << text(metric["ci95"][0]) << " to "
              << text(metric["ci95"][1]) << ")\n";
  if (!s["failed"].empty())
    std::cout << "not solved, counted where they ended: seeds " << s["failed"].dump() << '\n';
}

std::size_t seed_count(const Arguments& arguments) {
  const std::string text = arguments.value("seeds", "20");
  const auto count = parse_unsigned(text);
  if (!count || *count < 1 || *count > 1'000'000)
    throw Error(ErrorCode::config, "sample: --seeds " + text + ": is not a whole number in [1, 1000000]");
  return *count;
}

int sample(const Arguments& arguments) {
  const DeclaredTask declared = declared_task(arguments.positional.front(), arguments);
  const std::size_t seeds = seed_count(arguments);
  const Config config = resolve_config(declared.info, settings_of(arguments));
  const auto task = open_task(declared, config);
  if (!task->notice().empty()) std::cerr << "neat-run: " << task->notice() << '\n';
  platform::install_stop_signals();
  const double start = seconds_since_start();
  Sample runs(*task, config, seeds, arguments.has("quiet"));
  const auto& outcomes = runs.go();
  if (platform::stop_requested()) {
    std::cerr << "neat-run: interrupted; a sample is not saved, start it again\n";
    return kInterrupted;
  }
  Json answer = summary(declared.info.name, outcomes, seconds_since_start() - start);
  if (!task->notice().empty()) answer["notice"] = task->notice();
  if (arguments.has("json"))
    std::cout << answer.dump() << '\n';
  else
    print_text(answer);
  return 0;
}

}  // namespace

Command sample_command() {
  Command command;
  command.name = "sample";
  command.synopsis = "TASK [--seeds N] [--seed FIRST] [--preset P] [--config FILE] [--KEY VALUE ...]";
  command.summary = "evolve with many seeds: success rate, evaluations, confidence intervals";
  command.help =
      "Every seed is a run of its own on one thread; runs go beside each other and write nothing. A seed "
      "that is not\n"
      "solved counts with the evaluations at which its bounds ended it, and is listed. Intervals are 95 % "
      "Student t\n"
      "intervals of the mean.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = {{"seeds", "N", "how many; left out: 20"},
                     {"config", "FILE", "settings from an INI file"},
                     plugin_path_option(),
                     json_option(),
                     quiet_option()};
  command.run = sample;
  return command;
}

}  // namespace neat::app
