/// apps/neat_run/forecast/evaluation_cost.hpp - what evaluating a network costs with this task, found out by evaluating a few: only
/// the task knows how many rows it looks at. Work and time are linear in the samples of a life, work is proportional to
/// the operations of one forward pass of one row (Plan::flops). [main thread]
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "neat/run/config.hpp"

namespace neat::app {

/// Work of one evaluation. A pass is one row once through a network.
struct EvaluationWork {
  double samples = 0;                    ///< training samples per sample of budget, in [0, 1]
  double rows = 0;                       ///< rows of evaluation
  double forward_passes = 0;             ///< that every evaluation has
  double forward_passes_per_sample = 0;  ///< and those of its life
  double backward_passes = 0, backward_passes_per_sample = 0;
  double champion_passes = 0;  ///< forwards, of measuring a new champion beside all this

  double forward(double budget) const {
    return forward_passes + forward_passes_per_sample * samples * budget;
  }
  double backward(double budget) const {
    return backward_passes + backward_passes_per_sample * samples * budget;
  }
};

/// Time of evaluating networks of one size, when all threads do so.
struct EvaluationTime {
  double pass_flops = 0;  ///< operations of one pass
  double fixed = 0;       ///< seconds of every evaluation
  double per_sample = 0;  ///< seconds per training sample
};

class CostProbe {
 public:
  /// REQUIRES: all of them outlive the probe. `clock`: seconds, never falling, for any thread.
  CostProbe(const Task& task, const Config& config, Threads& threads, std::function<double()> clock);

  /// By two short lives of a network of this topology. Throws what the task throws.
  EvaluationWork work(const std::shared_ptr<const Topology>& topology);
  /// By lives that are as short as the clock allows, on all threads that the run would use.
  EvaluationTime time(const std::shared_ptr<const Topology>& topology);

 private:
  struct Lived {
    Evaluation evaluation;
    double seconds = 0;  ///< mean over all that were evaluated beside each other
  };
  Lived live(const std::shared_ptr<const Genome>& genome, std::uint64_t budget, std::size_t beside);
  double champion_passes(const std::shared_ptr<const Genome>& genome);
  std::shared_ptr<const Genome> genome(const std::shared_ptr<const Topology>& topology) const;
  EvaluationTime time_without_life(const std::shared_ptr<const Genome>& genome);
  std::uint64_t budget() const;

  const Task& task_;
  const Config& config_;
  Threads& threads_;
  std::size_t beside_;  ///< evaluations that run at a time
  std::function<double()> clock_;
  std::vector<Worker> workers_;
};

/// Seconds of one evaluation of a network with `pass_flops`, between and beyond those that were timed (in the order of
/// pass_flops). REQUIRES: timed is not empty.
double evaluation_seconds(std::span<const EvaluationTime> timed, double pass_flops, double samples);

}  // namespace neat::app
