#include <algorithm>
#include <cmath>

#include "check/plugin_checks.hpp"
#include "neat/network/plan.hpp"
#include "neat/platform/memory.hpp"
#include "progress.hpp"
#include "terminal.hpp"
#include "units.hpp"

namespace neat::app {
namespace {

constexpr double kSpeedShare = 0.1, kMemoryShare = 0.15;  // of all seconds
/// Memory that grows by less is no sign of a leak: allocators keep some.
constexpr double kGrowth = 2e6;         // bytes in half of the evaluations
constexpr double kGrowthPerCall = 16;   // bytes
constexpr double kMostlyOutside = 0.9;  // share of the time

// Checkers keep what was freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kKeepsFreed = true;
#elif defined(__has_feature)
constexpr bool kKeepsFreed = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kKeepsFreed = false;
#endif

struct Timed {
  double evaluations = 0, seconds = 0;
  double passes_flops = 0;  ///< forward operations that the host counted
};

/// Evaluates the usable networks in turn for so long, without life.
Timed evaluate_for(CheckSubject& subject, double seconds, Threads& threads) {
  auto requests = subject.reference()->requests;
  for (auto& request : requests) request.learn = false, request.budget = 0;
  std::vector<Worker> workers(threads.count());
  std::vector<double> flops(requests.size(), 0);
  Timed timed;
  const double from = seconds_since_start();
  while (timed.evaluations == 0 || timed.seconds < seconds) {
    threads.for_each(requests.size(), [&](std::size_t i, unsigned worker) {
      flops[i] =
          double(subject.evaluate(subject.task(), requests[i], workers[worker]).evaluation.forward_flops);
    });
    for (const double one : flops) timed.passes_flops += one;
    timed.evaluations += double(requests.size());
    timed.seconds = seconds_since_start() - from;
  }
  return timed;
}

/// Seconds per counted operation of these networks, fed with batches.
double seconds_per_flop(CheckSubject& subject, double seconds) {
  const auto& requests = subject.reference()->requests;
  Workspace workspace;
  double flops = 0;
  const double from = seconds_since_start();
  while (seconds_since_start() - from < seconds)
    for (const auto& request : requests) {
      const Topology& topology = *request.genome->topology;
      Floats parameters = request.genome->parameters;
      Network network(request.genome->topology, parameters, workspace);
      const std::vector<float> x(Network::kBatch * topology.inputs(), 0.5F);
      std::vector<float> y(Network::kBatch * topology.outputs());
      network.forward(plain_rows(x, topology.inputs()), y);
      flops += double(network.plan().flops()) * double(Network::kBatch);
    }
  return (seconds_since_start() - from) / std::max(1.0, flops);
}

double resident() {
  return double(platform::process_memory().resident);
}

}  // namespace

Finding check_speed(CheckSubject& subject) {
  constexpr const char* kName = "speed";
  if (!subject.reference()) return {kName, Verdict::not_applicable, "no network can be evaluated", {}};
  const double seconds = kSpeedShare * subject.seconds() / 3;
  Threads one(1), all(subject.config().threads);
  const Timed alone = evaluate_for(subject, seconds, one);
  const Timed beside = evaluate_for(subject, seconds, all);
  const double network = seconds_per_flop(subject, seconds) * alone.passes_flops;
  const double outside = std::clamp(1 - network / std::max(1e-9, alone.seconds), 0.0, 1.0);
  const std::string text =
      short_number(alone.evaluations / alone.seconds) + " evaluations/s on one thread, " +
      short_number(beside.evaluations / beside.seconds) + " on " + std::to_string(all.count()) + "; about " +
      std::to_string(std::lround(100 * outside)) + " % of the time is spent outside the network";
  if (outside < kMostlyOutside || alone.evaluations / alone.seconds > 1000) return passed(kName, text);
  return {kName, Verdict::warning, text,
          "hand many rows to one forward instead of one at a time, and prepare what is the same for all in "
          "create"};
}

Finding check_memory(CheckSubject& subject) {
  constexpr const char* kName = "memory";
  if (kKeepsFreed)
    return {kName, Verdict::not_applicable, "this program keeps what is freed, to find errors", {}};
  if (!subject.reference()) return {kName, Verdict::not_applicable, "no network can be evaluated", {}};
  const double seconds = kMemoryShare * subject.seconds() / 4;
  Threads one(1);
  evaluate_for(subject, seconds, one);
  const double before = resident();
  double evaluations = evaluate_for(subject, seconds, one).evaluations;
  const double between = resident();
  const double last = evaluate_for(subject, seconds, one).evaluations;
  const double growth = resident() - before,
               late = (resident() - between) / last;  // by evaluation: time may be lost
  evaluations += last;
  const double each = growth / evaluations;
  const std::string text =
      bytes_text(std::max(0.0, growth)) + " more after " + count_text(evaluations) + " evaluations";
  if (growth < kGrowth || late < each / 2 || each < kGrowthPerCall) return passed(kName, text);
  return {kName, Verdict::warning, text + " (" + bytes_text(each) + " each), and it keeps growing",
          "free in evaluate what evaluate allocates; a std::vector does so by itself"};
}

}  // namespace neat::app
