#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "check/plugin_checks.hpp"
#include "neat/run/champion.hpp"
#include "neat/run/history.hpp"
#include "neat/run/values.hpp"
#include "progress.hpp"

namespace neat::app {
namespace {

std::string genome_text(const EvaluationRequest& request) {
  return "genome " + std::to_string(request.genome->lineage.id);
}

Finding unusable(const std::string& check) {
  return {check, Verdict::not_applicable, "no network can be evaluated", {}};
}

std::vector<Partition> partitions_of(const TaskInfo& info) {
  std::vector<Partition> all{Partition::train};
  if (info.has_validation) all.push_back(Partition::validation);
  if (info.has_test) all.push_back(Partition::test);
  return all;
}

/// What is said of evaluations that went well, one by one and together.
Finding judge(const std::vector<Observation>& outcomes) {
  std::size_t solved = 0, diverged = 0, rowless = 0;
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (const auto& [evaluation, error, changed] : outcomes) {
    diverged += !evaluation.ok();
    if (!evaluation.ok()) continue;
    solved += evaluation.solved;
    rowless += evaluation.rows == 0;
    least = std::min(least, evaluation.fitness());
    most = std::max(most, evaluation.fitness());
  }
  const std::size_t ok = outcomes.size() - diverged;
  const std::string of = " of " + std::to_string(outcomes.size()) + " networks";
  if (ok == 0)
    return {kEvaluateCheck, Verdict::failed, "every network diverged: 0" + of + " has a fitness",
            "say diverged only where learning went wrong; check the inputs for NaN"};
  if (rowless > 0)
    return {kEvaluateCheck, Verdict::warning, std::to_string(rowless) + of + " were measured on 0 rows",
            "set Result::rows to the rows, episodes or steps that the fitness was measured on"};
  if (least == most && ok > 1)
    return {kEvaluateCheck, Verdict::warning,
            "all networks have the same fitness, " + short_number(least) + ": there is nothing to select",
            "let fitness grow gradually with what a network does right"};
  if (solved == ok)
    return {kEvaluateCheck, Verdict::warning, "every network is a solution before it was evolved",
            "say solved only of a network that does all that the task asks"};
  return passed(kEvaluateCheck, std::to_string(ok) + of + " have a fitness, from " + short_number(least) +
                                    " to " + short_number(most) + "; solved " + std::to_string(solved) +
                                    ", diverged " + std::to_string(diverged));
}

/// As a run measures its champion.
EvaluationRequest champion_request(CheckSubject& subject, Partition partition) {
  const auto& genome = subject.reference()->requests.front().genome;
  return measuring_request(genome, partition, subject.config().strategy.seed, 0);
}

struct Extreme {
  const char* name;
  float value;
};

constexpr std::array kExtremes{Extreme{"0", 0.0F},
                               Extreme{"100", 100.0F},
                               Extreme{"-1e30", -1e30F},
                               Extreme{"3e38", 3e38F},
                               Extreme{"infinity", std::numeric_limits<float>::infinity()},
                               Extreme{"NaN", std::numeric_limits<float>::quiet_NaN()}};

EvaluationRequest with_weights(const EvaluationRequest& request, float value) {
  Genome genome = *request.genome;
  std::fill(genome.parameters.begin(), genome.parameters.end(), value);
  EvaluationRequest changed = request;
  changed.genome = std::make_shared<const Genome>(std::move(genome));
  return changed;
}

}  // namespace

Finding check_evaluate(CheckSubject& subject) {
  std::vector<Observation> outcomes;
  for (const auto& request : subject.requests()) {
    subject.report().doing("evaluating " + genome_text(request));
    outcomes.push_back(subject.evaluate(request));
    if (!outcomes.back().error.empty())
      return {kEvaluateCheck, Verdict::failed, outcomes.back().error,
              "give every network finite objectives and metrics, or say that it diverged"};
  }
  return judge(outcomes);
}

Finding check_partitions(CheckSubject& subject) {
  constexpr const char* kName = "partitions";
  if (!subject.reference()) return unusable(kName);
  EvaluationRequest request = subject.reference()->requests.front();
  std::string seen;
  for (const Partition partition : partitions_of(subject.info())) {
    const std::string of(name(partition));
    subject.report().doing("measuring on the partition " + of);
    request.partition = partition;
    const Observation outcome = subject.evaluate(request);
    if (!outcome.error.empty())
      return {kName, Verdict::failed, of + ": " + outcome.error,
              "measure every partition that is declared, or do not declare it"};
    seen += (seen.empty() ? "" : ", ") + of + " on " + std::to_string(outcome.evaluation.rows) + " rows";
  }
  return passed(kName, seen);
}

Finding check_extremes(CheckSubject& subject) {
  constexpr const char* kName = "extreme weights";
  if (!subject.reference()) return unusable(kName);
  const auto& requests = subject.reference()->requests;
  std::size_t finite = 0, diverged = 0;
  for (const auto& request : {requests.front(), requests.back()})
    for (const auto& [text, value] : kExtremes) {
      subject.report().doing(std::string("weights of ") + text);
      const Observation outcome = subject.evaluate(with_weights(request, value));
      if (!outcome.error.empty())
        return {kName, Verdict::failed, std::string("with all weights ") + text + ": " + outcome.error,
                "outputs may be huge, infinite or NaN: clamp what is made of them, or say that it diverged"};
      ++(outcome.evaluation.ok() ? finite : diverged);
    }
  return passed(kName, "0, 100, -1e30, 3e38, infinity, NaN: " + std::to_string(finite) + " finite, " +
                           std::to_string(diverged) + " diverged");
}

Finding check_champion_test(CheckSubject& subject) {
  constexpr const char* kName = "champion test";
  if (!subject.info().has_champion_test) return {kName, Verdict::not_applicable, "it has none", {}};
  if (!subject.reference()) return unusable(kName);
  EvaluationRequest request = champion_request(subject, fitness_partition(subject.info()));
  request.champion_test = true;
  subject.report().doing("the first champion test");
  const Observation first = subject.evaluate(request);
  if (!first.error.empty())
    return {kName, Verdict::failed, first.error,
            "let champion_test set every objective and metric, as evaluate does"};
  const std::string change = difference(first, subject.evaluate(request), subject.info());
  if (!change.empty())
    return {kName, Verdict::failed, "the same network twice: " + change,
            "draw from request.random() alone, and keep nothing between calls"};
  return passed(kName, "the same twice, on " + std::to_string(first.evaluation.rows) + " rows");
}

Finding check_report_items(CheckSubject& subject) {
  constexpr const char* kName = "report";
  if (!subject.reference()) return unusable(kName);
  EvaluationRequest request = champion_request(subject, partitions_of(subject.info()).back());
  request.report = false;
  const Observation plain = subject.evaluate(request);
  request.report = true;
  subject.report().doing("showing a network");
  const Observation shown = subject.evaluate(request);
  const std::string change = difference(plain, shown, subject.info());
  if (!change.empty())
    return {kName, Verdict::failed, "being shown changes the result: " + change,
            "report what was measured anyway; let nothing depend on what is shown"};
  const std::size_t items = shown.evaluation.report.size();
  if (items == 0) return {kName, Verdict::not_applicable, "it shows nothing of its networks", {}};
  return passed(kName, std::to_string(items) + " parts shown; the result is the same without them");
}

}  // namespace neat::app
