#include "neat/evaluation/evaluator.hpp"

namespace neat {

ThreadedEvaluator::ThreadedEvaluator(Threads& threads) : threads_(threads), workers_(threads.count()) {
  for (unsigned index = 0; index < threads.count(); ++index) {
    workers_[index].index = index;
    workers_[index].count = threads.count();
  }
}

std::vector<Evaluation> ThreadedEvaluator::evaluate(std::span<const EvaluationRequest> requests,
                                                    const Task& task) {
  std::vector<Evaluation> evaluations(requests.size());
  threads_.for_each(requests.size(), [&](std::size_t index, unsigned worker) {
    evaluations[index] = task.evaluate(requests[index], workers_[worker]);
  });
  return evaluations;
}

}  // namespace neat
