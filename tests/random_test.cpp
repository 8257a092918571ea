#include "neat/base/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "neat/base/math.hpp"
#include "neat/base/sha256.hpp"

namespace {

using neat::Purpose;
using neat::Random;
using Words = std::array<std::uint32_t, 4>;

Random stream(std::uint64_t seed, std::uint32_t generation = 0, std::uint32_t index = 0) {
  return Random(seed, Purpose::test, generation, index);
}

/// Kolmogorov and Smirnov's distance from the distribution, times sqrt(n); above 1.95 once in a thousand
/// samples.
template <class Distribution>
double kolmogorov_smirnov(std::vector<double> values, Distribution distribution) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = distribution(values[i]);
    distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return distance * std::sqrt(n);
}

double normal_distribution(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

/// Mean, variance, skewness and excess kurtosis in standard errors of a normal sample.
std::array<double, 4> moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  std::array<double, 5> sum{};
  for (const double x : values) {
    for (int power = 1; power <= 4; ++power) sum[power] += std::pow(x, power) / n;
  }
  return {sum[1] * std::sqrt(n), (sum[2] - 1.0) * std::sqrt(n / 2.0), sum[3] * std::sqrt(n / 15.0),
          (sum[4] - 3.0) * std::sqrt(n / 96.0)};
}

/// The share beyond `limit` on both sides, in standard errors from what a normal distribution has there.
double tail_excess(const std::vector<double>& values, double limit) {
  const auto beyond = [&](double x) { return std::fabs(x) > limit; };
  const auto count = static_cast<double>(std::count_if(values.begin(), values.end(), beyond));
  const double expected = static_cast<double>(values.size()) * std::erfc(limit / std::sqrt(2.0));
  return (count - expected) / std::sqrt(expected);
}

/// Pearson's chi-square in standard deviations from its mean.
double chi_square_excess(const std::vector<int>& counts, double expected) {
  double sum = 0.0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  const auto freedom = static_cast<double>(counts.size() - 1);
  return (sum - freedom) / std::sqrt(2.0 * freedom);
}

void check_normal(const std::vector<double>& values) {
  for (const double error : moments(values)) CHECK(std::fabs(error) < 4.0);
  for (const double limit : {1.0, 1.6, 2.0, 3.0, 4.0}) CHECK(std::fabs(tail_excess(values, limit)) < 4.0);
  CHECK(kolmogorov_smirnov(values, normal_distribution) < 1.95);
}

}  // namespace

