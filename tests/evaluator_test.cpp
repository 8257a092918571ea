#include "neat/evaluation/evaluator.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "neat/base/error.hpp"

namespace {

/// Fitness is the request's index squared; fails on the requests it is told to.
class Squares : public neat::Task {
 public:
  explicit Squares(std::vector<std::uint32_t> failing = {}) : failing_(std::move(failing)) {
    info_.name = "squares";
    info_.objectives = {{"fitness", neat::Direction::maximise}};
  }
  const neat::TaskInfo& info() const override { return info_; }
  neat::Shape input() const override { return {1, 1, 1}; }
  neat::Shape output() const override { return {1, 1, 1}; }
  neat::Evaluation evaluate(const neat::EvaluationRequest& request, neat::Worker& worker) const override {
    if (busy_[worker.index].exchange(true)) throw neat::Error(neat::ErrorCode::run, "a worker is shared");
    worker.workspace.scratch.resize(request.index + 1);
    for (const std::uint32_t index : failing_)
      if (request.index == index) busy_[worker.index] = false, fail(index);
    neat::Evaluation evaluation;
    evaluation.objectives = {double(request.index) * request.index};
    evaluation.rows = worker.count;
    busy_[worker.index] = false;
    return evaluation;
  }

 private:
  [[noreturn]] static void fail(std::uint32_t index) {
    throw neat::Error(neat::ErrorCode::plugin, "request " + std::to_string(index));
  }
  neat::TaskInfo info_;
  std::vector<std::uint32_t> failing_;
  mutable std::atomic<bool> busy_[64]{};
};

std::vector<neat::EvaluationRequest> requests(std::uint32_t count) {
  std::vector<neat::EvaluationRequest> all(count);
  for (std::uint32_t i = 0; i < count; ++i) all[i].index = i;
  return all;
}

}  // namespace

TEST_CASE("evaluator: evaluations come back in the order of the requests, for any number of threads") {
  for (const unsigned count : {1U, 2U, 4U}) {
    neat::Threads threads(count);
    neat::ThreadedEvaluator evaluator(threads);
    const auto evaluations = evaluator.evaluate(requests(500), Squares());
    REQUIRE(evaluations.size() == 500);
    for (std::uint32_t i = 0; i < 500; ++i) CHECK(evaluations[i].fitness() == double(i) * i);
    CHECK(evaluations[0].rows == count);
    CHECK(evaluator.evaluate({}, Squares()).empty());
  }
}

TEST_CASE("evaluator: the first error by request ends the round, for any number of threads") {
  for (const unsigned count : {1U, 2U, 4U}) {
    neat::Threads threads(count);
    neat::ThreadedEvaluator evaluator(threads);
    CHECK_THROWS_WITH_AS(evaluator.evaluate(requests(200), Squares({150, 17, 90})), "request 17",
                         neat::Error);
    CHECK(evaluator.evaluate(requests(20), Squares()).size() == 20);
  }
}
