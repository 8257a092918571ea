/// neat/evolution/next_species.hpp - which species is tuned next, and when one has had enough.
///
/// Pure but for the state they are given; serial.
#pragma once

#include "neat/evolution/reproduction.hpp"

namespace neat {

/// The minimal start, or `ancestor` where there is one.
TunedSpecies first_species(const Breeding& breeding, const std::shared_ptr<const Genome>& ancestor,
                           Innovations& innovations);

/// Whether it made no progress for as long as the options have patience with its size; with any size where networks learn.
bool is_stale(const TunedSpecies& tuned, const TuningOptions& options, bool learns);

/// Genomes that a generation draws from a distribution of `size` weights; at least 2.
std::size_t lambda_of(const TuningOptions& options, std::size_t size);

/// Sends `tuned` to sleep and its best member to the archive, and puts another in its place.
void replace(TunedSpecies& tuned, const Breeding& breeding, SearchState& state, Innovations& innovations,
             Random& random);

}  // namespace neat
