/// apps/neat_run/dry_run.hpp - what a run would be: its resolved settings and the size of its first networks.
#pragma once

#include "neat/evaluation/task.hpp"
#include "neat/run/config.hpp"

namespace neat::app {

/// Prints and returns the exit status. Nothing is evaluated or written.
int dry_run(const Task& task, const Config& config, bool json);

}  // namespace neat::app
