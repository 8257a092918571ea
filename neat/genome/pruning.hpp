/// neat/genome/pruning.hpp - structure that a network does nothing with is removed. Pure.
#pragma once

#include <cstddef>

#include "neat/genome/draft.hpp"

namespace neat {

/// Removes hidden nodes that lead to no output or that nothing leads to (input or bias input), with their connections;
/// recurrent and disabled connections lead too. Returns how many.
std::size_t remove_dangling(Draft& draft);

}  // namespace neat
