/// apps/neat_run/ending.hpp - whether a run that left its files has reached a bound, told from config.ini and the last line
/// of its history: by the rules of neat/run/stop.hpp. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "neat/run/stop.hpp"

namespace neat::app {

/// The value of `key`, or an empty text where the settings do not say.
std::string value_of(const std::vector<Setting>& settings, const std::string& key);

/// The bounds in settings; what is not there or no number is no bound.
StopOptions bounds_in(const std::vector<Setting>& settings);

/// The bound that ended a run of `generations` >= 1; none where it goes on or was interrupted. `column` gives the last
/// line's values by column of history.
StopReason ending(const StopOptions& bounds, bool maximise, std::size_t generations,
                  const std::function<double(const char* column)>& column);

}  // namespace neat::app
