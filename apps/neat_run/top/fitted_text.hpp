/// apps/neat_run/top/fitted_text.hpp - text that others wrote (names of files, settings) made fit for a terminal. Pure; any thread.
#pragma once

#include <string>

namespace neat::app {

/// The first `columns` characters of a text; what could move the cursor or is no UTF-8 becomes '?', and so does what is
/// not ASCII where `utf8` is false. Characters are taken to be one column wide.
std::string fitted(const std::string& text, int columns, bool utf8);

}  // namespace neat::app
