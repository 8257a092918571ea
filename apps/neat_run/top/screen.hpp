/// apps/neat_run/top/screen.hpp - what `neat-run top` shows, as text and as JSON: a function of what was read and of the
/// window, nothing else.
#pragma once

#include <string>
#include <vector>

#include "top/followed_run.hpp"

namespace neat::app {

struct TopStyle {
  int columns = 80, rows = 24;  ///< of the window; nothing is wider or longer
  bool utf8 = true;
  bool colour = true;
  bool keys = true;  ///< say which keys there are
};

/// One run in full, several as a table with the chosen one below it. Ends without a newline, at most `rows` lines.
/// REQUIRES: chosen < runs.size().
std::string top_screen(const std::vector<FollowedRun>& runs, std::size_t chosen, const TopStyle& style);

/// One object on one line.
std::string top_json(const std::vector<FollowedRun>& runs);

}  // namespace neat::app
