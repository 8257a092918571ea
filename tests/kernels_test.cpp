#include "neat/network/kernels/kernels.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <string>

#include "kernels_in_use.hpp"
#include "neat/base/aligned.hpp"
#include "neat/base/error.hpp"
#include "reference_network.hpp"

namespace neat {
namespace {

Floats random_block(std::size_t size, std::uint64_t seed) {
  const auto values = test::random_values(size, seed);
  return {values.begin(), values.end()};
}

bool same_bits(const Floats& a, const Floats& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

const std::vector<std::array<std::size_t, 2>> kSizes{{1, 1},   {1, 5},   {2, 3},   {3, 128},  {7, 129},
                                                     {10, 64}, {13, 65}, {25, 16}, {27, 300}, {5, 1}};

using test::InUse;

bool is_fused(kernels::Path path) {
  return kernels::arithmetic(path) == "fma";
}

/// a * b + c as the path rounds it.
float add(kernels::Path path, float a, float b, float c) {
  return is_fused(path) ? std::fma(a, b, c) : a * b + c;
}

void check_multiply(kernels::Path path) {
  for (const auto& [rows, columns] : kSizes)
    for (const std::size_t lanes : {1, 16, 32, 48, 64, 80})
      for (const bool transposed : {false, true})
        for (const bool accumulate : {false, true}) {
          const Floats w = random_block(rows * columns, 1), x = random_block(columns * lanes, 2);
          Floats y = random_block(rows * lanes, 3), expected = y;
          for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t lane = 0; lane < lanes; ++lane) {
              float sum = accumulate ? y[i * lanes + lane] : 0.0F;
              for (std::size_t j = 0; j < columns; ++j)
                sum = add(path, transposed ? w[j * rows + i] : w[i * columns + j], x[j * lanes + lane], sum);
              expected[i * lanes + lane] = sum;
            }
          const auto view = transposed ? kernels::row_major(w.data(), columns, rows).transposed()
                                       : kernels::row_major(w.data(), rows, columns);
          kernels::multiply(view, x.data(), y.data(), lanes, accumulate);
          CHECK(same_bits(y, expected));
        }
}

TEST_CASE("kernels: multiply sums over columns one after the other, in every lane, on every path") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    check_multiply(path);
  }
}

TEST_CASE("kernels: neurons sum their edges in order, add their bias, then activate") {
  for (const kernels::Path path : kernels::available_paths()) {
    const InUse in_use(path);
    for (const std::size_t lanes : {1, 16, 32, 48, 64, 80, 128}) {
      const Floats values = random_block(9 * lanes, 4), w = random_block(8, 6);
      const std::vector<std::uint32_t> first{0, 3, 3, 7, 8}, sources{0, 5, 1, 8, 2, 2, 7, 3},
          weights{7, 1, 2, 0, 3, 5, 6, 4}, biases{0, kernels::Neurons::kNoBias, kernels::Neurons::kNoBias, 7};
      Floats y(4 * lanes, 7.0F), expected(4 * lanes);
      const kernels::Neurons neurons{4, first.data(), sources.data(), weights.data(), biases.data()};
      kernels::run_neurons(neurons, Activation::identity, w.data(), values.data(), y.data(), lanes);
      for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          float sum = 0;
          for (std::uint32_t e = first[i]; e < first[i + 1]; ++e)
            sum = add(path, w[weights[e]], values[sources[e] * lanes + lane], sum);
          expected[i * lanes + lane] = biases[i] == kernels::Neurons::kNoBias ? sum : sum + w[biases[i]];
        }
      CHECK(same_bits(y, expected));
      for (int a = 0; a < 12; ++a) {
        CAPTURE(name(Activation(a)));
        Floats activated = expected;
        kernels::activate(Activation(a), activated);
        kernels::run_neurons(neurons, Activation(a), w.data(), values.data(), y.data(), lanes);
        CHECK(same_bits(y, activated));
      }
    }
  }
}

