#include "doctor/run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "neat/run/values.hpp"
#include "progress.hpp"

namespace neat::app {
namespace {

bool is_tuned(const RunRecord& run) {
  const auto strategy = run.settings.find("run.strategy");
  return strategy != run.settings.end() && strategy->second == "neat-cma";
}

constexpr std::size_t kFew = 10;                      // generations that say nothing yet
constexpr double kStaleShare = 0.5;                   // of all generations without a better champion
constexpr std::size_t kStale = 20;                    // and at least so many
constexpr double kGap = 0.1;                          // of a metric between two partitions, relative
constexpr double kLostShare = 0.05;                   // of all evaluations
constexpr double kLostMost = 0.5;                     // beyond this nothing can be learned from the rest
constexpr double kGrowth = 1.5;                       // of networks within half a run
constexpr double kSigmaLow = 1e-3, kSigmaHigh = 100;  // where mutate_traits clamps the trait

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
std::string text(std::size_t value) {
  return std::to_string(value);
}
std::string percent(double share) {
  return short_number(100 * share) + " %";
}

/// Mean of the finite ones of the last `count`; NaN when there is none.
double recent_mean(const std::vector<double>& values, std::size_t count) {
  double sum = 0, finite = 0;
  for (std::size_t i = values.size() - std::min(values.size(), count); i < values.size(); ++i)
    if (std::isfinite(values[i])) sum += values[i], ++finite;
  return finite > 0 ? sum / finite : std::nan("");
}

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double last(const std::vector<double>& values) {
  return values.empty() ? std::nan("") : values.back();
}

/// How many lines at the end hold `value`.
std::size_t run_at_end(const std::vector<double>& values, double value) {
  const auto other = std::find_if(values.rbegin(), values.rend(), [&](double v) { return v != value; });
  return static_cast<std::size_t>(other - values.rbegin());
}

/// Generations since the champion's fitness last changed; all of them where it never did.
std::size_t stale(const RunRecord& run) {
  const auto& fitness = run.column("champion_fitness");
  return fitness.empty() ? 0 : run_at_end(fitness, fitness.back());
}

/// How far the champion came between two lines, whatever the direction.
double gained(const RunRecord& run, std::size_t from, std::size_t to) {
  const auto& fitness = run.column("champion_fitness");
  return std::abs(fitness[to] - fitness[from]);
}

std::string metric_behind(const std::string& name, const std::string& prefix) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : "";
}

}  // namespace

std::size_t RunRecord::generations() const {
  return column("generation").size();
}

const std::vector<double>& RunRecord::column(std::string_view name) const {
  static const std::vector<double> absent;
  const auto found = columns.find(name);
  return found == columns.end() ? absent : found->second;
}

double RunRecord::number(std::string_view key, double fallback) const {
  const auto found = settings.find(key);
  return found == settings.end() ? fallback : parse_real(found->second).value_or(fallback);
}

bool RunRecord::flag(std::string_view key, bool fallback) const {
  const auto found = settings.find(key);
  return found == settings.end() ? fallback : parse_switch(found->second).value_or(fallback);
}

Finding diagnose_species(const RunRecord& run) {
  constexpr const char* kName = "species";
  if (is_tuned(run))
    return none(kName, "neat-cma tunes each species by itself: species.* and population.size have no effect");
  const auto& species = run.column("species");
  const double target = run.number("species.target", 10), size = run.number("population.size", 150);
  const double diversity = recent_mean(run.column("population_diversity"), kFew);
  const std::size_t alone = run_at_end(species, 1);
  const double now = last(species);
  if (diversity == 0)
    return serious(kName, "all genomes are alike: the mean distance within species is 0",
                   "--mutation.weights 0.9 --mutation.weight_power " +
                       text(std::max(0.5, 2 * run.number("mutation.weight_power", 1))));
  if (target > 1 && alone >= kFew)
    return warning(
        kName,
        "one species for the last " + text(alone) + " generations, where " + text(target) + " are aimed for",
        "--species.threshold " + text(std::max(1e-3, diversity)) +
            (run.number("species.threshold_step", 0.1) > 0 ? "" : " --species.threshold_step 0.1"));
  if (now > 2 * target && now > size / 4)
    return warning(
        kName, text(now) + " species in a population of " + text(size) + ": most have no room for children",
        "--species.threshold " + text(std::max(1e-3, 3 * diversity)) + " --species.threshold_step 0.3");
  return passed(kName, text(now) + " species, " + text(target) + " are aimed for");
}

