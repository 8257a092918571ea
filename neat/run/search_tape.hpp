/// neat/run/search_tape.hpp - a search as flat arrays: a table of topologies, a table of genomes, then
/// everything that points into them by number. What shared memory before shares it again. Pure; any thread.
#pragma once

#include "neat/evolution/state.hpp"
#include "neat/run/tape.hpp"

namespace neat {

/// Version 1 kept neither rows nor forward and backward apart: all operations are then forward ones.
void put_budget(TapeWriter& out, const Budget& budget);
Budget take_budget(TapeReader& in);

void put_search(TapeWriter& out, const SearchState& state);

/// Throws neat::Error(data) when something does not fit together: numbers outside their tables, parameter
/// counts that are not the topology's, a topology that breaks its invariants.
SearchState take_search(TapeReader& in);

}  // namespace neat
