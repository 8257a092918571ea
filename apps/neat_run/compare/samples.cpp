#include "compare/samples.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "neat/base/error.hpp"
#include "sample/settings.hpp"
#include "sample/summary.hpp"
#include "statistics/differences.hpp"
#include "statistics/tests.hpp"

namespace neat::app {
namespace {

double value_in(const Outcome& outcome, const std::string& measure) {
  return measure == "solved" ? (outcome.solved ? 1.0 : 0.0) : outcome.value(measure);
}

/// The values of one measure that two samples are compared by.
struct Data {
  std::vector<double> first, second;  ///< one beside the other when paired
  bool paired = false;
};

Data pairs_of(const ComparedSample& baseline, const ComparedSample& sample, const std::string& measure) {
  Data data;
  data.paired = true;
  auto other = sample.outcomes.begin();
  for (const auto& outcome : baseline.outcomes) {
    while (other != sample.outcomes.end() && other->seed < outcome.seed) ++other;
    if (other == sample.outcomes.end()) break;
    if (other->seed != outcome.seed) continue;
    const double first = value_in(outcome, measure), second = value_in(*other, measure);
    if (!std::isfinite(first) || !std::isfinite(second)) continue;
    data.first.push_back(first);
    data.second.push_back(second);
  }
  return data;
}

std::vector<double> all_of(const ComparedSample& sample, const std::string& measure) {
  std::vector<double> values;
  for (const auto& outcome : sample.outcomes)
    if (const double value = value_in(outcome, measure); std::isfinite(value)) values.push_back(value);
  return values;
}

/// Pairs where at least half of the smaller sample has a partner: seeds without one are then left out.
Data data_of(const ComparedSample& baseline, const ComparedSample& sample, const std::string& measure) {
  Data pairs = pairs_of(baseline, sample, measure);
  Data all{all_of(baseline, measure), all_of(sample, measure), false};
  const std::size_t smaller = std::min(all.first.size(), all.second.size());
  return 2 * pairs.first.size() >= smaller && pairs.first.size() >= 2 ? pairs : all;
}

std::vector<double> differences(const Data& data) {
  std::vector<double> d(data.first.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = data.second[i] - data.first[i];
  return d;
}

std::uint64_t successes(const std::vector<double>& values) {
  return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), 1.0));
}

PairedCounts paired_counts(const Data& data) {
  PairedCounts counts;
  for (std::size_t i = 0; i < data.first.size(); ++i) {
    const bool first = data.first[i] != 0, second = data.second[i] != 0;
    ++(first ? (second ? counts.both : counts.first_only) : (second ? counts.second_only : counts.neither));
  }
  return counts;
}

void judge_rates(Comparison& c, const Data& data) {
  c.effect_name = "risk_difference";
  c.effect = c.difference();
  if (data.paired) {
    const PairedCounts counts = paired_counts(data);
    c.interval = paired_rate_difference_interval(counts);
    c.p = mcnemar_p(counts.first_only, counts.second_only);
    return;
  }
  const std::uint64_t first = successes(data.first), second = successes(data.second);
  c.interval = rate_difference_interval(first, data.first.size(), second, data.second.size());
  c.p = fisher_p(first, data.first.size(), second, data.second.size());
}

/// A difference of bounded values is bounded too.
Interval possible(Interval interval, Bounds bounds) {
  const double most = bounds.high - bounds.low;
  return {std::max(interval.low, -most), std::min(interval.high, most)};
}

void judge_means(Comparison& c, const Data& data, std::size_t resamples) {
  const Bounds bounds = bounds_of(c.measure);
  if (data.paired) {
    const auto d = differences(data);
    c.interval = possible(mean_interval(d), bounds);
    c.effect_name = "d_z";
    c.effect = effect_of_pairs(d);
    c.p = paired_p(d, resamples);
    return;
  }
  c.interval = possible(difference_interval(data.first, data.second), bounds);
  c.effect_name = "hedges_g";
  c.effect = hedges_g(data.first, data.second);
  c.p = unpaired_p(data.first, data.second, resamples);
}

