/// apps/neat_run/answer.hpp - what evolve and resume say at the end, for people and as JSON (docs/formats.md), and how a
/// run is carried through to that end.
#pragma once

#include <string>

#include "arguments.hpp"
#include "neat/run/run.hpp"

namespace neat::app {

/// A run's surroundings in this program: its clock, Ctrl-C, and standard error for notices.
Surroundings surroundings();

/// Runs to the end, prints the answer and returns the exit status; `threads` is what the run was given.
int carry_through(Run& run, const Task& task, const Arguments& arguments);

/// The champion's metrics as columns of history name them, fitness partition first.
std::vector<std::pair<std::string, double>> champion_metrics(const Run& run, const TaskInfo& task);

}  // namespace neat::app
