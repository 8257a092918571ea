#include "neat/network/rows.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

namespace neat {
namespace {

std::vector<float> read(const Rows& rows, std::size_t from, std::size_t count, std::size_t lanes) {
  std::vector<float> out(rows.features * lanes, -1.0F);
  read_lanes(rows, from, count, 0, rows.features, lanes, out.data());
  return out;
}

TEST_CASE("rows: bytes are converted, scaled, shifted and laid out feature by feature") {
  std::vector<std::uint8_t> bytes(40 * 3);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(i * 7);
  Rows rows{bytes.data(), ElementType::u8, 3, 1 / 255.0F, -0.5F, {}, 2, 38};
  const auto out = read(rows, 1, 20, 32);
  for (std::size_t f = 0; f < 3; ++f)
    for (std::size_t r = 0; r < 32; ++r) {
      const float expected = float(bytes[r < 20 ? (r + 3) * 3 + f : 0]) * (1 / 255.0F) + -0.5F;
      CHECK(out[f * 32 + r] == (r < 20 ? expected : 0.0F));
    }
}

TEST_CASE("rows: an index chooses stored rows in its order, at any alignment") {
  std::vector<float> values(30 * 2);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = float(i);
  std::vector<char> shifted(values.size() * sizeof(float) + 1);
  std::memcpy(shifted.data() + 1, values.data(), values.size() * sizeof(float));
  std::vector<std::uint32_t> index(20);
  for (std::uint32_t i = 0; i < 20; ++i) index[i] = (i * 11) % 30;
  Rows rows{shifted.data() + 1, ElementType::f32, 2, 1, 0, index, 0, 0};
  CHECK(rows.size() == 20);
  const auto out = read(rows, 0, 20, 32);
  for (std::size_t r = 0; r < 20; ++r) {
    CHECK(out[r] == values[index[r] * 2]);
    CHECK(out[32 + r] == values[index[r] * 2 + 1]);
  }
}

TEST_CASE("rows: some features can be read on their own") {
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  std::vector<float> out(2, 0.0F);
  read_lanes(plain_rows(values, 3), 1, 1, 1, 2, 1, out.data());
  CHECK(out == std::vector<float>{5, 6});
}

TEST_CASE("rows: a slice is a view of the same stored rows") {
  const std::vector<float> values(10);
  const Rows rows = plain_rows(values, 2);
  CHECK(rows.size() == 5);
  const Rows part = rows.slice(1, 3).slice(1, 2);
  CHECK(part.size() == 2);
  CHECK(part.stored(0) == 2);
  const std::vector<std::uint32_t> index{4, 0, 3};
  Rows chosen = rows;
  chosen.index = index;
  CHECK(chosen.slice(1, 2).size() == 2);
  CHECK(chosen.slice(1, 2).stored(1) == 3);
  CHECK(chosen.slice(1, 0).size() == 0);
}

}  // namespace
}  // namespace neat
