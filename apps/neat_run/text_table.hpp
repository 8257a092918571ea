/// apps/neat_run/text_table.hpp - rows of text with aligned columns, for a terminal or as Markdown. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace neat::app {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}

  /// REQUIRES: as many cells as the header has.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// The first column to the left, the others to the right, two spaces between.
  std::string text() const;
  std::string markdown() const;

 private:
  std::vector<std::size_t> widths() const;

  std::vector<std::vector<std::string>> rows_;
};

}  // namespace neat::app