/// 16 partial sums over blocks of lanes, then the tree: the order that results are promised in.
float lane_sum(const std::vector<float>& products) {
  std::array<float, 16> part{};
  for (std::size_t i = 0; i < products.size(); ++i) part[i % 16] += products[i];
  for (std::size_t width = 8; width > 0; width /= 2)
    for (std::size_t i = 0; i < width; ++i) part[i] += part[i + width];
  return part[0];
}

/// The gradient of one weight as the path promises it.
float outer_sum(kernels::Path path, bool single, float gradient, const float* delta, const float* x,
                std::size_t lanes) {
  if (is_fused(path) && !single) {
    for (std::size_t lane = 0; lane < lanes; ++lane) gradient = std::fma(delta[lane], x[lane], gradient);
    return gradient;
  }
  std::array<float, 16> part{};
  for (std::size_t lane = 0; lane < lanes; ++lane)
    part[lane % 16] = add(path, delta[lane], x[lane], part[lane % 16]);
  return gradient + lane_sum({part.begin(), part.end()});
}

TEST_CASE("kernels: gradients of weights sum over lanes in the order that their path promises") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    for (const auto& [rows, columns] : kSizes)
      for (const std::size_t lanes : {16, 48, 64, 112}) {
        const Floats delta = random_block(rows * lanes, 1), x = random_block(columns * lanes, 2);
        Floats g = random_block(rows * columns, 3), expected = g;
        for (std::size_t i = 0; i < rows; ++i)
          for (std::size_t j = 0; j < columns; ++j)
            expected[i * columns + j] = outer_sum(path, rows * columns == 1, g[i * columns + j],
                                                  delta.data() + i * lanes, x.data() + j * lanes, lanes);
        kernels::add_outer(delta.data(), rows, x.data(), columns, lanes, g.data());
        CHECK(same_bits(g, expected));
      }
  }
}

TEST_CASE("kernels: biases reach the places of their channel and collect their gradients") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    constexpr std::size_t kLanes = 32, kSpan = 3, kChannels = 2;
    const Floats bias{1.5F, -2.0F};
    Floats y = random_block(kSpan * kChannels * kLanes, 8);
    const Floats before = y;
    kernels::add_bias(bias.data(), kSpan * kChannels, kSpan, kLanes, y.data());
    Floats g{10.0F, 20.0F};
    kernels::add_lane_sums(before.data(), kSpan * kChannels, kSpan, kLanes, g.data());
    for (std::size_t c = 0; c < kChannels; ++c) {
      std::vector<float> deltas;
      for (std::size_t i = c * kSpan * kLanes; i < (c + 1) * kSpan * kLanes; ++i) {
        CHECK(y[i] == before[i] + bias[c]);
        deltas.push_back(before[i]);
      }
      CHECK(g[c] == (c == 0 ? 10.0F : 20.0F) + lane_sum(deltas));
    }
  }
}

TEST_CASE("kernels: activations agree with their formulas, and a value alone has the bits it has in a row") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    for (int a = 0; a < 12; ++a) {
      const auto activation = Activation(a);
      CAPTURE(name(activation));
      std::vector<float> x = test::random_values(1001, 9, 3);
      x[0] = 0;
      x[1] = 30;
      x[2] = -30;
      std::vector<float> y = x;
      kernels::activate(activation, y);
      for (std::size_t i = 0; i < x.size(); ++i) {
        CHECK(std::abs(double(y[i]) - test::reference_activation(activation, double(x[i]))) <=
              4e-6 * (1 + std::abs(double(x[i]))));
        float alone = x[i];
        kernels::activate(activation, {&alone, 1});
        CHECK(std::memcmp(&alone, &y[i], sizeof alone) == 0);
      }
    }
  }
}

