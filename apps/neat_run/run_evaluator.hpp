/// apps/neat_run/run_evaluator.hpp - the evaluator that a run's settings ask for: threads of this process, or with
/// --isolate its worker processes; and what becomes of lost evaluations. [main thread]
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <vector>

#include "neat/evaluation/isolated_evaluator.hpp"
#include "neat/evaluation/racing.hpp"
#include "open_task.hpp"

namespace neat::app {

/// A task that workers can create as well, with one copy of its data for all.
struct RunTask {
  DeclaredTask declared;
  std::shared_ptr<SharedData> data;  ///< null: nothing is shared
  std::unique_ptr<PluginTask> task;

  const Task& operator*() const { return *task; }
};
RunTask open_run_task(const DeclaredTask& declared, const Config& config);

class RunEvaluator : public Evaluator {
 public:
  /// Starts the workers where there are any. REQUIRES: threads outlive it; every task given to evaluate is `task`.
  RunEvaluator(const RunTask& task, const Config& config, Threads& threads);

  /// What lost.jsonl of this run's directory lists is lost again without being tried. Throws neat::Error(data).
  void repeat_losses(const std::filesystem::path& directory);
  /// Evaluations that are lost from now on are written to lost.jsonl of this directory.
  void record_losses(const std::filesystem::path& directory);

  std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) override;

  /// Of the last call of evaluate; those that were repeated are not among them.
  const std::vector<LostEvaluation>& losses() const { return losses_; }

 private:
  /// Where those that were lost when the run came by here before are lost again.
  class Repeating : public Evaluator {
   public:
    std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) override;

    std::unique_ptr<Evaluator> place;
    std::set<RequestKey> lost;

   private:
    std::vector<Evaluation> evaluate_others(std::span<const EvaluationRequest> requests, const Task& task);
  };

  Isolation isolation(const RunTask& task, const Config& config);
  void keep();
  void say(const LostEvaluation& lost);

  Repeating place_;
  RacingEvaluator race_;
  std::vector<LostEvaluation> losses_;
  std::filesystem::path file_;  ///< empty: nothing is written
  std::size_t said_ = 0;
};

}  // namespace neat::app
