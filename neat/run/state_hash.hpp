/// neat/run/state_hash.hpp - the fingerprint of a search between two generations: SHA-256 over its canonical
/// bytes, and over the fingerprint before, so that equal hashes mean equal histories. Pure; any thread.
#pragma once

#include <string>

#include "neat/evolution/state.hpp"

namespace neat {

/// Hex. `previous` is the hash of the generation before, empty at the first. Which genomes share memory does
/// not matter, and neither do threads, machines or how often the run was interrupted.
std::string state_hash(const SearchState& state, const std::string& previous);

}  // namespace neat