TEST_CASE("kernels: derivatives of activations are those of central differences") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    for (int a = 0; a < 12; ++a) {
      const auto activation = Activation(a);
      CAPTURE(name(activation));
      const std::vector<float> x = test::random_values(500, 10, 2);
      std::vector<float> y = x, delta(x.size(), 2.0F);
      kernels::activate(activation, y);
      const float* before = kernels::needs_preactivation(activation) ? x.data() : nullptr;
      kernels::activate_backward(activation, before, y.data(), delta);
      for (std::size_t i = 0; i < x.size(); ++i) {
        constexpr double h = 1e-6;
        const double v = double(x[i]);
        const double slope =
            (test::reference_activation(activation, v + h) - test::reference_activation(activation, v - h)) /
            (2 * h);
        CHECK(std::abs(double(delta[i]) - 2 * slope) <= 1e-5);
      }
    }
  }
}

TEST_CASE("kernels: tanh and its kin stay within their bounds over all floats, and inside [-1, 1]") {
  for (const kernels::Path path : kernels::available_paths()) {
    if (!is_fused(path)) continue;  // the others are those of math_test.cpp
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    double worst_tanh = 0, worst_sigmoid = 0;
    for (std::uint32_t block = 0; block < (1U << 20); ++block) {  // every 509th float, of both signs
      std::array<float, 8> x;
      for (std::uint32_t i = 0; i < x.size(); ++i) x[i] = std::bit_cast<float>((block * 8 + i) * 509U);
      auto t = x, s = x;
      kernels::activate(Activation::tanh, t);
      kernels::activate(Activation::sigmoid, s);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (std::isnan(x[i])) continue;
        worst_tanh = std::max(worst_tanh, std::fabs(double(t[i]) - std::tanh(double(x[i]))));
        worst_sigmoid = std::max(worst_sigmoid, std::fabs(double(s[i]) - 1 / (1 + std::exp(-double(x[i])))));
        if (!(std::fabs(t[i]) <= 1 && s[i] >= 0 && s[i] <= 1)) FAIL(x[i]);
      }
    }
    CHECK(worst_tanh <= 3e-7);
    CHECK(worst_sigmoid <= 2e-7);
  }
}

TEST_CASE("kernels: tanh never exceeds 1 on its way there, and is 1 from then on") {
  for (const kernels::Path path : kernels::available_paths()) {
    if (!is_fused(path)) continue;
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    std::vector<float> x;  // every float from 7.9 to 8.7, then the largest
    for (float v = 7.9F; v < 8.7F; v = std::nextafter(v, 9.0F)) x.push_back(v);
    x.insert(x.end(), {100.0F, std::numeric_limits<float>::max(), std::numeric_limits<float>::infinity()});
    std::vector<float> y = x;
    kernels::activate(Activation::tanh, y);
    CHECK(std::ranges::max(y) == 1.0F);
    CHECK(std::ranges::min(y) >= 1 - 6e-7F);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] >= 8.2F && y[i] != 1.0F) FAIL(x[i]);
  }
}

TEST_CASE("kernels: paths of one arithmetic give the same bytes for every activation and its derivative") {
  for (int a = 0; a < 12; ++a) {
    CAPTURE(name(Activation(a)));
    std::map<std::string, Floats> bytes;  // of each tag
    for (const kernels::Path path : kernels::available_paths()) {
      const InUse in_use(path);
      const Floats x = random_block(1003, 21);
      Floats y = x, delta = random_block(1003, 22);
      for (std::size_t i = 0; i < y.size(); i += 7) y[i] *= 40;
      kernels::activate(Activation(a), y);
      kernels::activate_backward(Activation(a), x.data(), y.data(), delta);
      y.insert(y.end(), delta.begin(), delta.end());
      const auto [first, is_new] = bytes.emplace(kernels::arithmetic(path), y);
      CHECK((is_new || same_bits(first->second, y)));
    }
  }
}