Finding diagnose_progress(const RunRecord& run) {
  constexpr const char* kName = "progress";
  const std::size_t all = run.generations(), without = stale(run);
  if (run.ended_by == "solved") return passed(kName, "solved after " + text(all) + " generations");
  const std::string detail =
      "no better champion for the last " + text(without) + " of " + text(all) + " generations";
  const std::string tuned =
      "--tuning.species " + text(2 * run.number("tuning.species", 1)) + ", or another --seed";
  const std::string sized =
      "--population.size " + text(2 * run.number("population.size", 150)) +
      (run.number("species.restart", 0) > 0 ? ""
                                            : " --species.restart " + text(std::max(kStale, without / 2))) +
      ", or another --seed";
  const std::string& remedy = is_tuned(run) ? tuned : sized;
  if (without == all && all >= kStale)
    return serious(kName, "the first champion was never bettered in " + text(all) + " generations", remedy);
  if (without >= kStale && double(without) > kStaleShare * double(all)) return warning(kName, detail, remedy);
  return passed(kName, without <= 1 ? "the last generation found a better champion" : detail);
}

Finding diagnose_bound(const RunRecord& run) {
  constexpr const char* kName = "bound";
  const std::size_t all = run.generations();
  if (run.ended_by.empty()) return none(kName, "the run has not come to its end");
  if (run.ended_by == "solved") return passed(kName, "it ended because it was solved");
  const std::string ended = "it ended by stop." + run.ended_by;
  if (all < kFew)
    return warning(kName, ended + " after " + text(all) + " generations, before the search could do anything",
                   "neat-run resume " + run.directory + " --stop." + run.ended_by + " " +
                       number_text(10 * run.number("stop." + run.ended_by, 10)));
  const double late = gained(run, all - 1 - all / 10, all - 1), whole = gained(run, 0, all - 1);
  if (whole > 0 && late > 0.02 * whole)
    return warning(kName,
                   ended + " while it still got better: " + percent(late / whole) +
                       " of what it gained came in the last tenth",
                   "neat-run resume " + run.directory + " --stop." + run.ended_by + " " +
                       number_text(2 * run.number("stop." + run.ended_by, 1)));
  return passed(kName, ended + ", when it had stopped getting better");
}

Finding diagnose_size(const RunRecord& run) {
  constexpr const char* kName = "size";
  const auto& connections = run.column("mean_connections");
  const std::size_t all = run.generations();
  if (all < 2 * kFew || connections.size() != all) return none(kName, "too few generations to tell");
  const double from = connections[all / 2], to = connections.back();
  const double late = gained(run, all / 2, all - 1), whole = gained(run, 0, all - 1);
  const std::string detail = text(from) + " connections in the mean at half-time, " + text(to) + " now";
  if (!(to > kGrowth * from) || late > 0.05 * whole || run.ended_by == "solved") return passed(kName, detail);
  return warning(kName, detail + ", and the champion gained nothing by it",
                 "--mutation.add_node " + text(run.number("mutation.add_node", 0.1) / 2) +
                     " --mutation.add_connection " + text(run.number("mutation.add_connection", 0.3) / 2) +
                     " --mutation.delete_connection " +
                     text(std::min(1.0, std::max(0.05, 2 * run.number("mutation.delete_connection", 0.02)))));
}

