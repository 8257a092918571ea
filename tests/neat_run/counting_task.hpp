/// tests/neat_run/counting_task.hpp - a task that computes nothing and spends a known amount: samples, rows, operations
/// and, on a clock of its own, seconds.
#pragma once

#include <atomic>
#include <cmath>

#include "neat/base/random.hpp"
#include "neat/evaluation/task.hpp"
#include "neat/network/plan.hpp"
#include "neat/run/config.hpp"

namespace neat::test {

struct Spending {
  double samples_used = 1;  ///< share of the budget
  std::uint64_t rows = 10;
  double advantage = 1;  ///< of the larger network: fitness is N(0, 1) + advantage x ln(parameters)
  double seconds_per_flop = 1e-9, seconds_per_evaluation = 1e-3;
};

class CountingTask : public Task {
 public:
  explicit CountingTask(const Spending& spending = {}) : spending_(spending) {
    info_.name = "counting";
    info_.objectives = {{"fitness", Direction::maximise}};
    info_.learns = true;
    info_.has_test = info_.has_validation = true;
  }

  const TaskInfo& info() const override { return info_; }
  Shape input() const override { return {1, 8, 8}; }
  Shape output() const override { return {4, 1, 1}; }
  double seconds() const { return static_cast<double>(nanoseconds_.load()) * 1e-9; }

  Evaluation evaluate(const EvaluationRequest& request, Worker&) const override {
    const std::uint64_t pass = Plan::of(*request.genome->topology).flops();
    Evaluation evaluation;
    evaluation.rows = request.partition == Partition::test ? 3 * spending_.rows : spending_.rows;
    if (request.learn)
      evaluation.samples = static_cast<std::uint64_t>(spending_.samples_used * double(request.budget));
    evaluation.forward_flops = pass * (evaluation.rows + evaluation.samples);
    evaluation.backward_flops = 2 * pass * evaluation.samples;
    const double flops = double(evaluation.forward_flops + evaluation.backward_flops);
    nanoseconds_ +=
        std::uint64_t(1e9 * (spending_.seconds_per_evaluation + spending_.seconds_per_flop * flops));
    const double size = std::log(double(request.genome->topology->parameter_count() + 1));
    Random random(request.seed + 1000, Purpose::test, request.generation, request.index);
    evaluation.objectives = {random.normal() + spending_.advantage * size};
    return evaluation;
  }

 private:
  Spending spending_;
  TaskInfo info_;
  mutable std::atomic<std::uint64_t> nanoseconds_{0};
};

inline Config small_config() {
  Config config;
  config.strategy.population.size = 10;
  config.strategy.genome.granularity = Granularity::layer;
  config.strategy.genome.layer_width = 16;
  config.strategy.mutation.add_node = 0.3;
  config.strategy.inheritance.samples = 640;
  config.stop.generations = 10;
  config.threads = 1;
  return config;
}

}  // namespace neat::test
