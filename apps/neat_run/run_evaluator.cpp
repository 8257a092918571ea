#include "run_evaluator.hpp"

#include <iostream>

#include "neat/run/lost_file.hpp"
#include "terminal.hpp"
#include "worker_command.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSaid = 5;
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

fs::path lost_file(const fs::path& directory) {
  return directory / "lost.jsonl";
}

Evaluation lost_evaluation() {
  Evaluation evaluation;
  evaluation.status = EvaluationStatus::lost;
  return evaluation;
}

}  // namespace

RunTask open_run_task(const DeclaredTask& declared, const Config& config) {
  RunTask task{declared, config.isolate.on ? std::make_shared<SharedData>() : nullptr, nullptr};
  task.task = open_task(declared, config, write_log, task.data);
  return task;
}

RunEvaluator::RunEvaluator(const RunTask& task, const Config& config, Threads& threads)
    : race_(place_, config.race) {
  if (config.isolate.on)
    place_.place = std::make_unique<IsolatedEvaluator>(threads, isolation(task, config));
  else
    place_.place = std::make_unique<ThreadedEvaluator>(threads);
}

Isolation RunEvaluator::isolation(const RunTask& task, const Config& config) {
  Isolation isolation;
  isolation.program = worker_program();
  isolation.words = {"neat-run", kWorkerWord};
  isolation.setup.task = task.declared.file.string();
  if (task.data) isolation.data = task.data->sets();
  isolation.setup.config = to_ini(config);
  isolation.setup.memory = config.isolate.memory * kMebibyte;
  isolation.seconds = config.isolate.seconds;
  isolation.retries = config.isolate.retries;
  isolation.clock = seconds_since_start;
  isolation.lost = [this](const LostEvaluation& lost) { losses_.push_back(lost); };
  return isolation;
}

void RunEvaluator::repeat_losses(const fs::path& directory) {
  for (const auto& lost : read_lost(lost_file(directory))) place_.lost.insert(lost.key);
}

void RunEvaluator::record_losses(const fs::path& directory) {
  file_ = lost_file(directory);
}

std::vector<Evaluation> RunEvaluator::evaluate(std::span<const EvaluationRequest> requests,
                                               const Task& task) {
  losses_.clear();
  auto evaluations = race_.evaluate(requests, task);
  keep();
  return evaluations;
}

std::vector<Evaluation> RunEvaluator::Repeating::evaluate(std::span<const EvaluationRequest> requests,
                                                          const Task& task) {
  return lost.empty() ? place->evaluate(requests, task) : evaluate_others(requests, task);
}

std::vector<Evaluation> RunEvaluator::Repeating::evaluate_others(std::span<const EvaluationRequest> requests,
                                                                 const Task& task) {
  std::vector<EvaluationRequest> unknown;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (lost.contains(key_of(requests[i]))) continue;
    unknown.push_back(requests[i]);
    places.push_back(i);
  }
  auto found = place->evaluate(unknown, task);
  std::vector<Evaluation> evaluations(requests.size(), lost_evaluation());
  for (std::size_t i = 0; i < places.size(); ++i) evaluations[places[i]] = std::move(found[i]);
  return evaluations;
}

void RunEvaluator::keep() {
  if (losses_.empty()) return;
  if (!file_.empty()) append_lost(file_, losses_);
  for (const auto& lost : losses_) say(lost);
}

void RunEvaluator::say(const LostEvaluation& lost) {
  if (++said_ > kMostSaid + 1) return;
  if (standard_error_is_terminal()) std::cerr << "\r\x1b[K";  // where the line of progress is
  if (said_ <= kMostSaid)
    std::cerr << "neat-run: warning: genome " << lost.key.genome << " of generation " << lost.key.generation
              << ": its evaluation is lost: " << lost.reason << '\n';
  else
    std::cerr << "neat-run: warning: further evaluations are lost; "
              << (file_.empty() ? "they are counted in the history" : "they are listed in " + file_.string())
              << '\n';
}

}  // namespace neat::app