Finding diagnose_gap(const RunRecord& run) {
  constexpr const char* kName = "gap";
  std::string seen;
  for (const auto& [name, value] : run.metrics) {
    const std::string metric = metric_behind(name, "test_");
    if (metric.empty() || !std::isfinite(value)) continue;
    for (const auto& [other, fitted] : run.metrics) {
      if (other != "validation_" + metric && other != "train_" + metric) continue;
      const double gap = std::abs(value - fitted) / std::max({std::abs(value), std::abs(fitted), 1e-12});
      const std::string detail = other + " " + text(fitted) + ", " + name + " " + text(value);
      if (gap > kGap)
        return warning(kName, detail + ": " + percent(gap) + " apart",
                       "more rows to select on, or --learning.weight_decay " +
                           text(std::max(1e-4, 3 * run.number("learning.weight_decay", 0))) +
                           " --genome.dropout " + text(std::min(0.5, run.number("genome.dropout", 0) + 0.1)));
      seen += (seen.empty() ? "" : "; ") + detail;
    }
  }
  return seen.empty() ? none(kName, "no metric is measured on two partitions") : passed(kName, seen);
}

Finding diagnose_lost(const RunRecord& run) {
  constexpr const char* kName = "lost evaluations";
  const double evaluations = std::max(1.0, last(run.column("evaluations")));
  const double diverged = total(run.column("diverged")), lost = total(run.column("lost"));
  const std::string detail = text(diverged) + " diverged and " + text(lost) + " lost of " + text(evaluations);
  const double rate = run.number("learning.rate", 0.05);
  if (diverged > kLostMost * evaluations) return serious(kName, detail, "--learning.rate " + text(rate / 10));
  if (diverged > kLostShare * evaluations) return warning(kName, detail, "--learning.rate " + text(rate / 3));
  if (lost > 0) return warning(kName, detail, "neat-run check the task's plugin: it crashes or hangs");
  return passed(kName, detail);
}

Finding diagnose_learning(const RunRecord& run) {
  constexpr const char* kName = "learning";
  const double samples = last(run.column("samples_seen"));
  if (!(samples > 0)) return none(kName, "nothing learns in this run");
  const double gain = recent_mean(run.column("learning_gain"), std::max(kFew, run.generations() / 4));
  const double rate = run.number("learning.rate", 0.05);
  if (gain > 0) return passed(kName, "a life lowers its loss by " + text(gain) + " in the mean");
  if (gain < 0)
    return warning(kName, "lives raise their loss, by " + text(-gain) + " in the mean",
                   "--learning.rate " + text(rate / 3));
  return warning(
      kName, "lives do not lower their loss",
      "--learning.rate " + text(std::min(100.0, 3 * rate)) + ", or --learning.learn off to save their time");
}

Finding diagnose_sigma(const RunRecord& run) {
  constexpr const char* kName = "sigma";
  const double power = run.number("mutation.weight_power", 1);
  if (!run.flag("traits.evolve", false) || !(power > 0)) return none(kName, "it does not evolve in this run");
  const double sigma = last(run.column("sigma")) / power;
  const std::string detail = "the mean scale of weight mutation is " + text(sigma);
  if (sigma < 2 * kSigmaLow)
    return warning(kName, detail + ", at its floor of " + text(kSigmaLow),
                   "--mutation.weight_power " + text(power / 10) + " --traits.sigma 1");
  if (sigma > kSigmaHigh / 2)
    return warning(kName, detail + ", at its ceiling of " + text(kSigmaHigh),
                   "--mutation.weight_power " + text(std::min(100.0, 10 * power)) + " --traits.sigma 1");
  return passed(kName, detail);
}

Finding diagnose_files(const RunRecord& run) {
  constexpr const char* kName = "files";
  if (run.damaged_lines == 0) return passed(kName, "every line of history can be read");
  return serious(kName, text(run.damaged_lines) + " lines of history.jsonl cannot be read",
                 "neat-run verify " + run.directory + " --all, or restore the file");
}

std::vector<Finding> diagnose(const RunRecord& run) {
  if (run.generations() == 0) return {none("history", "no generation is finished yet")};
  constexpr std::array kAll{diagnose_files,   diagnose_progress, diagnose_bound,
                            diagnose_species, diagnose_size,     diagnose_gap,
                            diagnose_lost,    diagnose_learning, diagnose_sigma};
  std::vector<Finding> findings;
  for (const auto look : kAll) findings.push_back(look(run));
  return findings;
}

}  // namespace neat::app
