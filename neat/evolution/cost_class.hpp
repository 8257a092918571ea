/// neat/evolution/cost_class.hpp - genomes whose networks cost about the same, so that lives of the same price are of about
/// the same length: only these are compared fairly, since short lives favour small networks. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neat/evolution/state.hpp"

namespace neat {

/// The power of two at or below the operations of one row, forwards; at least 0.
std::uint32_t cost_class(const Topology& topology);

/// Training samples that a life of so many operations, forwards and backwards, sees in a network of this class: at its upper
/// end, so that no network costs more. At least 1.
std::uint64_t samples_in_class(std::uint64_t flops, std::uint32_t cost_class);

/// Of `candidates`, indices of members, the better half of each class, rounded up: whose evaluation is ok, in the order
/// of the members. `maximise`: the direction of fitness.
std::vector<std::size_t> better_halves(std::span<const Member> members,
                                       std::span<const std::size_t> candidates, bool maximise);

/// The best `per_class` of each class, of the `classes` classes with the best fitness: first the best of every class, best
/// class first, then every second, and so forth.
std::vector<std::size_t> best_of_classes(std::span<const Member> members,
                                         std::span<const std::size_t> candidates, std::size_t classes,
                                         std::size_t per_class, bool maximise);

}  // namespace neat
