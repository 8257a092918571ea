/// neat/evaluation/race.hpp - when a race stops a runner: pure decisions over what was measured so far. Private to
/// neat/evaluation.
#pragma once

#include <vector>

#include "neat/evaluation/racing.hpp"

namespace neat {

/// A genome in the race. Fitness and outlook are directed: larger is better.
struct Runner {
  std::uint64_t rows = 0;       ///< measured so far
  std::vector<double> promise;  ///< of the fitness of the whole, by each block measured
  Outlook outlook;
  bool sound = true;  ///< false: it diverged or was lost, and is the worst of all
  bool stopped = false;
};

/// Of a group of n, how many a strategy uses.
inline std::size_t used_of(std::size_t n) {
  return n < 2 ? 1 : n / 2;
}

/// Marks as stopped what stops before the next block. REQUIRES: of those that are sound and not stopped, all were measured
/// on the same rows; `remaining`: the share of rows still to come, (0, 1).
void stop_the_hopeless(std::vector<Runner*>& group, const RaceOptions& options, double remaining);

/// The promise that the rows of a stopped runner made, below the last of the better half: what its strategy is told.
/// `used`: directed fitness of the last one used.
double told(double promised, double used);

/// The t quantile with `freedom` >= 1 degrees of freedom for probability p in [0.5, 1), by its expansion in the normal's
/// (Abramowitz and Stegun 1964, 26.7.5); too small below 3 degrees.
double t_quantile(double p, double freedom);

}  // namespace neat
