/// apps/neat_run/forecast/dry_run.hpp - what a run would be: its resolved settings, and a forecast of what it will cost.
#pragma once

#include <memory>

#include "neat/evaluation/task.hpp"
#include "neat/run/config.hpp"

namespace neat::app {

struct DryRun {
  std::shared_ptr<const Genome> start;  ///< of a warm start; else null
  bool saves = true;                    ///< the run would keep a directory
  bool json = false;
};

/// Prints and returns the exit status. Writes nothing; evaluates a few networks to see what that takes.
int dry_run(const Task& task, const Config& config, const DryRun& of);

}  // namespace neat::app
