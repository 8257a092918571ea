#include "data/distort.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

using namespace neat::data;

namespace {

using Image = std::vector<std::uint8_t>;

/// A smooth bump a little off the middle.
Image bump(std::uint32_t height, std::uint32_t width) {
  Image image;
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x)
      image.push_back(
          std::uint8_t(std::lround(200 * std::exp(-(std::pow(x - 12.0, 2) + std::pow(y - 9.0, 2)) / 8))));
  return image;
}

Image moved(const Image& image, std::uint32_t height, std::uint32_t width, const Motion& motion) {
  Image to(image.size());
  move_image(image, height, width, motion, to);
  return to;
}

int difference(const Image& a, const Image& b) {
  int most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(int(a[i]) - int(b[i])));
  return most;
}

}  // namespace

TEST_CASE("distort: no motion leaves an image as it is, of any shape") {
  for (const auto& [height, width] : {std::pair{1U, 1U}, {28U, 28U}, {20U, 31U}}) {
    const Image image = bump(height, width);
    CHECK(moved(image, height, width, {}) == image);
  }
}

TEST_CASE("distort: whole pixels shift exactly, what leaves is gone, what comes in is 0") {
  const Image image = bump(20, 24), shifted = moved(image, 20, 24, {65536, 0, 3 * 65536, -2 * 65536});
  for (std::size_t y = 0; y < 20; ++y)
    for (std::size_t x = 0; x < 24; ++x) {
      const bool inside = x >= 3 && y + 2 < 20;
      CHECK(shifted[y * 24 + x] == (inside ? image[(y + 2) * 24 + x - 3] : 0));
    }
}

TEST_CASE("distort: a quarter turn goes clockwise, four of them come back") {
  const Image image = bump(21, 21);
  const Motion quarter{0, 65536, 0, 0};
  const Image turned = moved(image, 21, 21, quarter);
  for (std::size_t y = 0; y < 21; ++y)
    for (std::size_t x = 0; x < 21; ++x) CHECK(turned[y * 21 + x] == image[(20 - x) * 21 + y]);
  Image around = image;
  for (int i = 0; i < 4; ++i) around = moved(around, 21, 21, quarter);
  CHECK(around == image);
}

TEST_CASE("distort: half a pixel is the mean of two, and a small turn there and back is nearly nothing") {
  const Image image = bump(28, 28), half = moved(image, 28, 28, {65536, 0, 32768, 0});
  for (std::size_t i = 1; i < 28; ++i)
    CHECK(half[9 * 28 + i] == (image[9 * 28 + i] + image[9 * 28 + i - 1] + 1) / 2);
  const double angle = 0.2;
  const Motion there{fixed_point(std::cos(angle)), fixed_point(std::sin(angle)), 0, 0};
  const Motion back{there.cosine, -there.sine, 0, 0};
  CHECK(difference(moved(image, 28, 28, there), image) > 20);
  CHECK(difference(moved(moved(image, 28, 28, there), 28, 28, back), image) < 20);
}
