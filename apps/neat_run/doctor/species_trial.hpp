/// apps/neat_run/doctor/species_trial.hpp - into how many species a configuration would divide its first population and what
/// grows from it, found out with the run's own strategy and made-up fitness. Deterministic; evaluates nothing. [main thread]
#pragma once

#include "neat/base/threads.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat::app {

struct SpeciesTrial {
  std::size_t genomes = 0;  ///< in the trial's population, no more than in the run's
  std::size_t first = 0;    ///< species in the first population
  std::size_t later = 0;    ///< after some generations, with the threshold that the run would have by then
  double suggested =
      0;  ///< a threshold that gives about species.target of them later, the given one if it does; 0: none
};

/// Throws what making the strategy throws.
SpeciesTrial try_species(StrategyOptions options, const Problem& problem, Threads& threads);

}  // namespace neat::app
