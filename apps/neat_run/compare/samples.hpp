/// apps/neat_run/compare/samples.hpp - samples against the first of them, measure by measure: how large a difference is,
/// how sure, and whether it is shown at all.
///
/// Where both have the same seeds, pairs are compared. One call is one family of tests: with probability 0.95 or more it
/// shows no difference that is none (Holm 1979), whatever the number of samples and measures. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "neat/run/config.hpp"
#include "sample/outcome.hpp"
#include "statistics/intervals.hpp"

namespace neat::app {

/// Finished runs of one configuration, each with a seed of its own.
struct ComparedSample {
  std::string name;
  SampleOrigin origin;
  std::vector<Outcome> outcomes;  ///< by seed
  std::vector<Setting> settings;
};

/// One measure of one sample, second, against that of the baseline, first.
struct Comparison {
  std::string sample, measure;
  Better better = Better::neither;
  bool paired = false;
  std::size_t baseline_count = 0, count = 0;  ///< values compared; equal when paired
  double baseline_mean = 0, mean = 0;         ///< of those values
  Interval interval{0, 0};                    ///< of mean - baseline_mean
  std::string effect_name;                    ///< d_z, hedges_g or risk_difference
  double effect = 0, superiority = 0, p = 1, p_adjusted = 1;

  double difference() const { return mean - baseline_mean; }
  bool shown() const { return p_adjusted < 0.05; }
  std::string verdict() const;  ///< lower, higher or no difference shown
};

struct ComparisonReport {
  std::vector<Comparison> comparisons;  ///< by sample, then in the order of every table
  std::vector<std::string> notes;       ///< what was not compared, and what else one should know; sentences
};

/// "solved", run measures and metrics that any sample has.
std::vector<std::string> measures_of(std::span<const ComparedSample> samples);

/// All but the first against the first, in these measures. Throws neat::Error(config) when the tasks are not the same.
/// REQUIRES: two samples or more; no sample without outcomes.
ComparisonReport compare(std::span<const ComparedSample> samples, const std::vector<std::string>& measures);

}  // namespace neat::app
