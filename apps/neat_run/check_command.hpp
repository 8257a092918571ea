/// apps/neat_run/check_command.hpp - what `neat-run check` and the child in which it checks have in common.
#pragma once

#include <vector>

#include "command.hpp"

namespace neat::app {

std::vector<CommandOption> check_options_of_both();
/// --seconds: what all checks together should take. Throws neat::Error(config).
double check_seconds(const Arguments& arguments);

}  // namespace neat::app
