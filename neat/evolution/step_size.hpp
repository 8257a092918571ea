/// neat/evolution/step_size.hpp - how the step size of noise, and the shares of its scales, follow what came of them.
///
///   fixed     it stays
///   gain      the rule of the Bio-Inspired Hybrid Optimizer: the mean of fitness after a life minus fitness before it; much
///             gain lets the step size fall, little lets it rise. (With learning, gain is always much: it falls for ever.)
///   progress  a better best fitness lets it fall, `window` generations without one let it rise
///   rise      likewise by how much the best fitness rises above the best so far: more than `high` lets it fall, less than `low`
///             lets it rise
///   success   the 1/5 rule (Rechenberg 1973): the share of mutated children that beat the best unmutated one, or, without
///             one, the best fitness so far: sigma * exp((share - success) / damping)
///   credit    the shares move to the scale of the best child, and sigma by a part of that scale's logarithm; `window`
///             generations without progress let it rise
///
/// Fitness is held-out where the task measures it there; nothing else is read. Pure.
#pragma once

#include <span>

#include "neat/evolution/noise.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

/// What became of a child.
struct Outcome {
  std::size_t scale = kUnmutated;
  double fitness = 0;  ///< directed; minus infinity where its evaluation is not ok
  double birth = 0;    ///< the same before learning; NaN where it was not measured
};

/// Step size and shares of a search that begins.
NoiseState first_noise(const NoiseOptions& options);

/// After a generation: notes progress, then adapts by options.control. The step size stays in [lowest, highest].
void adapt_noise(NoiseState& noise, const NoiseOptions& options, std::span<const Outcome> outcomes);

}  // namespace neat
