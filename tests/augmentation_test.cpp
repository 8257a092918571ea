#include "neat/learning/augmentation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

using namespace neat;

namespace {

constexpr Shape kImage{2, 5, 4};
constexpr std::size_t kPixels = 40;

/// Rows whose pixels are all different.
std::vector<std::uint8_t> images(std::size_t rows) {
  std::vector<std::uint8_t> pixels(rows * kPixels);
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{1});
  return pixels;
}

Rows view(const std::vector<std::uint8_t>& pixels) {
  Rows rows;
  rows.data = pixels.data();
  rows.type = ElementType::u8;
  rows.features = kPixels;
  rows.count = pixels.size() / kPixels;
  return rows;
}

const std::uint8_t* row_of(const Rows& rows, std::size_t row) {
  return static_cast<const std::uint8_t*>(rows.data) + row * kPixels;
}

std::size_t reflected(int at, int size) {
  if (at < 0) at = -at;
  return std::size_t(at < size ? at : 2 * size - 2 - at);
}

/// Whether `changed` is `from` moved by (down, right), mirrored or not.
bool is_moved(const std::uint8_t* from, const std::uint8_t* changed, int down, int right, bool mirrored) {
  for (int c = 0; c < 2; ++c)
    for (int y = 0; y < 5; ++y)
      for (int x = 0; x < 4; ++x) {
        const std::size_t column = reflected(x + right, 4);
        const std::size_t at =
            std::size_t(c) * 20 + reflected(y + down, 5) * 4 + (mirrored ? 3 - column : column);
        if (changed[c * 20 + y * 4 + x] != from[at]) return false;
      }
  return true;
}

}  // namespace

TEST_CASE(
    "augmentation: an image is moved by at most shift, reflected at its borders, and every motion occurs") {
  const auto pixels = images(6);
  Random random(1, Purpose::test, 90, 0);
  AugmentedRows augmented({kImage, 2, false, 0}, random);
  const std::vector<std::uint32_t> epochs(6, 0);
  std::set<std::pair<int, int>> seen;
  for (int draw = 0; draw < 60; ++draw) {
    const Rows changed = augmented.change(view(pixels), epochs);
    REQUIRE(changed.size() == 6);
    for (std::size_t r = 0; r < 6; ++r) {
      int found = 0;
      for (int down = -2; down <= 2; ++down)
        for (int right = -2; right <= 2; ++right)
          if (is_moved(row_of(view(pixels), r), row_of(changed, r), down, right, false))
            ++found, seen.insert({down, right});
      CHECK(found == 1);
    }
  }
  CHECK(seen.size() == 25);
}

TEST_CASE("augmentation: a row is mirrored in every other epoch, and about half of the rows in each") {
  const auto pixels = images(200);
  Random random(2, Purpose::test, 90, 0);
  AugmentedRows augmented({kImage, 0, true, 0}, random);
  std::size_t mirrored = 0;
  std::vector<bool> last(200);
  for (std::uint32_t epoch = 0; epoch < 4; ++epoch) {
    const Rows changed = augmented.change(view(pixels), std::vector<std::uint32_t>(200, epoch));
    for (std::size_t r = 0; r < 200; ++r) {
      const bool now = is_moved(row_of(view(pixels), r), row_of(changed, r), 0, 0, true);
      CHECK(now != is_moved(row_of(view(pixels), r), row_of(changed, r), 0, 0, false));
      if (epoch > 0) CHECK(now != last[r]);
      last[r] = now;
      mirrored += now;
    }
  }
  CHECK(mirrored == 400);
}

TEST_CASE("augmentation: what is cut out is a square that reads as 0, in all channels") {
  const auto pixels = images(5);
  Rows rows = view(pixels);
  rows.scale = 0.5F;
  rows.shift = -50;  // 100 reads as 0
  Random random(3, Purpose::test, 90, 0);
  AugmentedRows augmented({kImage, 0, false, 2}, random);
  std::set<std::size_t> sizes;
  for (int draw = 0; draw < 50; ++draw) {
    const Rows changed = augmented.change(rows, std::vector<std::uint32_t>(5, 0));
    for (std::size_t r = 0; r < 5; ++r) {
      std::size_t cut = 0;
      for (std::size_t i = 0; i < 20; ++i) {
        const bool differs = row_of(changed, r)[i] != row_of(rows, r)[i];
        cut += differs;
        if (differs) CHECK(row_of(changed, r)[i] == 100);
        if (differs) CHECK(row_of(changed, r)[i + 20] == 100);
      }
      sizes.insert(cut);
    }
  }
  CHECK(*sizes.rbegin() == 4);
  CHECK(*sizes.begin() >= 1);  // its middle is in the image
}

TEST_CASE(
    "augmentation: floats and rows chosen by index are changed alike, and the same stream gives the same "
    "rows") {
  const auto pixels = images(6);
  std::vector<float> floats(pixels.begin(), pixels.end());
  const std::vector<std::uint32_t> index{4, 0, 4}, epochs{0, 0, 1};
  Rows bytes = view(pixels), plain = plain_rows(floats, kPixels);
  bytes.index = plain.index = index;
  const Augmentation how{kImage, 1, true, 3};
  Random one(4, Purpose::test, 90, 0), other(4, Purpose::test, 90, 0);
  AugmentedRows of_bytes(how, one), of_floats(how, other);
  const Rows a = of_bytes.change(bytes, epochs), b = of_floats.change(plain, epochs);
  REQUIRE(a.size() == 3);
  for (std::size_t i = 0; i < 3 * kPixels; ++i)
    CHECK(float(static_cast<const std::uint8_t*>(a.data)[i]) == static_cast<const float*>(b.data)[i]);
}
