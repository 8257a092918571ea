#include "top/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace neat::app {
namespace {

constexpr int kScaleWidth = 9;  ///< "  0.9812 " before the curve

struct Extent {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  double last = 0;  ///< added

  bool empty() const { return low > high; }
  void add(double value) {
    if (!std::isfinite(value)) return;
    last = value;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// A raster of dots, some to each character.
class Raster {
 public:
  Raster(int columns, int rows, bool braille)
      : across_(braille ? 2 : 1),
        down_(braille ? 4 : 1),
        columns_(columns),
        cells_(static_cast<std::size_t>(columns * rows)) {}

  int width() const { return columns_ * across_; }
  int height() const { return static_cast<int>(cells_.size()) / columns_ * down_; }

  /// (0, 0) is at the top left.
  void dot(int x, int y, char mark) {
    constexpr std::array<std::array<unsigned char, 2>, 4> kBits{
        {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};
    Cell& cell = cells_[static_cast<std::size_t>(y / down_ * columns_ + x / across_)];
    cell.bits = static_cast<unsigned char>(
        cell.bits | kBits[static_cast<std::size_t>(y % down_)][static_cast<std::size_t>(x % across_)]);
    if (cell.mark == ' ') cell.mark = mark;
  }

  std::string row(int number) const {
    std::string text;
    for (int column = 0; column < columns_; ++column) {
      const Cell& cell = cells_[static_cast<std::size_t>(number * columns_ + column)];
      if (down_ == 1)
        text += cell.mark;
      else
        text += cell.bits == 0 ? " " : braille(cell.bits);
    }
    return text;
  }

 private:
  struct Cell {
    unsigned char bits = 0;
    char mark = ' ';
  };

  /// U+2800 + bits in UTF-8.
  static std::string braille(unsigned char bits) {
    return {'\xe2', static_cast<char>(0xa0 + (bits >> 6)), static_cast<char>(0x80 + (bits & 0x3f))};
  }

  int across_, down_, columns_;
  std::vector<Cell> cells_;
};

/// The values that column x of `width` stands for; fewer values than columns spread over them.
Extent extent_at(std::span<const double> values, int x, int width) {
  const auto size = static_cast<double>(values.size());
  const auto from = static_cast<std::size_t>(size * x / width);
  const auto to = std::max(from + 1, static_cast<std::size_t>(size * (x + 1) / width));
  Extent extent;
  for (std::size_t i = from; i < std::min(to, values.size()); ++i) extent.add(values[i]);
  return extent;
}

void draw(Raster& raster, const Curve& curve, const Extent& scale) {
  const double span = scale.high - scale.low;
  const auto y_of = [&](double value) {
    const double share = span > 0 ? (value - scale.low) / span : 0.5;
    return static_cast<int>(std::lround((1 - share) * (raster.height() - 1)));
  };
  int before = -1;  // where the curve was in the column before: steps are joined
  for (int x = 0; x < raster.width(); ++x) {
    const Extent here = extent_at(curve.values, x, raster.width());
    const int top = here.empty() ? 0 : y_of(here.high), bottom = here.empty() ? -1 : y_of(here.low);
    const int from = before < 0 ? top : std::min(top, before),
              to = before < 0 ? bottom : std::max(bottom, before);
    for (int y = from; y <= to && !here.empty(); ++y)
      if (!curve.dotted || (x + y) % 2 == 0) raster.dot(x, y, curve.mark);
    before = here.empty() ? -1 : y_of(here.last);
  }
}

std::string scale_text(double value) {
  std::array<char, 32> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%*.4g ", kScaleWidth - 1, value);
  return buffer.data();
}

}  // namespace

std::vector<std::string> chart(std::span<const Curve> curves, const ChartStyle& style) {
  const int columns = std::max(1, style.columns - kScaleWidth), rows = std::max(1, style.rows);
  Extent scale;
  for (const auto& curve : curves)
    for (const double value : curve.values) scale.add(value);
  Raster raster(columns, rows, style.utf8);
  for (const auto& curve : curves)
    if (!scale.empty()) draw(raster, curve, scale);
  std::vector<std::string> lines;
  for (int row = 0; row < rows; ++row) {
    std::string left(kScaleWidth, ' ');
    if (!scale.empty() && row == 0) left = scale_text(scale.high);
    if (!scale.empty() && row == rows - 1 && rows > 1 && scale.high > scale.low) left = scale_text(scale.low);
    lines.push_back(left + raster.row(row));
  }
  return lines;
}

}  // namespace neat::app
