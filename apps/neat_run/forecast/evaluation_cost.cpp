#include "forecast/evaluation_cost.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "neat/base/random.hpp"
#include "neat/genome/initial.hpp"
#include "neat/network/plan.hpp"
#include "neat/run/champion.hpp"
#include "neat/run/history.hpp"

namespace neat::app {
namespace {

/// A timing shorter than this says more about the clock and the scheduler than about the network.
constexpr double kTimed = 0.08;  // seconds
constexpr int kMostRepeats = 1000;

double flops_of(const Topology& topology) {
  return static_cast<double>(Plan::of(topology).flops());
}

double number(std::uint64_t value) {
  return static_cast<double>(value);
}

}  // namespace

CostProbe::CostProbe(const Task& task, const Config& config, Threads& threads, std::function<double()> clock)
    : task_(task),
      config_(config),
      threads_(threads),
      beside_(std::min<std::size_t>(
          threads.count(),
          first_generation_size(config.strategy, task.input().size() * task.output().size()))),
      clock_(std::move(clock)),
      workers_(threads.count()) {
  for (unsigned index = 0; index < threads.count(); ++index) {
    workers_[index].index = index;
    workers_[index].count = threads.count();
  }
}

std::uint64_t CostProbe::budget() const {
  const auto& inheritance = config_.strategy.inheritance;
  return task_.info().learns && inheritance.learn ? inheritance.samples : 0;
}

std::shared_ptr<const Genome> CostProbe::genome(const std::shared_ptr<const Topology>& topology) const {
  const TaskInfo& info = task_.info();
  const GenomeOptions options =
      resolve(config_.strategy.genome, {task_.input(), task_.output(), info.learns, info.recurrent});
  Random random(config_.strategy.seed, Purpose::initial_genome, 0, 0);
  return std::make_shared<const Genome>(Genome{topology, initial_parameters(*topology, options, random),
                                               config_.strategy.inheritance.initial, Lineage{}});
}

/// Each is timed by itself: a round waits for its last, a run rarely does.
CostProbe::Lived CostProbe::live(const std::shared_ptr<const Genome>& genome, std::uint64_t budget,
                                 std::size_t beside) {
  EvaluationRequest request;
  request.genome = genome;
  request.partition = fitness_partition(task_.info());
  request.learn = budget > 0;
  request.budget = budget;
  request.seed = config_.strategy.seed;
  std::vector<Lived> lived(beside);
  threads_.for_each(beside, [&](std::size_t i, unsigned worker) {
    EvaluationRequest own = request;
    own.index = static_cast<std::uint32_t>(i);
    const double started = clock_();
    lived[i].evaluation = task_.evaluate(own, workers_[worker]);
    lived[i].seconds = clock_() - started;
  });
  double seconds = 0;
  for (const auto& one : lived) seconds += one.seconds / static_cast<double>(beside);
  return {std::move(lived.front().evaluation), seconds};
}

double CostProbe::champion_passes(const std::shared_ptr<const Genome>& genome) {
  const TaskInfo& info = task_.info();
  double flops = 0;
  const auto measure = [&](const EvaluationRequest& request) {
    flops += number(task_.evaluate(request, workers_.front()).forward_flops);
  };
  const Partition fitness = fitness_partition(info);
  auto request =
      measuring_request(genome, info.has_test ? Partition::test : fitness, config_.strategy.seed, 0);
  measure(request);
  request.partition = fitness;
  request.champion_test = true;
  if (info.has_champion_test) measure(request);
  return flops / flops_of(*genome->topology);
}

EvaluationWork CostProbe::work(const std::shared_ptr<const Topology>& topology) {
  const auto network = genome(topology);
  const double pass = flops_of(*topology);
  const std::uint64_t batch = std::max<std::uint64_t>(1, network->traits.batch);
  const std::uint64_t least = std::min(budget(), batch), more = std::min(budget(), 2 * batch);
  const Evaluation a = live(network, least, 1).evaluation;
  const Evaluation b = more > least ? live(network, more, 1).evaluation : a;
  EvaluationWork work;
  work.rows = number(b.rows);
  work.champion_passes = champion_passes(network);
  work.forward_passes = number(a.forward_flops) / pass;
  work.backward_passes = number(a.backward_flops) / pass;
  const double seen = number(a.samples);
  if (seen == 0) return work;
  const bool two =
      b.samples > a.samples;  // else one life tells: one forward and two backward passes per sample
  const double steps = two ? number(b.samples - a.samples) * pass : 1;
  work.samples = two ? number(b.samples) / number(more) : seen / number(least);
  work.forward_passes_per_sample = two ? (number(b.forward_flops) - number(a.forward_flops)) / steps : 1;
  work.backward_passes_per_sample = two ? (number(b.backward_flops) - number(a.backward_flops)) / steps : 2;
  work.forward_passes = std::max(0.0, work.forward_passes - work.forward_passes_per_sample * seen);
  work.backward_passes = std::max(0.0, work.backward_passes - work.backward_passes_per_sample * seen);
  return work;
}

EvaluationTime CostProbe::time_without_life(const std::shared_ptr<const Genome>& genome) {
  double seconds = 0;
  int rounds = 0;
  while (seconds < kTimed && rounds < kMostRepeats) seconds += live(genome, 0, beside_).seconds, ++rounds;
  return {flops_of(*genome->topology), seconds / rounds, 0};
}

EvaluationTime CostProbe::time(const std::shared_ptr<const Topology>& topology) {
  const auto network = genome(topology);
  const std::uint64_t most = budget();
  if (most == 0) return time_without_life(network);
  std::uint64_t samples = std::min<std::uint64_t>(most, std::max<std::uint32_t>(1, network->traits.batch));
  const Lived first = live(network, samples, beside_);
  Lived longer = first;
  while (samples < most && longer.seconds - first.seconds < kTimed) {
    samples = std::min(most, 4 * samples);
    longer = live(network, samples, beside_);
  }
  EvaluationTime time{flops_of(*topology), first.seconds, 0};
  const double more = number(longer.evaluation.samples) - number(first.evaluation.samples);
  if (more <= 0) return time;
  time.per_sample = std::max(0.0, longer.seconds - first.seconds) / more;
  time.fixed = std::max(0.0, first.seconds - time.per_sample * number(first.evaluation.samples));
  return time;
}

double evaluation_seconds(std::span<const EvaluationTime> timed, double pass_flops, double samples) {
  const auto seconds = [samples](const EvaluationTime& at) { return at.fixed + at.per_sample * samples; };
  const auto above = std::find_if(timed.begin(), timed.end(),
                                  [&](const EvaluationTime& at) { return at.pass_flops >= pass_flops; });
  if (above == timed.end()) return seconds(timed.back()) * pass_flops / timed.back().pass_flops;
  if (above == timed.begin()) return seconds(*above);
  const EvaluationTime& below = *(above - 1);
  const double share = (pass_flops - below.pass_flops) / (above->pass_flops - below.pass_flops);
  return std::lerp(seconds(below), seconds(*above), share);
}

}  // namespace neat::app