TEST_CASE("kernels: optimisers give the same bytes on every path") {
  for (const std::size_t size : {1, 7, 1000}) {
    std::vector<Floats> results;
    for (const kernels::Path path : kernels::available_paths()) {
      const InUse in_use(path);
      const Floats g = random_block(size, 1);
      Floats a = random_block(size, 2), b = a, m(size, 0.1F), v(size, 0.2F), velocity = random_block(size, 3);
      kernels::step_sgd({0.9F, 0.01F, 0.1F, false}, g, velocity.data(), a);
      kernels::step_adam({0.9F, 0.1F, 0.999F, 0.001F, 2, 3, 1e-8F, 0.01F, 0.1F}, g, m.data(), v.data(), b);
      for (const Floats* more : {&b, &m, &v, &velocity}) a.insert(a.end(), more->begin(), more->end());
      results.push_back(a);
    }
    for (const Floats& result : results) CHECK(same_bits(result, results.front()));
  }
}

TEST_CASE("kernels: rows are turned into lanes, converted, whatever their number and alignment") {
  for (const kernels::Path path : kernels::available_paths()) {
    const InUse in_use(path);
    for (const std::size_t count : {1, 3, 4, 15, 16, 17, 37}) {
      std::vector<std::uint8_t> bytes(16 * count + 1);
      for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(i * 37);
      const Floats floats = random_block(16 * count, 5);
      const std::uint8_t* byte_rows[16];
      const float* float_rows[16];
      for (std::size_t r = 0; r < 16; ++r) {
        byte_rows[r] = bytes.data() + 1 + r * count;
        float_rows[r] = floats.data() + r * count;
      }
      std::vector<float> a(count * 32, -1.0F), b = a;
      kernels::read_bytes(byte_rows, count, 1.0F / 255, 0.25F, 32, a.data());
      kernels::read_floats(float_rows, count, 3.0F, 0.25F, 32, b.data());
      for (std::size_t f = 0; f < count; ++f)
        for (std::size_t r = 0; r < 32; ++r) {
          CHECK(a[f * 32 + r] == (r < 16 ? float(byte_rows[r][f]) * (1.0F / 255) + 0.25F : -1.0F));
          CHECK(b[f * 32 + r] == (r < 16 ? float_rows[r][f] * 3.0F + 0.25F : -1.0F));
        }
    }
  }
}

TEST_CASE("kernels: a choice is the best path that meets it, or is refused") {
  const auto paths = kernels::available_paths();
  CHECK(kernels::path_of(kernels::Choice::automatic) == paths.back());
  CHECK(kernels::path_of(kernels::Choice::ieee) == kernels::Path::baseline);
  CHECK(kernels::arithmetic(kernels::Path::baseline) == "ieee");
  for (const auto& [choice, path] : {std::pair{kernels::Choice::v3, kernels::Path::v3},
                                     std::pair{kernels::Choice::v4, kernels::Path::v4}}) {
    if (std::ranges::find(paths, path) != paths.end()) {
      CHECK(kernels::path_of(choice) == path);
      CHECK(kernels::arithmetic(path) == "fma");
      continue;
    }
    const std::string refused =
        "run.kernels: " + std::string(kernels::name(choice)) + ": needs a processor with ";
    CHECK_THROWS_WITH_AS(kernels::path_of(choice), doctest::Contains(refused.c_str()), Error);
  }
}

TEST_CASE("kernels: not-a-number passes through every activation") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    for (int a = 0; a < 12; ++a) {
      CAPTURE(name(Activation(a)));
      float x = std::numeric_limits<float>::quiet_NaN();
      kernels::activate(Activation(a), {&x, 1});
      CHECK(std::isnan(x));
    }
  }
}

TEST_CASE("kernels: derivatives at zero are those of the left side") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    for (const auto& [activation, slope] :
         {std::pair{Activation::relu, 0.0F}, std::pair{Activation::leaky_relu, 0.01F},
          std::pair{Activation::absolute, 0.0F}, std::pair{Activation::elu, 1.0F}}) {
      const float x = 0, y = 0;
      float delta = 1;
      kernels::activate_backward(activation, &x, &y, {&delta, 1});
      CHECK(delta == slope);
    }
  }
}

}  // namespace
}  // namespace neat