Comparison judged(const ComparedSample& baseline, const ComparedSample& sample, const std::string& measure,
                  const Data& data, std::size_t resamples) {
  Comparison c;
  c.sample = sample.name;
  c.measure = measure;
  c.better = measure == "solved" ? Better::higher : better_of(measure, baseline.origin.maximise);
  c.paired = data.paired;
  c.baseline_count = data.first.size();
  c.count = data.second.size();
  c.baseline_mean = mean(data.first);
  c.mean = mean(data.second);
  c.superiority =
      data.paired ? superiority_of_pairs(differences(data)) : superiority(data.first, data.second);
  if (measure == "solved")
    judge_rates(c, data);
  else
    judge_means(c, data, resamples);
  return c;
}

bool is_constant(const Data& data) {
  const auto same = [&](double value) { return value == data.first.front(); };
  return std::all_of(data.first.begin(), data.first.end(), same) &&
         std::all_of(data.second.begin(), data.second.end(), same);
}

/// Why there is nothing to test; empty: there is. A measure that no run varies cannot err, so it is no part of the
/// family.
std::string obstacle(const Data& data) {
  if (data.first.empty() || data.second.empty()) return "is not measured in both";
  if (is_constant(data)) return "is the same in every run";
  return data.first.size() < 2 || data.second.size() < 2 ? "has fewer than two values in one of them" : "";
}

/// The measure among those compared that has the very same values, as fitness and the metric it is; empty: none.
std::string twin_of(const Data& data, const std::vector<std::pair<std::string, Data>>& compared) {
  for (const auto& [measure, other] : compared)
    if (measure != "solved" && other.first == data.first && other.second == data.second) return measure;
  return {};
}

/// What two samples were not compared by: why -> measures.
using Obstacles = std::map<std::string, std::string>;

Obstacles compare_one(ComparisonReport& report, const ComparedSample& baseline, const ComparedSample& sample,
                      const std::vector<std::string>& measures, std::size_t resamples) {
  Obstacles obstacles;
  std::vector<std::pair<std::string, Data>> compared;
  for (const auto& measure : measures) {
    const Data data = data_of(baseline, sample, measure);
    std::string why = obstacle(data);
    if (why.empty())
      if (const auto twin = twin_of(data, compared); !twin.empty()) why = "has the values of " + twin;
    if (!why.empty()) {
      obstacles[why] += (obstacles[why].empty() ? "" : ", ") + measure;
      continue;
    }
    report.comparisons.push_back(judged(baseline, sample, measure, data, resamples));
    compared.emplace_back(measure, data);
  }
  return obstacles;
}

/// Once, where it is the same for every sample.
void note_obstacles(ComparisonReport& report, std::span<const ComparedSample> samples,
                    const std::vector<Obstacles>& obstacles) {
  const bool same =
      std::adjacent_find(obstacles.begin(), obstacles.end(), std::not_equal_to<>()) == obstacles.end();
  for (std::size_t i = 0; i < (same ? 1 : obstacles.size()); ++i)
    for (const auto& [why, measures] : obstacles[i])
      report.notes.push_back((same ? "Not" : samples[i].name + ": not") + " compared, as it " + why + ": " +
                             measures + ".");
}

void note_left_out(ComparisonReport& report, const ComparedSample& baseline, const ComparedSample& sample) {
  const Data pairs = pairs_of(baseline, sample, "solved");
  const std::size_t first = baseline.outcomes.size(), second = sample.outcomes.size();
  const Data used = data_of(baseline, sample, "solved");
  if (used.paired && pairs.first.size() < std::max(first, second))
    report.notes.push_back(sample.name + ": " + std::to_string(pairs.first.size()) +
                           " seeds are in the baseline too and are compared; " +
                           std::to_string(first + second - 2 * pairs.first.size()) + " others are left out.");
  if (!used.paired && !pairs.first.empty())
    report.notes.push_back(sample.name + ": only " + std::to_string(pairs.first.size()) +
                           " seeds are in the baseline too; all are compared, not as pairs.");
}

void note_unsolved(ComparisonReport& report, const ComparedSample& sample) {
  const auto solved = successes(all_of(sample, "solved"));
  if (solved == 0 || solved == sample.outcomes.size()) return;
  report.notes.push_back(
      sample.name + ": " + std::to_string(sample.outcomes.size() - solved) + " of " +
      std::to_string(sample.outcomes.size()) +
      " seeds are not solved and count with what they had spent when their bounds ended them.");
}

