#include "forecast/forecast.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "forecast/prices.hpp"
#include "neat/genome/initial.hpp"
#include "neat/network/plan.hpp"
#include "neat/platform/memory.hpp"
#include "neat/run/run.hpp"

namespace neat::app {
namespace {

using TopologyPointer = std::shared_ptr<const Topology>;

/// Rehearsals under each assumption, with seeds from the run's own on: what they grow differs by about a quarter.
constexpr std::uint64_t kSeeds = 3;
constexpr std::array kAssumptions{Assumption{false, false}, Assumption{true, false}, Assumption{false, true},
                                  Assumption{true, true}};
/// Networks are timed at the sizes up to which these shares of all work are done.
constexpr std::array kTimedShares{0.1, 0.5, 0.9};

double pass_flops(const Topology& topology) {
  return static_cast<double>(Plan::of(topology).flops());
}

TopologyPointer first_topology(const Problem& problem, const GenomeOptions& options) {
  const Interface interface { problem.input, problem.output, problem.learns, problem.recurrent };
  const GenomeOptions genome = resolve(options, interface);
  Innovations innovations(first_free_node(genome, interface));
  return initial_topology(genome, interface, innovations);
}

/// Rehearsals go no further than the run may: `first` is what an evaluation costs at least. A run without any bound is
/// rehearsed for one generation.
RehearsalLimits limits_of(const StopOptions& stop, const Prices& prices, const EvaluationTime& first) {
  RehearsalLimits limits;
  bool bounded = stop.generations > 0;
  if (bounded) limits.generations = stop.generations;
  const auto bound = [&](auto most, double each) {
    bounded = bounded || most > 0;
    if (most > 0 && each > 0)
      limits.evaluations = std::min(limits.evaluations, static_cast<double>(most) / each);
  };
  const EvaluationWork& work = prices.work;
  bound(stop.evaluations, 1);
  bound(stop.samples, work.samples * prices.budget);
  bound(stop.rows, work.rows);
  bound(stop.flops, first.pass_flops * (work.forward(prices.budget) + work.backward(prices.budget)));
  bound(stop.seconds, (first.fixed + first.per_sample * work.samples * prices.budget) / prices.threads);
  if (!bounded) limits.generations = 1;
  return limits;
}

std::vector<Rehearsal> rehearse_all(const Config& config, const Problem& problem,
                                    const RehearsalLimits& limits, Threads& threads,
                                    const ForecastConditions& conditions) {
  std::vector<Rehearsal> rehearsals(kSeeds * kAssumptions.size());
  threads.for_each(rehearsals.size(), [&](std::size_t i, unsigned) {
    StrategyOptions options = config.strategy;
    options.seed += i / kAssumptions.size();
    rehearsals[i] = rehearse(options, problem, conditions.start, kAssumptions[i % kAssumptions.size()],
                             limits, conditions.clock, conditions.interrupted, threads);
  });
  return rehearsals;
}

/// By size: those in which the work of the rehearsals is done.
std::map<double, TopologyPointer> networks_to_time(const std::vector<Rehearsal>& rehearsals) {
  std::multimap<double, TopologyPointer> all;
  double work = 0;
  for (const auto& rehearsal : rehearsals)
    for (const auto& generation : rehearsal.generations)
      for (const auto& topology : generation.evaluated)
        work += all.emplace(pass_flops(*topology), topology)->first;
  std::map<double, TopologyPointer> chosen;
  double done = 0;
  std::size_t next = 0;
  for (const auto& [flops, topology] : all) {
    done += flops;
    if (next == kTimedShares.size() || done < kTimedShares[next] * work) continue;
    chosen.emplace(flops, topology);
    while (next < kTimedShares.size() && done >= kTimedShares[next] * work) ++next;
  }
  return chosen;
}

Prices prices_of(const Task& task, const Config& config, const Threads& threads, bool saves) {
  const InheritanceOptions& inheritance = config.strategy.inheritance;
  Prices prices;
  const bool learns = task.info().learns && inheritance.learn;
  if (learns) prices.budget = static_cast<double>(inheritance.samples);
  prices.always_crowns = learns && inheritance.inherit == Inherit::lamarck;
  prices.threads = threads.count();
  prices.saves = saves;
  prices.adam = config.life.optimiser.kind == OptimiserKind::adam;
  return prices;
}

class Spread {
 public:
  void add(double value) { values_.push_back(value); }
  Range range() const {
    Range range{0, *std::min_element(values_.begin(), values_.end()),
                *std::max_element(values_.begin(), values_.end())};
    for (const double value : values_) range.expected += value / static_cast<double>(values_.size());
    return range;
  }

 private:
  std::vector<double> values_;
};

/// What the rehearsals come to, each at its own end.
Forecast over_all(const std::vector<Course>& courses, const StopOptions& stop,
                  platform::ProcessMemory before) {
  Spread generations, evaluations, samples, rows, forward, backward, memory, seconds;
  Forecast forecast;
  for (const auto& course : courses) {
    const auto [end, bound] = ending(course, stop);
    forecast.bound = bound;
    generations.add(end);
    evaluations.add(course.evaluations.total(end));
    samples.add(course.samples.total(end));
    rows.add(course.rows.total(end));
    forward.add(course.forward_flops.total(end));
    backward.add(course.backward_flops.total(end));
    seconds.add(course.seconds.total(end));
    memory.add(std::max(static_cast<double>(before.peak),
                        static_cast<double>(before.resident) + course.memory.most(end)));
  }
  forecast.generations = generations.range();
  forecast.evaluations = evaluations.range();
  forecast.samples = samples.range();
  forecast.rows = rows.range();
  forecast.forward_flops = forward.range();
  forecast.backward_flops = backward.range();
  forecast.memory_bytes = memory.range();
  forecast.seconds = seconds.range();
  return forecast;
}

}  // namespace

std::optional<Forecast> forecast(const Task& task, const Config& config, Threads& threads,
                                 const ForecastConditions& conditions) {
  const platform::ProcessMemory before = platform::process_memory();
  const Problem problem = problem_of(task);
  const TopologyPointer first =
      conditions.start ? conditions.start->topology : first_topology(problem, config.strategy.genome);
  CostProbe probe(task, config, threads, conditions.clock);
  Prices prices = prices_of(task, config, threads, conditions.saves);
  prices.work = probe.work(first);
  const EvaluationTime least = probe.time(first);
  prices.timed.push_back(least);
  const RehearsalLimits limits = limits_of(config.stop, prices, least);
  const auto rehearsals = rehearse_all(config, problem, limits, threads, conditions);
  for (const auto& [flops, topology] : networks_to_time(rehearsals)) {
    if (conditions.interrupted()) return std::nullopt;
    if (flops > prices.timed.back().pass_flops) prices.timed.push_back(probe.time(topology));
  }
  if (conditions.interrupted()) return std::nullopt;
  std::vector<Course> courses;
  for (const auto& rehearsal : rehearsals) courses.push_back(course_of(rehearsal, prices));
  Forecast forecast = over_all(courses, config.stop, before);
  forecast.may_end_earlier = config.stop.target;
  forecast.first_parameters = static_cast<double>(first->parameter_count());
  forecast.first_pass_flops = pass_flops(*first);
  return forecast;
}

}  // namespace neat::app
