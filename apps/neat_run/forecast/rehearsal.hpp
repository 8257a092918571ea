/// apps/neat_run/forecast/rehearsal.hpp - the search without its evaluations: the run's own strategy breeds, and fitness is made up,
/// so that the growth of its networks is seen in a moment.
///
/// What fitness would be is not known beforehand, so rehearsals are held under assumptions between which it lies: chance
/// alone, and chance with the advantage of larger networks, of later generations, or of both. Deterministic: bounded in
/// work, never in seconds (those that it took are measured). A rehearsal keeps topologies, no parameters. Pure apart from
/// the clock.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "forecast/evaluation_cost.hpp"
#include "neat/base/threads.hpp"
#include "neat/evolution/strategy.hpp"
#include "neat/run/config.hpp"

namespace neat::app {

/// Made-up fitness is N(0, 1)...
struct Assumption {
  bool growth = false;  ///< ... + ln(parameters): larger networks are better
  bool progress =
      false;  ///< ... + generation: children are better than their parents, as where lives are inherited
};

struct RehearsedGeneration {
  std::vector<std::shared_ptr<const Topology>> evaluated;  ///< in the order of the requests
  double population_bytes = 0;  ///< of the parameters of all members, representatives and the champion
  double genes = 0;             ///< nodes and connections of what was evaluated
  double structure_bytes = 0;   ///< of their topologies and plans
  double breeding_seconds = 0;  ///< on one thread, with the hash of the state
  bool new_champion = false;
};

struct Rehearsal {
  std::vector<RehearsedGeneration> generations;
  double scale =
      1;  ///< genomes of the run per genome of the rehearsal: a large population is rehearsed with fewer
};

/// What a rehearsal may cost.
struct RehearsalLimits {
  double generations = 1e6;  ///< no more than the run may have
  double evaluations = 5'000;
  double bytes = 400e6;             ///< of parameters bred in all
  double genes = 50'000;            ///< of nodes and connections bred in all
  double population_bytes = 100e6;  ///< of the first population
  double genomes = 100;             ///< in the population
};

/// REQUIRES: stop() is cheap; it is asked between generations, and ends the rehearsal.
Rehearsal rehearse(StrategyOptions options, const Problem& problem,
                   const std::shared_ptr<const Genome>& start, Assumption assumption,
                   const RehearsalLimits& limits, const std::function<double()>& clock,
                   const std::function<bool()>& stop, Threads& threads);

}  // namespace neat::app
