#include "top/chart.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace neat::app;

namespace {

/// Characters, each one column wide.
std::size_t width(const std::string& text) {
  return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::vector<std::string> of(const std::vector<double>& values, ChartStyle style) {
  const Curve curves[] = {{values, '*', false}};
  return chart(curves, style);
}

}  // namespace

TEST_CASE("chart: a rising line rises from the bottom left to the top right") {
  const auto rows = of({0, 1, 2, 3}, {13, 4, false});
  CHECK(rows == std::vector<std::string>{"       3    *", "           **", "          ** ", "       0 **  "});
  const auto braille = of({0, 1}, {10, 1, true});
  REQUIRE(braille.size() == 1);
  CHECK(braille[0] == "       1 \u28f8");  // the foot at the left, the whole column at the right
}

TEST_CASE("chart: has the size that was asked for, whatever the values") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  std::vector<double> many;
  for (int i = 0; i < 10'000; ++i) many.push_back(i % 97);
  for (const auto& values : std::vector<std::vector<double>>{
           {}, {5}, {nan}, {nan, 1, inf, -inf, 2}, {1e308, -1e308}, {3, 3, 3}, many})
    for (const bool utf8 : {true, false})
      for (const int columns : {1, 10, 80})
        for (const int rows : {1, 2, 9}) {
          const auto drawn = of(values, {columns, rows, utf8});
          REQUIRE(drawn.size() == std::size_t(rows));
          for (const auto& row : drawn) CHECK(width(row) == std::size_t(std::max(10, columns)));
        }
}

TEST_CASE("chart: a level curve is one line in the middle, and says its value once") {
  const auto rows = of({2, 2, 2}, {14, 3, false});
  CHECK(rows == std::vector<std::string>{"       2      ", "         *****", "              "});
}

TEST_CASE("chart: the first curve lies over the second") {
  const std::vector<double> a{1, 1}, b{1, 0};
  const Curve curves[] = {{a, '*', false}, {b, '.', false}};
  CHECK(chart(curves, {11, 2, false}) == std::vector<std::string>{"       1 **", "       0  ."});
}
