#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "check/plugin_checks.hpp"
#include "neat/platform/fp_environment.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

/// Share of all seconds that evaluating under load may take.
constexpr double kLoadShare = 0.3;
constexpr double kRepeats = 16;  // of every network per round, where evaluations are quick
constexpr unsigned kLeastThreads = 4;

constexpr const char* kState =
    "let the result depend on the request alone: no static or member variable that changes, no clock, no "
    "std::rand; draw from request.random()";
constexpr const char* kShared =
    "evaluate is called by many threads at once: replace static or member scratch by local variables";

Finding unusable(const std::string& check) {
  return {check, Verdict::not_applicable, "no network can be evaluated", {}};
}

std::string genome_text(const EvaluationRequest& request) {
  return "genome " + std::to_string(request.genome->lineage.id);
}

using Order = std::vector<std::size_t>;

/// Evaluates in this order on `threads`; the first mismatch with the reference, as "genome 3: fitness 1, then 2".
std::string mismatch(CheckSubject& subject, const Order& order, Threads& threads) {
  const auto& reference = *subject.reference();
  const PluginTask& task = subject.task();
  const TaskInfo& info = subject.info();
  std::vector<Worker> workers(threads.count());
  for (unsigned i = 0; i < threads.count(); ++i) workers[i].index = i, workers[i].count = threads.count();
  std::vector<std::string> changes(order.size());
  std::atomic<bool> found = false;
  threads.for_each(order.size(), [&](std::size_t i, unsigned worker) {
    if (found) return;
    const Observation outcome = subject.evaluate(task, reference.requests[order[i]], workers[worker]);
    changes[i] = difference(reference.outcomes[order[i]], outcome, info);
    if (!changes[i].empty()) found = true;
  });
  for (std::size_t i = 0; i < order.size(); ++i)
    if (!changes[i].empty()) return genome_text(reference.requests[order[i]]) + ": " + changes[i];
  return {};
}

Order forward_order(CheckSubject& subject) {
  Order order(subject.reference()->requests.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

/// Every network many times, in an order that the round decides.
Order mixed_order(CheckSubject& subject, std::uint32_t round) {
  const auto& reference = *subject.reference();
  const double round_seconds = reference.seconds * double(reference.requests.size());
  const double fitting = kLoadShare * subject.seconds() / std::max(1e-9, round_seconds);
  Order order;
  for (double i = 0; i < std::clamp(fitting, 1.0, kRepeats); ++i)
    for (const std::size_t index : forward_order(subject)) order.push_back(index);
  Random random(subject.config().strategy.seed, Purpose::test, round, 0);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
  return order;
}

}  // namespace

Finding check_repeat(CheckSubject& subject) {
  constexpr const char* kName = "repeat";
  if (!subject.reference()) return unusable(kName);
  for (const auto& request : subject.reference()->requests) {
    const Observation first = subject.evaluate(request), second = subject.evaluate(request);
    const std::string change = difference(first, second, subject.info());
    if (!change.empty())
      return {kName, Verdict::failed, "the same network twice, " + genome_text(request) + ": " + change,
              kState};
  }
  return passed(kName, std::to_string(subject.reference()->requests.size()) +
                           " networks, each twice: the same to the last bit");
}

Finding check_order(CheckSubject& subject) {
  constexpr const char* kName = "order";
  if (!subject.reference()) return unusable(kName);
  Threads one(1);
  Order order = forward_order(subject);
  std::reverse(order.begin(), order.end());
  for (std::uint32_t round = 0; round < 2; ++round) {
    const std::string change = mismatch(subject, order, one);
    if (!change.empty()) return {kName, Verdict::failed, "after other networks, " + change, kState};
    order = mixed_order(subject, round);
  }
  return passed(kName, "backwards and mixed: the same to the last bit");
}

Finding check_threads(CheckSubject& subject) {
  constexpr const char* kName = "two threads";
  if (!subject.reference()) return unusable(kName);
  Threads two(2);
  const std::string change = mismatch(subject, forward_order(subject), two);
  if (!change.empty()) return {kName, Verdict::failed, change, kShared};
  return passed(kName, "the same as on one");
}

Finding check_load(CheckSubject& subject) {
  constexpr const char* kName = "load";
  if (!subject.reference()) return unusable(kName);
  Threads threads(std::max(kLeastThreads, Threads(0).count()));
  const double until = seconds_since_start() + kLoadShare * subject.seconds();
  std::size_t evaluations = 0;
  for (std::uint32_t round = 0; round == 0 || seconds_since_start() < until; ++round) {
    const Order order = mixed_order(subject, round);
    const std::string change = mismatch(subject, order, threads);
    if (!change.empty())
      return {kName, Verdict::failed, "on " + std::to_string(threads.count()) + " threads, " + change,
              kShared};
    evaluations += order.size();
  }
  return passed(kName, std::to_string(evaluations) + " evaluations on " + std::to_string(threads.count()) +
                           " threads: the same as on one");
}

Finding check_learning(CheckSubject& subject) {
  constexpr const char* kName = "learning";
  if (!subject.info().learns) return {kName, Verdict::not_applicable, "it does not learn", {}};
  if (!subject.reference()) return unusable(kName);
  if (subject.budget() == 0) return {kName, Verdict::not_applicable, "learning is off in these settings", {}};
  EvaluationRequest request = subject.reference()->requests.front();
  request.learn = true;
  request.budget = subject.budget();
  const Observation first = subject.evaluate(request), second = subject.evaluate(request);
  if (!first.error.empty()) return {kName, Verdict::failed, first.error, "let a life end without an error"};
  if (const std::string change = difference(first, second, subject.info()); !change.empty())
    return {kName, Verdict::failed, "the same life twice: " + change, kState};
  const Evaluation& life = first.evaluation;
  if (life.ok() && (life.samples == 0 || life.learned.empty()))
    return {kName, Verdict::warning, "it says that it learns, but its networks see no training sample",
            "call network.train where request.learn is on, or declare .learns = false"};
  request.read_only = true;
  const Observation kept = subject.evaluate(request);
  request.learn = false;
  const Observation idle = subject.evaluate(request);
  for (const Observation* outcome : {&kept, &idle})
    if (!outcome->error.empty())
      return {kName, Verdict::failed, "without inheritance: " + outcome->error,
              "measure where nothing may be learned"};
  if (!kept.evaluation.learned.empty() || !idle.evaluation.learned.empty() || idle.evaluation.samples > 0)
    return {kName, Verdict::failed, "it learns where it may not", "ask request.learn and request.read_only"};
  return passed(kName, std::to_string(life.samples) + " samples of a budget of " +
                           std::to_string(subject.budget()) +
                           ", the same weights twice, nothing learned where it may not");
}

Finding check_environment(CheckSubject& subject) {
  constexpr const char* kName = "environment";
  if (!subject.reference()) return unusable(kName);
  for (const auto& request : subject.reference()->requests)
    if (subject.evaluate(request).changed_environment)
      return {kName, Verdict::failed,
              "evaluating " + genome_text(request) +
                  " left another floating-point environment (rounding, flush to zero, traps)",
              "restore it before evaluate returns: later evaluations on the thread would differ"};
  return passed(kName, "the floating-point environment is left as it was");
}

}  // namespace neat::app
