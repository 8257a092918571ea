#include "doctor/plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "neat/evolution/strategy.hpp"
#include "neat/run/values.hpp"
#include "progress.hpp"
#include "units.hpp"

namespace neat::app {
namespace {

constexpr double kManyHours = 24;
constexpr double kSafeShare = 0.8;                    // of the memory that is free
constexpr double kFewPerSpecies = 5;                  // genomes
constexpr double kGreedySgd = 1, kGreedyAdam = 0.05;  // learning rates
constexpr double kCheckpoints = 3;     // on the disk at a time: two, and the one that is written
constexpr double kHistoryLine = 2000;  // bytes, about, in both files

Finding warning(const char* check, std::string detail, std::string remedy) {
  return {check, Verdict::warning, std::move(detail), std::move(remedy)};
}
Finding serious(const char* check, std::string detail, std::string remedy) {
  return {check, Verdict::failed, std::move(detail), std::move(remedy)};
}
Finding none(const char* check, std::string detail) {
  return {check, Verdict::not_applicable, std::move(detail), {}};
}

std::string text(double value) {
  return short_number(value);
}

/// Known to three digits, so that a key reads well.
std::string rounded(double value) {
  if (!(value > 0)) return "0.001";
  const double unit = std::pow(10, std::floor(std::log10(value)) - 2);
  return short_number(std::ceil(value / unit) * unit);
}

bool lives(const PlannedRun& run) {
  return run.task.learns && run.config.strategy.inheritance.learn;
}

bool is_tuned(const PlannedRun& run) {
  return run.config.strategy.strategy == "neat-cma";
}

/// Genomes of a generation, at first.
double first_size(const PlannedRun& run) {
  return double(first_generation_size(run.config.strategy, std::size_t(run.forecast.first_parameters)));
}

bool has_bound(const StopOptions& stop) {
  return stop.generations > 0 || stop.samples > 0 || stop.evaluations > 0 || stop.rows > 0 ||
         stop.flops > 0 || stop.seconds > 0;
}

/// Of neat-cma, whose generations are what its species draw.
Finding diagnose_draws(const PlannedRun& run, const char* name) {
  const StrategyOptions& strategy = run.config.strategy;
  const double genomes = first_size(run);
  const std::string detail =
      text(genomes) + " genomes, drawn by " + text(strategy.tuning.species) + " species";
  const auto given = std::ranges::find(run.given, "population.size");
  if (given != run.given.end())
    return warning(name, detail + ": population.size was given, which neat-cma does not use",
                   "--tuning.lambda and --tuning.species, or --strategy neat");
  return passed(name, detail);
}

}  // namespace

Finding diagnose_data(const PlannedRun& run) {
  if (run.notice.empty()) return passed("data", "the task has what it needs");
  return warning("data", run.notice, "neat-run data get " + run.task.name);
}

Finding diagnose_threshold(const PlannedRun& run) {
  constexpr const char* kName = "species";
  if (run.config.strategy.strategy != "neat") return none(kName, "this strategy has no species");
  const SpeciesOptions& options = run.config.strategy.species;
  const SpeciesTrial& trial = run.species;
  const std::string of = " species of " + std::to_string(trial.genomes) + " genomes at a threshold of " +
                         text(options.threshold);
  const std::string detail = std::to_string(trial.first) + of + ", " + std::to_string(trial.later) +
                             " after five generations; " + std::to_string(options.target) + " are aimed for";
  const std::string remedy = "--species.threshold " + rounded(trial.suggested) +
                             (options.threshold_step > 0 ? "" : " --species.threshold_step 0.1");
  const bool crowded = trial.later > 2 * std::size_t{options.target} && 4 * trial.later > trial.genomes;
  const bool alone = options.target > 1 && trial.first == 1 && trial.later == 1;
  if (!crowded && !alone) return passed(kName, detail);
  if (options.threshold_step > 0)
    return warning(kName, detail + ", which species.threshold_step will bring about slowly", remedy);
  return serious(kName, detail + ", and species.threshold_step = 0 keeps it so", remedy);
}

Finding diagnose_population(const PlannedRun& run) {
  constexpr const char* kName = "population";
  if (is_tuned(run)) return diagnose_draws(run, kName);
  const double size = run.config.strategy.population.size, target = run.config.strategy.species.target;
  const std::string detail = text(size) + " genomes";
  if (run.config.strategy.strategy == "neat" && size < kFewPerSpecies * target)
    return warning(kName, detail + " for " + text(target) + " species: too few for parents in each",
                   "--population.size " + text(kFewPerSpecies * target) + " or --species.target " +
                       text(std::max(1.0, std::floor(size / kFewPerSpecies))));
  if (run.forecast.generations.expected < 10 && !run.forecast.bound.empty() &&
      run.forecast.bound != "generations")
    return warning(kName,
                   detail + ": stop." + run.forecast.bound + " ends the run after about " +
                       text(std::max(1.0, run.forecast.generations.expected)) + " generations",
                   "--population.size " + text(std::max(2.0, std::floor(size / 5))) + ", or a larger stop." +
                       run.forecast.bound);
  return passed(kName, detail);
}

Finding diagnose_lives(const PlannedRun& run) {
  constexpr const char* kName = "lives";
  const StrategyOptions& strategy = run.config.strategy;
  const auto idle = std::find_if(run.given.begin(), run.given.end(),
                                 [](const std::string& key) { return key.starts_with("learning."); });
  if (!run.task.learns && idle != run.given.end())
    return warning(kName,
                   *idle + " was given, but the task " + run.task.name + " does not learn: it has no effect",
                   "leave it out");
  if (!run.task.learns) return none(kName, "the task does not learn");
  const bool blocks_stay = run.layers && strategy.mutation.layer_power == 0;
  if (!lives(run) && blocks_stay)
    return serious(kName, "learning is off and mutation.layer_power is 0: the weights of layers never change",
                   "--learning.learn on, or --mutation.layer_power 0.1");
  if (!lives(run)) return passed(kName, "learning is off: networks change by mutation alone");
  const std::uint64_t samples = strategy.inheritance.samples, batch = strategy.inheritance.initial.batch;
  if (samples == 0)
    return serious(kName, "learning is on, but learning.samples is 0: no life learns anything",
                   "--learning.samples 10000, or --learning.learn off");
  if (samples < batch)
    return warning(
        kName,
        "a life of " + number_text(samples) + " samples is shorter than one batch of " + number_text(batch),
        "--learning.batch " + number_text(std::max<std::uint64_t>(1, samples / 8)));
  return passed(kName, number_text(samples) + " samples in batches of " + number_text(batch));
}

Finding diagnose_rate(const PlannedRun& run) {
  constexpr const char* kName = "learning rate";
  if (!lives(run)) return none(kName, "nothing learns in this run");
  const bool adam = run.config.life.optimiser.kind == OptimiserKind::adam;
  const double rate = run.config.strategy.inheritance.initial.learning_rate,
               most = adam ? kGreedyAdam : kGreedySgd;
  const std::string detail = text(rate) + (adam ? " with Adam" : " with SGD");
  if (rate > most)
    return warning(kName, detail + " makes most networks diverge",
                   "--learning.rate " + text(adam ? 0.001 : 0.05));
  if (run.config.life.lowest_rate > rate)
    return warning(kName, detail + " is below learning.lowest_rate, where the schedule should end",
                   "--learning.lowest_rate " + text(rate / 100));
  return passed(kName, detail);
}

Finding diagnose_bounds(const PlannedRun& run) {
  constexpr const char* kName = "bound";
  const StopOptions& stop = run.config.stop;
  if (has_bound(stop)) return passed(kName, "stop." + run.forecast.bound + " ends the run at the latest");
  return warning(kName, stop.target ? "nothing but its target ends this run" : "nothing ends this run",
                 "--stop.generations 1000, or --stop.seconds 3600");
}

Finding diagnose_threads(const PlannedRun& run) {
  constexpr const char* kName = "threads";
  const unsigned threads = run.config.threads == 0 ? run.processors : run.config.threads;
  const std::string detail =
      std::to_string(threads) + " on " + std::to_string(run.processors) + " processors";
  if (threads > run.processors)
    return warning(kName, detail + ": they get into each other's way",
                   "--threads " + std::to_string(run.processors));
  return passed(kName, detail);
}

Finding diagnose_memory(const PlannedRun& run) {
  constexpr const char* kName = "memory";
  const double needed = run.forecast.memory_bytes.high;
  std::string detail = "at most " + bytes_text(needed);
  if (run.free_memory > 0) detail += " of " + bytes_text(run.free_memory) + " that are free";
  if (run.free_memory == 0 || needed < kSafeShare * run.free_memory) return passed(kName, detail);
  const double size = first_size(run) * kSafeShare / 2 * run.free_memory / needed;
  const std::string remedy = is_tuned(run)
                                 ? "--tuning.species 1 --tuning.sleepers 0 --tuning.covariance diagonal"
                                 : "--population.size " + text(std::max(2.0, std::floor(size)));
  return needed < run.free_memory ? warning(kName, detail, remedy) : serious(kName, detail, remedy);
}

Finding diagnose_time(const PlannedRun& run) {
  constexpr const char* kName = "time";
  const double hours = run.forecast.seconds.expected / 3600;
  const std::string detail =
      "about " + duration_text(run.forecast.seconds.expected) +
      (run.forecast.bound.empty() ? " for one generation" : " until stop." + run.forecast.bound);
  if (hours < kManyHours) return passed(kName, detail);
  return warning(kName, detail, "--stop.seconds 3600 to see how it begins; neat-run resume goes on");
}

Finding diagnose_disk(const PlannedRun& run) {
  constexpr const char* kName = "disk";
  const double genomes = 2.0 * first_size(run);  // members and what they learned
  const double checkpoint = genomes * run.forecast.first_parameters * sizeof(float);
  const double needed = kCheckpoints * checkpoint + kHistoryLine * run.forecast.generations.high;
  std::string detail = "at least " + bytes_text(needed) + " for checkpoints and history";
  if (run.free_disk == 0) return none(kName, detail + "; how much is free is not known");
  detail += ", " + bytes_text(run.free_disk) + " are free";
  if (needed < kSafeShare * run.free_disk) return passed(kName, detail);
  return serious(kName, detail, "--out a directory on a larger disk, or --checkpoint.every 0");
}

std::vector<Finding> diagnose(const PlannedRun& run) {
  constexpr std::array kAll{diagnose_data,  diagnose_bounds, diagnose_population, diagnose_threshold,
                            diagnose_lives, diagnose_rate,   diagnose_threads,    diagnose_memory,
                            diagnose_time,  diagnose_disk};
  std::vector<Finding> findings;
  for (const auto look : kAll) findings.push_back(look(run));
  return findings;
}

}  // namespace neat::app
