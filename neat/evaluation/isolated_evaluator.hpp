/// neat/evaluation/isolated_evaluator.hpp - evaluations in worker processes: a plugin that crashes, hangs or exhausts the
/// memory costs its own evaluation and nothing else.
///
/// One worker per thread of the pool, started with the evaluator, kept for its life, replaced when it dies. Cheap
/// evaluations travel together; when a worker dies with several of them, each is tried again alone, so that only the
/// guilty one is charged. An evaluation whose worker died is tried again `retries` times, each time in a fresh worker,
/// then lost; one whose plugin reported an error is lost at once. Results are those of ThreadedEvaluator byte for byte
/// wherever nothing is lost. Workers end when this process ends, however it does. [main thread]
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "neat/evaluation/evaluator.hpp"
#include "neat/evaluation/lost_evaluation.hpp"
#include "neat/evaluation/shared_data.hpp"
#include "neat/evaluation/worker_messages.hpp"

namespace neat {

class WorkerProcess;

struct Isolation {
  std::filesystem::path program;    ///< that becomes a worker: it calls serve_worker (worker.hpp)
  std::vector<std::string> words;   ///< its arguments, its name first
  WorkerSetup setup;                ///< index, count and data are filled in
  std::vector<SharedDataSet> data;  ///< that the workers need not keep themselves
  double seconds = 0;               ///< per evaluation; 0: no bound
  std::uint32_t retries = 1;
  std::function<double()> clock = [] { return 0.0; };  ///< seconds; how much travels together follows it
  std::function<void(const LostEvaluation&)> lost = [](const LostEvaluation&) {
  };  ///< in order of requests, after a round
};

class IsolatedEvaluator : public Evaluator {
 public:
  /// Starts threads.count() workers. Throws neat::Error(system) when that cannot be done.
  IsolatedEvaluator(Threads& threads, Isolation isolation);
  ~IsolatedEvaluator() override;

  /// REQUIRES: `task` is what the setup describes. Throws neat::Error where a worker cannot get ready, and what a task
  /// reports about its data, as evaluators do.
  std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) override;

 private:
  struct Round;
  void work(Round& round, unsigned slot);
  bool try_together(Round& round, unsigned slot, std::span<const std::size_t> places);
  void try_alone(Round& round, unsigned slot, std::size_t place);

  Threads& threads_;
  Isolation isolation_;
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
};

}  // namespace neat
