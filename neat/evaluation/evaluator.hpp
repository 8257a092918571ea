/// neat/evaluation/evaluator.hpp - where evaluations run. Results come back in the order of the requests, the
/// same for any evaluator and any number of threads. The first error (by request) ends the round and is
/// rethrown.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evaluation/task.hpp"
#include "neat/genome/evaluation.hpp"

namespace neat {

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) = 0;
};

/// In this process, one network per thread.
class ThreadedEvaluator : public Evaluator {
 public:
  explicit ThreadedEvaluator(Threads& threads);
  std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) override;

 private:
  Threads& threads_;
  std::vector<Worker> workers_;
};

}  // namespace neat