TEST_CASE("random: Philox4x32-10 gives the published vectors") {
  CHECK(neat::philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(neat::philox4x32({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(neat::philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random: a stream is the blocks of its name, in order") {
  const std::uint64_t seed = 0x0123456789abcdefU;
  Random random(seed, Purpose::breeding, 7, 9);
  for (std::uint32_t block = 0; block < 5; ++block) {
    for (const std::uint32_t word : neat::philox4x32({block, 3, 7, 9}, {0x89abcdef, 0x01234567})) {
      CHECK(random.bits() == word);
    }
  }
}

TEST_CASE("random: seed, purpose, generation and index each name another stream") {
  std::set<std::uint64_t> first;
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32}) {
    for (const Purpose purpose : {Purpose::initial_genome, Purpose::selection, Purpose::test}) {
      for (std::uint32_t generation = 0; generation < 10; ++generation) {
        for (std::uint32_t index = 0; index < 10; ++index) {
          first.insert(Random(seed, purpose, generation, index).bits64());
        }
      }
    }
  }
  CHECK(first.size() == 900);
}

TEST_CASE("random: 64 bits are two draws, the low half first") {
  Random one = stream(1);
  Random two = stream(1);
  for (int i = 0; i < 10; ++i) {
    const std::uint64_t low = two.bits();
    const std::uint64_t high = two.bits();
    CHECK(one.bits64() == (high << 32 | low));
  }
}

TEST_CASE(
    "random: fill_bits gives what one bits() an element gives, from anywhere in a block, and goes on there") {
  for (std::size_t before = 0; before < 9; ++before) {
    for (const std::size_t size :
         {0, 1, 2, 3, 4, 5, 7, 8, 31, 40, 43, 44, 45, 127, 128, 129, 131, 200, 300, 1000}) {
      Random filled = stream(before);
      Random drawn = stream(before);
      for (std::size_t i = 0; i < before; ++i) filled.bits(), drawn.bits();
      std::vector<std::uint32_t> words(size + 2, 1U);
      filled.fill_bits(std::span(words).subspan(1, size));
      REQUIRE(words.front() == 1U);
      REQUIRE(words.back() == 1U);
      for (std::size_t i = 0; i < size; ++i) REQUIRE(words[i + 1] == drawn.bits());
      for (int i = 0; i < 9; ++i) REQUIRE(filled.bits() == drawn.bits());
    }
  }
}

TEST_CASE("random: fill_normal gives what one normal_float() an element gives, and goes on there") {
  for (std::size_t before = 0; before < 5; ++before) {
    for (const std::size_t size : {0, 1, 3, 4, 5, 100, 511, 512, 513, 515, 1200}) {
      Random filled = stream(before);
      Random drawn = stream(before);
      for (std::size_t i = 0; i < before; ++i) filled.bits(), drawn.bits();
      std::vector<float> values(size);
      filled.fill_normal(values, 0.3F);
      for (const float value : values) REQUIRE(value == drawn.normal_float() * 0.3F);
      REQUIRE(filled.bits() == drawn.bits());
    }
  }
}

TEST_CASE("random: fill_uniform gives what one uniform() an element gives, and goes on there") {
  for (const std::size_t size : {0, 1, 2, 63, 64, 65, 255, 256, 257, 1000}) {
    for (std::uint32_t before = 0; before < 4; ++before) {
      Random rows(9, Purpose::test, before, std::uint32_t(size)), singles = rows;
      for (std::uint32_t i = 0; i < before; ++i) CHECK(rows.bits() == singles.bits());
      std::vector<double> filled(size);
      rows.fill_uniform(filled);
      for (const double value : filled) CHECK(value == singles.uniform());
      CHECK(rows.bits() == singles.bits());
    }
  }
}

TEST_CASE("random: a copy goes on from the same place") {
  Random one = stream(3);
  one.bits();
  Random two = one;
  for (int i = 0; i < 10; ++i) CHECK(one.bits64() == two.bits64());
}

TEST_CASE("random: uniform is uniform in [0, 1)") {
  Random random = stream(11);
  std::vector<double> values(200000);
  for (double& value : values) value = random.uniform();
  CHECK(*std::min_element(values.begin(), values.end()) >= 0.0);
  CHECK(*std::max_element(values.begin(), values.end()) < 1.0);
  CHECK(kolmogorov_smirnov(values, [](double x) { return x; }) < 1.95);
  for (double& value : values) value = random.uniform(-3.0, 5.0);
  CHECK(kolmogorov_smirnov(values, [](double x) { return (x + 3.0) / 8.0; }) < 1.95);
}

TEST_CASE("random: neighbouring streams are independent") {
  for (const bool generations : {false, true}) {
    std::vector<double> values;
    double product = 0.0;
    for (std::uint32_t i = 0; i < 100000; ++i) {
      values.push_back(generations ? stream(5, i, 0).uniform() : stream(5, 0, i).uniform());
      if (i > 0) product += (values[i] - 0.5) * (values[i - 1] - 0.5);
    }
    CHECK(kolmogorov_smirnov(values, [](double x) { return x; }) < 1.95);
    CHECK(std::fabs(product * 12.0 / std::sqrt(100000.0)) < 4.0);
  }
}

TEST_CASE("random: every bit is set half of the time") {
  std::vector<std::uint32_t> words(100000);
  stream(17).fill_bits(words);
  for (int bit = 0; bit < 32; ++bit) {
    const auto set =
        std::count_if(words.begin(), words.end(), [&](std::uint32_t w) { return (w >> bit & 1U) != 0; });
    CHECK(std::fabs(static_cast<double>(set) - 50000.0) < 4.5 * std::sqrt(25000.0));
  }
}

TEST_CASE("random: normal is normal, in the middle and in the tails") {
  Random random = stream(23);
  std::vector<double> values(1000000);
  for (double& value : values) value = random.normal();
  check_normal(values);
}

TEST_CASE("random: fill_normal is normal, in the middle and in the tails") {
  std::vector<float> floats(1000000);
  stream(29).fill_normal(floats);
  check_normal({floats.begin(), floats.end()});
}

TEST_CASE("random: normal is the quantile of one uniform strictly inside (0, 1)") {
  Random one = stream(31);
  Random two = stream(31);
  for (int i = 0; i < 1000; ++i) {
    const double uniform = (static_cast<double>(two.bits64() >> 12) + 0.5) / 4503599627370496.0;
    CHECK(one.normal() == neat::math::normal_quantile(uniform));
  }
  CHECK(std::isfinite(neat::math::normal_quantile(0.5 / 4503599627370496.0)));
  CHECK((4503599627370495.0 + 0.5) / 4503599627370496.0 < 1.0);
}

TEST_CASE("random: normal_float is the quantile of its 32 bits to 5e-7") {
  Random one = stream(37);
  Random two = stream(37);
  for (int i = 0; i < 300000; ++i) {
    const double truth = neat::math::normal_quantile((two.bits() + 0.5) * 0x1p-32);
    REQUIRE(std::fabs(one.normal_float() - truth) <= 5e-7 * std::fabs(truth));
  }
}

TEST_CASE("random: chance 0 is never, chance 1 always, and each is one draw of 64 bits") {
  Random chances = stream(41);
  Random draws = stream(41);
  for (int i = 0; i < 10000; ++i) {
    REQUIRE_FALSE(chances.chance(0.0));
    REQUIRE(chances.chance(1.0));
    draws.bits64();
    draws.bits64();
  }
  CHECK(chances.bits() == draws.bits());
}

TEST_CASE("random: chance happens as often as it says") {
  Random random = stream(43);
  for (const double probability : {0.001, 0.03, 0.5, 0.8}) {
    int happened = 0;
    for (int i = 0; i < 200000; ++i) happened += random.chance(probability) ? 1 : 0;
    const double deviation = std::sqrt(200000.0 * probability * (1.0 - probability));
    CHECK(std::fabs(happened - 200000.0 * probability) < 4.0 * deviation);
  }
}

TEST_CASE("random: below is uniform on what is below") {
  Random random = stream(47);
  for (const std::uint32_t count : {1U, 2U, 3U, 7U, 10U, 100U, 1000U}) {
    std::vector<int> counts(count);
    for (int i = 0; i < 200000; ++i) ++counts.at(random.below(count));
    if (count > 1) CHECK(std::fabs(chi_square_excess(counts, 200000.0 / count)) < 4.0);
  }
}

TEST_CASE("random: below is unbiased where rejection matters") {
  Random random = stream(53);
  const std::uint32_t count = 0xC0000000U;  // without rejection, every third value would come twice as often
  std::vector<int> counts(3);
  for (int i = 0; i < 300000; ++i) {
    const std::uint32_t value = random.below(count);
    REQUIRE(value < count);
    ++counts[value % 3];
  }
  CHECK(std::fabs(chi_square_excess(counts, 100000.0)) < 4.0);
  CHECK(random.below(1) == 0);
}

/// One constant for every compiler, optimisation level and machine: see docs/decisions/0001.
TEST_CASE("random: every draw gives the same bytes everywhere") {
  neat::Sha256 hash;
  Random random = stream(59, 2, 3);
  std::vector<float> floats(5003);
  random.fill_normal(floats, 0.7F);
  hash.add(std::span<const float>(floats));
  for (int i = 0; i < 5000; ++i) {
    hash.add(random.bits64()).add(random.uniform(-1.0, 3.0)).add(random.normal());
    hash.add(std::uint64_t{random.below(1000)}).add(std::uint64_t{random.chance(0.3)});
  }
  CHECK(neat::hex(hash.finish()) == "ceee78ce1cc465d73dd2c4d27248b298af91c9157e8ed0f73af1f7455ace7ba0");
}
