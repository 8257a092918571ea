/// neat/evolution/pareto.hpp - fitness against complexity, neither worth a fixed amount of the other: non-dominated fronts
/// and crowding (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", sections III-A and B).
///
/// A member dominates another when it is no less fit and no more complex, and not the same in both. Members whose
/// evaluation is not ok come after all others and are in no front. Pure.
#pragma once

#include <vector>

#include "neat/evolution/options.hpp"
#include "neat/evolution/selection.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

/// What a network of this topology costs.
double complexity_of(const Topology& topology, Complexity measure);

/// Indices into the members, best first: by front, in a front the least crowded first, then in order. O(n log n).
std::vector<std::size_t> pareto_order(const std::vector<Member>& members, Complexity measure, bool maximise);

/// Indices of the members that nobody dominates, from the simplest to the fittest; of equal ones the first.
std::vector<std::size_t> pareto_front(const std::vector<Member>& members, Complexity measure, bool maximise);

/// The population as one share: its better half stays, and has the other half as children.
SpeciesShare share_by_front(const SearchState& state, const StrategyOptions& options, bool maximise);

}  // namespace neat
