#include "sample/runs.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "answer.hpp"
#include "neat/base/error.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "neat/platform/signals.hpp"
#include "neat/run/run.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

constexpr double kTerminalSeconds = 0.1, kPlainSeconds = 5;

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

/// What champion tests took, and evaluations with every row of a test counted as one more.
void add_tests(const HistoryLine& line, Measures& spent) {
  const auto evaluations = line.generation.budget.evaluations;
  spent.emplace_back("champion_tests", static_cast<double>(line.champion_tests));
  spent.emplace_back("champion_test_rows", static_cast<double>(line.champion_test_rows));
  spent.emplace_back("champion_test_rows_saved", static_cast<double>(line.champion_test_rows_saved));
  spent.emplace_back("evaluations_and_tests", static_cast<double>(evaluations + line.champion_test_rows));
}

/// Of a run that has finished a generation.
Outcome outcome_of(const Run& run, const TaskInfo& task, StopReason reason) {
  const HistoryLine& line = run.history().back();
  const Budget& budget = line.generation.budget;
  const auto& champion = run.state().champion.genome;
  const auto size = [&](auto count) {
    return champion ? static_cast<double>(count(*champion->topology)) : std::nan("");
  };
  Outcome outcome;
  outcome.seed = run.config().strategy.seed;
  outcome.solved = reason == StopReason::solved || line.solved;
  outcome.reason = name(reason);
  outcome.seconds = line.seconds;
  outcome.spent = {{"generations", static_cast<double>(run.history().size())},
                   {"evaluations", static_cast<double>(budget.evaluations)},
                   {"samples_seen", static_cast<double>(budget.samples)},
                   {"rows", static_cast<double>(budget.rows)},
                   {"rows_saved", static_cast<double>(budget.rows_saved)},
                   {"flops", static_cast<double>(budget.flops())},
                   {"hidden_nodes", size([](const Topology& t) { return t.hidden_nodes(); })},
                   {"connections", size([](const Topology& t) { return t.enabled_connections(); })},
                   {"parameters", size([](const Topology& t) { return t.parameter_count(); })},
                   {"fitness", line.champion_fitness}};
  if (task.has_champion_test) add_tests(line, outcome.spent);
  outcome.metrics = champion_metrics(run, task);
  outcome.state_hash = line.state_hash;
  return outcome;
}

std::string place_of(const Variant& variant, std::uint64_t seed) {
  return (variant.name.empty() ? "" : variant.name + ", ") + "seed " + std::to_string(seed);
}

}  // namespace

SampleRuns::SampleRuns(std::vector<Variant>& variants, std::size_t seeds, bool quiet)
    : variants_(variants), seeds_(seeds), quiet_(quiet), started_(seconds_since_start()) {}

bool SampleRuns::go(unsigned threads) {
  const std::vector<Item> items = missing();
  begun_with_ = done_;
  Threads pool(threads);
  try {
    go(items, pool);
  } catch (const Error&) {
    end_line();
    throw;
  }
  end_line();
  for (auto& variant : variants_)
    std::sort(variant.outcomes.begin(), variant.outcomes.end(),
              [](const Outcome& a, const Outcome& b) { return a.seed < b.seed; });
  return done_ == size();
}

/// A run that is alone has all threads.
void SampleRuns::go(const std::vector<Item>& items, Threads& pool) {
  if (items.size() == 1) {
    ThreadedEvaluator all(pool);
    return run(items.front(), pool, all);
  }
  pool.for_each(items.size(), [&](std::size_t i, unsigned worker) {
    Threads one(1);
    WorkerEvaluator place(worker, pool.count());
    run(items[i], one, place);
  });
}

/// Seed by seed, so that the variants grow together.
std::vector<SampleRuns::Item> SampleRuns::missing() {
  std::vector<std::vector<bool>> there(variants_.size(), std::vector<bool>(seeds_));
  for (std::size_t v = 0; v < variants_.size(); ++v) {
    if (!variants_[v].directory) continue;
    for (const auto& outcome : variants_[v].directory->outcomes()) {
      there[v][outcome.seed - variants_[v].config.strategy.seed] = true;
      variants_[v].outcomes.push_back(outcome);
      solved_ += outcome.solved;
      ++done_;
    }
  }
  std::vector<Item> items;
  for (std::size_t s = 0; s < seeds_; ++s)
    for (std::size_t v = 0; v < variants_.size(); ++v)
      if (!there[v][s]) items.push_back({v, s});
  return items;
}

void SampleRuns::run(Item item, Threads& threads, Evaluator& place) {
  if (platform::stop_requested()) return;
  Variant& variant = variants_[item.variant];
  Config config = variant.config;
  config.strategy.seed += item.seed;
  try {
    RacingEvaluator evaluator(place, config.race);
    Surroundings around;
    around.clock = seconds_since_start;
    around.interrupted = platform::stop_requested;
    Run search(*variant.task, config, threads, evaluator, around);
    const StopReason reason = search.go();
    if (reason != StopReason::interrupted) keep(variant, outcome_of(search, variant.task->info(), reason));
  } catch (const Error& problem) {
    throw Error(problem.code(), "sample: " + place_of(variant, config.strategy.seed) + ": " + problem.what());
  }
}

void SampleRuns::keep(Variant& variant, Outcome outcome) {
  const std::lock_guard lock(mutex_);
  if (variant.directory) variant.directory->add(outcome);
  ++done_;
  solved_ += outcome.solved;
  variant.outcomes.push_back(std::move(outcome));
  show();
}

void SampleRuns::end_line() {
  if (line_open_) std::cerr << '\n';
  line_open_ = false;
}

void SampleRuns::show() {
  const bool terminal = standard_error_is_terminal();
  const double now = seconds_since_start();
  const bool due = now - shown_ >= (terminal ? kTerminalSeconds : kPlainSeconds);
  if (quiet_ || !(due || (terminal && done_ == size()))) return;
  if (!terminal && now - started_ < kPlainSeconds) return;
  shown_ = now;
  const double each = (now - started_) / static_cast<double>(done_ - begun_with_);
  std::cerr << (terminal ? "\r" : "") << done_ << " of " << size() << " runs, " << solved_ << " solved, "
            << duration_text(each * static_cast<double>(size() - done_)) << " left"
            << (terminal ? "\x1b[K" : "\n") << std::flush;
  line_open_ = terminal;
}

}  // namespace neat::app
