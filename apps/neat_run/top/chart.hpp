/// apps/neat_run/top/chart.hpp - curves in characters: eight dots in each with braille patterns (Unicode 28xx), or plain ASCII.
/// Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace neat::app {

struct Curve {
  std::span<const double> values;  ///< by generation; what is not finite is left out
  char mark = '*';                 ///< in ASCII
  bool dotted = false;             ///< in braille
};

struct ChartStyle {
  int columns = 60, rows = 8;  ///< with the scale at the left
  bool utf8 = true;
};

/// One string per row, each with the scale at its left. Later curves are drawn under earlier ones. Columns stand for equal
/// numbers of generations; where a column has many, the curve covers their range.
std::vector<std::string> chart(std::span<const Curve> curves, const ChartStyle& style);

}  // namespace neat::app
