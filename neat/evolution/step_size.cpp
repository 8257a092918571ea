#include "neat/evolution/step_size.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "neat/base/math.hpp"

namespace neat {
namespace {

constexpr double kSmallestShare = 0.02;  // so that no scale is lost for ever

const Outcome* best_of(std::span<const Outcome> outcomes) {
  const auto best = std::ranges::max_element(outcomes, {}, &Outcome::fitness);
  return best != outcomes.end() && std::isfinite(best->fitness) ? &*best : nullptr;
}

bool note_progress(NoiseState& noise, const Outcome* best) {
  const bool better = best && !(best->fitness <= noise.best);  // the first, too
  if (better) noise.best = best->fitness;
  noise.stalled = better ? 0 : noise.stalled + 1;
  return better;
}

double by_gain(const NoiseOptions& options, std::span<const Outcome> outcomes) {
  double sum = 0;
  std::size_t count = 0;
  for (const Outcome& outcome : outcomes) {
    const double gain = outcome.fitness - outcome.birth;
    if (std::isfinite(gain)) sum += gain, ++count;
  }
  if (count == 0) return 1;
  const double mean = sum / double(count);
  return mean > options.high ? options.fall : mean < options.low ? options.rise : 1;
}

double by_rise(const NoiseOptions& options, const Outcome* best, double before) {
  if (!best || std::isnan(before)) return 1;
  const double rise = best->fitness - before;
  return rise > options.high ? options.fall : rise < options.low ? options.rise : 1;
}

double by_success(const NoiseOptions& options, std::span<const Outcome> outcomes, double best_before) {
  double rival = -std::numeric_limits<double>::infinity();
  bool learner = false;
  for (const Outcome& outcome : outcomes)
    if (outcome.scale == kUnmutated) rival = std::max(rival, outcome.fitness), learner = true;
  if (!learner) rival = best_before;
  std::size_t better = 0, mutated = 0;
  for (const Outcome& outcome : outcomes)
    if (outcome.scale != kUnmutated) ++mutated, better += outcome.fitness > rival;
  if (mutated == 0) return 1;
  return math::exp((double(better) / double(mutated) - options.success) / options.damping);
}

double by_credit(NoiseState& noise, const NoiseOptions& options, const Outcome* best) {
  if (!best || best->scale == kUnmutated) return 1;
  for (double& share : noise.shares) share *= 1 - options.credit;
  noise.shares[best->scale] += options.credit;
  double sum = 0;
  for (double& share : noise.shares) sum += share = std::max(share, kSmallestShare);
  for (double& share : noise.shares) share /= sum;
  const double scale = options.scales[best->scale];
  return scale > 0 ? math::exp(options.credit * math::log(scale)) : 1;
}

double stalled_factor(const NoiseState& noise, const NoiseOptions& options, double otherwise) {
  return noise.stalled >= options.window ? options.rise : otherwise;
}

}  // namespace

NoiseState first_noise(const NoiseOptions& options) {
  NoiseState noise;
  noise.sigma = options.sigma;
  noise.shares = starting_shares(options);
  noise.best = std::numeric_limits<double>::quiet_NaN();
  return noise;
}

void adapt_noise(NoiseState& noise, const NoiseOptions& options, std::span<const Outcome> outcomes) {
  const Outcome* const best = best_of(outcomes);
  const double before = noise.best;
  const bool better = note_progress(noise, best);
  double factor = 1;
  switch (options.control) {
    case StepControl::fixed:
      break;
    case StepControl::gain:
      factor = by_gain(options, outcomes);
      break;
    case StepControl::progress:
      factor = better ? options.fall : stalled_factor(noise, options, 1);
      break;
    case StepControl::rise:
      factor = by_rise(options, best, before);
      break;
    case StepControl::success:
      factor = by_success(options, outcomes, before);
      break;
    case StepControl::credit:
      factor = stalled_factor(noise, options, by_credit(noise, options, better ? best : nullptr));
      break;
  }
  noise.sigma = std::clamp(noise.sigma * factor, options.lowest, std::max(options.lowest, options.highest));
}

}  // namespace neat
