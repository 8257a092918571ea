#include "forecast/prices.hpp"

#include <algorithm>
#include <functional>
#include <queue>

#include "neat/network/network.hpp"
#include "neat/network/plan.hpp"
#include "neat/run/checkpoint.hpp"

namespace neat::app {
namespace {

/// A checkpoint costs about this for every byte of parameters: copies, a hash and the disk.
constexpr double kSavingSeconds = 1.0 / 150e6;
/// A file that is flushed to the disk, beside its bytes.
constexpr double kFlushSeconds = 0.01;
/// Parameters of a population while it is saved: as members, tape, archive, text and frame (neat/run/snapshot.cpp).
constexpr double kSavedCopies = 4.5;
/// While it lives: parents, children as they were born, and as their lives made them.
constexpr double kLivingCopies = 3;
/// Blocks of changing sizes leave gaps: what the system gave is this many times what is in use (measured with glibc).
constexpr double kGaps = 1.2;

double pass_flops(const Topology& topology) {
  return static_cast<double>(Plan::of(topology).flops());
}

/// What one thread needs for the largest of these networks beside its parameters: activations, preactivations, two
/// deltas and scratch of a batch, gradient and moments.
double workspace_bytes(const RehearsedGeneration& generation, const Prices& prices) {
  double most = 0;
  for (const auto& topology : generation.evaluated) {
    const Plan& plan = Plan::of(*topology);
    const std::size_t batch = Network::kBatch * (4 * plan.features() + plan.scratch());
    const std::size_t learning = prices.budget > 0 ? plan.parameters() * (prices.adam ? 3 : 2) : 0;
    most = std::max(most, static_cast<double>(sizeof(float) * (batch + learning)));
  }
  return most * prices.threads;
}

double memory_bytes(const RehearsedGeneration& generation, double scale, const Prices& prices) {
  const double copies = prices.saves ? kSavedCopies : kLivingCopies;
  const double used = scale * (copies * generation.population_bytes + 2 * generation.structure_bytes);
  return kGaps * (used + workspace_bytes(generation, prices));
}

/// The run's own figures of one generation.
class Price {
 public:
  Price(const RehearsedGeneration& generation, double scale, const Prices& prices)
      : generation_(generation), scale_(scale), prices_(prices) {
    for (const auto& topology : generation.evaluated) flops_ += pass_flops(*topology);
  }

  double evaluations() const { return scale_ * static_cast<double>(generation_.evaluated.size()); }
  double flops() const { return scale_ * flops_; }  ///< of one pass through each

  double seconds() const {
    const double spent =
        scale_ * (evaluating() + generation_.breeding_seconds / prices_.threads) + crowning();
    return prices_.saves ? spent + saving(spent) : spent;
  }

 private:
  double evaluating() const {
    std::vector<double> seconds;
    for (const auto& topology : generation_.evaluated)
      seconds.push_back(
          evaluation_seconds(prices_.timed, pass_flops(*topology), prices_.work.samples * prices_.budget));
    return round_seconds(seconds, prices_.threads);
  }

  /// The champion is measured alone, at the speed of evaluations without a life.
  double crowning() const {
    if (!prices_.always_crowns && !generation_.new_champion) return 0;
    if (generation_.evaluated.empty()) return 0;
    const double passes = std::max(1.0, prices_.work.forward_passes);
    const auto count = static_cast<double>(generation_.evaluated.size());
    const double measuring =
        evaluation_seconds(prices_.timed, flops_ / count, 0) * prices_.work.champion_passes / passes;
    return measuring + (prices_.saves ? kFlushSeconds : 0);
  }

  /// No more than one a second.
  double saving(double seconds) const {
    return (kFlushSeconds + kSavingSeconds * scale_ * generation_.population_bytes) *
           std::min(1.0, seconds / CheckpointFolder::kLeastSeconds);
  }

  const RehearsedGeneration& generation_;
  double scale_, flops_ = 0;
  const Prices& prices_;
};

}  // namespace

double round_seconds(std::span<const double> evaluations, unsigned threads) {
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (unsigned thread = 0; thread < std::max(1U, threads); ++thread) free_at.push(0);
  double last = 0;
  for (const double seconds : evaluations) {
    const double end = free_at.top() + seconds;
    free_at.pop();
    free_at.push(end);
    last = std::max(last, end);
  }
  return last;
}

Course course_of(const Rehearsal& rehearsal, const Prices& prices) {
  std::vector<double> evaluations, samples, rows, forward, backward, seconds, memory;
  for (const auto& generation : rehearsal.generations) {
    const Price price(generation, rehearsal.scale, prices);
    evaluations.push_back(price.evaluations());
    samples.push_back(price.evaluations() * prices.work.samples * prices.budget);
    rows.push_back(price.evaluations() * prices.work.rows);
    forward.push_back(price.flops() * prices.work.forward(prices.budget));
    backward.push_back(price.flops() * prices.work.backward(prices.budget));
    seconds.push_back(price.seconds());
    memory.push_back(memory_bytes(generation, rehearsal.scale, prices));
  }
  const auto level = [](std::vector<double>& values) {
    return Series(std::move(values), Series::Beyond::level);
  };
  const auto growing = [](std::vector<double>& v) { return Series(std::move(v), Series::Beyond::growing); };
  return {level(evaluations), level(samples),   level(rows),    growing(forward),
          growing(backward),  growing(seconds), growing(memory)};
}

}  // namespace neat::app
