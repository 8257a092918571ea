/// neat/evolution/generation.hpp - what history keeps of a finished generation: figures about the population, its species
/// and what was spent. Pure; the same for any number of threads.
#pragma once

#include <array>
#include <limits>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evolution/options.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

/// A species as a generation leaves it.
struct SpeciesSize {
  std::uint32_t id = 0;
  std::uint64_t members = 0;
  double best_fitness = 0;  ///< of its members now; NaN when no evaluation is ok

  bool operator==(const SpeciesSize&) const = default;
};

/// The quantiles of fitness that history keeps, in this order.
inline constexpr std::array kFitnessQuantiles{0.1, 0.25, 0.5, 0.75, 0.9};

struct Generation {
  std::uint32_t number = 0;
  Budget budget;                              ///< spent so far, this generation included
  Budget line;                                ///< spent on the champion's line of descent
  double best_fitness = 0, mean_fitness = 0;  ///< over evaluations that are ok; NaN when none is
  std::array<double, kFitnessQuantiles.size()>
      fitness_quantiles{};  ///< likewise; rising, whatever the direction
  double birth_fitness =
      std::numeric_limits<double>::quiet_NaN();  ///< mean before learning; NaN: not measured
  double best_birth_fitness =
      std::numeric_limits<double>::quiet_NaN();  ///< of the best child, before it learned
  std::vector<double> best_metrics;              ///< the generation's best genome's
  std::vector<SpeciesSize> species;              ///< by id
  double nodes = 0, connections = 0,
         parameters = 0;  ///< the champion's hidden nodes, enabled connections, parameters
  double mean_nodes = 0, mean_connections = 0;
  double sigma = 0;                 ///< mean of the trait times the configured power
  double population_diversity = 0;  ///< mean compatibility distance of members to their representative
  double learning_gain = 0;         ///< mean over lives
  bool solved = false;              ///< some evaluation of this generation said so
  bool new_champion = false;
  std::uint64_t diverged = 0, lost = 0;  ///< of this generation
};

/// Fills in what `state` says about its generation; leaves what was gathered while it was evaluated (number,
/// learning_gain, fitness at birth, solved, new_champion, diverged, lost). REQUIRES: members are evaluated and speciated, a champion.
void describe(const SearchState& state, const StrategyOptions& options, bool maximise, Threads& threads,
              Generation& generation);

}  // namespace neat
