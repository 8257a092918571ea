/// neat/run/strategy_fields.hpp - the keys of what strategies are composed of: population, tuning, noise, parents, fusion, step
/// and learning. Private to neat/run.
#pragma once

#include <vector>

#include "neat/run/fields.hpp"

namespace neat {

void add_strategies(std::vector<Field>& table);

}  // namespace neat
