/// apps/neat_run/data_command.hpp - `neat-run data list` and `neat-run data get NAME`: what data sets there
/// are, where they were found, and fetching them. Answers go to standard output (as JSON on request),
/// progress to standard error.
#pragma once

#include <string>
#include <vector>

namespace neat::app {

/// `arguments` are those after `data`. Returns the exit status; throws neat::Error.
int data_command(const std::vector<std::string>& arguments, bool json);

}  // namespace neat::app
