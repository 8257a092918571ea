/// neat/run/repeat.hpp - the shortest command that repeats a run. Pure.
#pragma once

#include <string>

#include "neat/run/config.hpp"

namespace neat {

/// `neat-run evolve TASK ...` with every key whose value is not what the preset gives; without threads and places,
/// which decide no result. Values are quoted for a POSIX shell where they need it.
std::string repeat_command(const TaskInfo& task, const Config& config);

}  // namespace neat
