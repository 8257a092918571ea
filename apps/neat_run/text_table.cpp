#include "text_table.hpp"

#include <algorithm>

namespace neat::app {
namespace {

std::string cell_text(const std::string& cell, std::size_t width, bool left) {
  const std::string space(width - cell.size(), ' ');
  return left ? cell + space : space + cell;
}

/// A bar would end the cell.
std::string escaped(const std::string& cell) {
  std::string text;
  for (const char c : cell) text += c == '|' ? std::string("\\|") : std::string(1, c);
  return text;
}

}  // namespace

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  return widths;
}

std::string TextTable::text() const {
  const auto width = widths();
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < width.size(); ++i)
      line += (i == 0 ? "" : "  ") + cell_text(row[i], width[i], i == 0);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string TextTable::markdown() const {
  std::string text;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    for (const auto& cell : rows_[r]) text += "| " + escaped(cell) + " ";
    text += "|\n";
    if (r > 0) continue;
    for (std::size_t i = 0; i < rows_[r].size(); ++i) text += i == 0 ? "| --- " : "| ---: ";
    text += "|\n";
  }
  return text;
}

}  // namespace neat::app