std::string setting_text(const DifferingSetting& setting) {
  std::string text = setting.key + " (";
  for (std::size_t i = 0; i < setting.values.size(); ++i)
    text += (i == 0 ? "" : ", ") + (setting.values[i].empty() ? "empty" : setting.values[i]);
  return text + ")";
}

/// One varied key is what a comparison is for; of several, none can be told to be the cause.
void note_settings(ComparisonReport& report, const ComparedSample& baseline, const ComparedSample& sample) {
  auto differing = differing_settings({baseline.settings, sample.settings});
  std::erase_if(differing, [](const DifferingSetting& setting) { return setting.key == "run.seed"; });
  std::string list;
  for (const auto& setting : differing) list += (list.empty() ? "" : ", ") + setting_text(setting);
  if (differing.size() == 1)
    report.notes.push_back(sample.name + ": differs from the baseline in " + list + ".");
  if (differing.size() > 1)
    report.notes.push_back("Warning: " + sample.name + " differs from the baseline in " +
                           std::to_string(differing.size()) +
                           " settings, any of which may be the cause: " + list + ".");
}

/// What is neither a setting nor a seed and yet makes results differ.
void note_origin(ComparisonReport& report, const ComparedSample& baseline, const ComparedSample& sample) {
  const SampleOrigin &a = baseline.origin, &b = sample.origin;
  const auto warn = [&](const std::string& what) {
    report.notes.push_back("Warning: " + sample.name + " " + what +
                           ", which may be the cause of any difference.");
  };
  if (a.task_version != b.task_version)
    warn("is of version " + b.task_version + " of the task, the baseline of " + a.task_version);
  if (a.data != b.data) warn("was made with other data than the baseline");
  if (a.arithmetic != b.arithmetic)
    warn("was computed with " + b.arithmetic + " arithmetic, the baseline with " + a.arithmetic);
}

void require_same_task(std::span<const ComparedSample> samples) {
  for (const auto& sample : samples)
    if (sample.origin.task != samples.front().origin.task)
      throw Error(ErrorCode::config, "compare: " + sample.name + ": is of task " + sample.origin.task + ", " +
                                         samples.front().name + " of task " + samples.front().origin.task +
                                         "; compare samples of one task");
}

void adjust(std::vector<Comparison>& comparisons) {
  std::vector<double> p;
  for (const auto& comparison : comparisons) p.push_back(comparison.p);
  const auto adjusted = holm_adjusted(p);
  for (std::size_t i = 0; i < p.size(); ++i) comparisons[i].p_adjusted = adjusted[i];
}

}  // namespace

std::string Comparison::verdict() const {
  if (!shown()) return "no difference shown";
  return difference() < 0 ? "lower" : "higher";
}

std::vector<std::string> measures_of(std::span<const ComparedSample> samples) {
  std::vector<std::string> measures{"solved"};
  const auto add = [&](const std::string& measure) {
    if (std::find(measures.begin(), measures.end(), measure) == measures.end()) measures.push_back(measure);
  };
  for (const auto& measure : run_measures())
    for (const auto& sample : samples)
      if (!all_of(sample, measure).empty()) add(measure);
  for (const auto& sample : samples)
    for (const auto& metric : metrics_of(sample.outcomes)) add(metric);
  return measures;
}

/// The smallest p that drawing gives must survive the adjustment for that many tests.
ComparisonReport compare(std::span<const ComparedSample> samples, const std::vector<std::string>& measures) {
  require_same_task(samples);
  const ComparedSample& baseline = samples.front();
  const auto others = samples.subspan(1);
  const std::size_t resamples = std::max(kResamples, 100 * measures.size() * others.size());
  ComparisonReport report;
  std::vector<Obstacles> obstacles;
  for (const auto& sample : others) {
    note_settings(report, baseline, sample);
    note_origin(report, baseline, sample);
    note_left_out(report, baseline, sample);
    obstacles.push_back(compare_one(report, baseline, sample, measures, resamples));
  }
  if (!others.empty()) note_obstacles(report, others, obstacles);
  for (const auto& sample : samples) note_unsolved(report, sample);
  adjust(report.comparisons);
  return report;
}

}  // namespace neat::app
