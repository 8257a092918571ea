/// apps/neat_run/terminal.hpp - the two things neat-run asks its surroundings: is there a person watching, what time is
/// it.
#pragma once

namespace neat::app {

bool standard_error_is_terminal();
/// Seconds since the program's start, monotonic.
double seconds_since_start();

}  // namespace neat::app
