/// neat/evolution/ask_tell.hpp - what asking and telling have in common in all strategies. Serial.
#pragma once

#include "neat/evolution/reproduction.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

/// What breeding needs, with the genome options resolved.
Breeding make_breeding(const StrategyOptions& options, const Problem& problem);

/// Throws neat::Error(data) when `genome` does not fit; its numbers are taken from then on.
void adopt_ancestor(const Genome& genome, const Breeding& breeding, Innovations& innovations);

/// The request for a member that is the `index`-th of its generation.
EvaluationRequest request_of(const Breeding& breeding, const Problem& problem, const Member& member,
                             std::uint32_t generation, std::size_t index);

/// Throws neat::Error(run) when there are not as many evaluations as requests.
void require_all_told(std::size_t evaluations, std::size_t requests);

/// Gives a member its evaluation, and its genome what was learned where that is inherited; adds what was spent.
void receive(Member& member, Evaluation evaluation, const InheritanceOptions& options, SearchState& state,
             Generation& generation);

/// Of the members, the best is the champion if it is better than the last one.
void crown(SearchState& state, bool maximise, Generation& generation);

}  // namespace neat
