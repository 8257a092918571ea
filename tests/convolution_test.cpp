#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "kernels_in_use.hpp"
#include "neat/base/aligned.hpp"
#include "neat/network/kernels/kernels.hpp"
#include "reference_network.hpp"

namespace neat {
namespace {

using kernels::Convolution;
using test::InUse;

Floats random_block(std::size_t size, std::uint64_t seed) {
  const auto values = test::random_values(size, seed);
  return {values.begin(), values.end()};
}

/// Kernels of 1 to 5, strides, paddings up to beyond the kernel's half, images that are not square, and channels that fill
/// no tile. The last are large enough for minimal filtering, of even and odd sizes, and one with more channels than pass at
/// once.
const std::vector<Convolution> kShapes{
    {1, 5, 7, 1, 3, 1, 1},   {3, 6, 5, 7, 3, 1, 1},   {4, 8, 8, 13, 3, 1, 0}, {5, 9, 6, 16, 5, 1, 2},
    {2, 7, 7, 9, 3, 2, 1},   {6, 4, 4, 5, 1, 1, 0},   {3, 8, 9, 4, 4, 3, 2},  {8, 3, 3, 25, 3, 1, 2},
    {2, 11, 12, 3, 9, 1, 4}, {1, 4, 4, 2, 4, 4, 0},   {2, 3, 3, 2, 2, 3, 1},  {8, 4, 4, 8, 3, 1, 1},
    {9, 5, 7, 17, 3, 1, 1},  {16, 6, 4, 12, 3, 1, 1}, {70, 5, 4, 33, 3, 1, 1}};

/// Calls visit(output place, weight, input place) for every product of one lane.
template <class Visit>
void for_each_product(const Convolution& c, const Visit& visit) {
  const auto inside = [](long at, std::size_t size) { return at >= 0 && at < long(size); };
  for (std::size_t o = 0; o < c.out_channels; ++o)
    for (std::size_t r = 0; r < c.out_height(); ++r)
      for (std::size_t k = 0; k < c.out_width(); ++k)
        for (std::size_t i = 0; i < c.in_channels; ++i)
          for (std::size_t a = 0; a < c.kernel; ++a)
            for (std::size_t b = 0; b < c.kernel; ++b) {
              const long y = long(r * c.stride + a) - long(c.padding),
                         x = long(k * c.stride + b) - long(c.padding);
              if (!inside(y, c.height) || !inside(x, c.width)) continue;
              visit((o * c.out_height() + r) * c.out_width() + k,
                    ((o * c.in_channels + i) * c.kernel + a) * c.kernel + b,
                    (i * c.height + std::size_t(y)) * c.width + std::size_t(x));
            }
}

/// One shape with its data, and what plain loops in double make of them.
struct Subject {
  Convolution shape;
  std::size_t lanes;
  Floats weights, x, delta;
  Floats y, x_delta, gradient;  ///< what is there before

  Subject(const Convolution& c, std::size_t lane_count)
      : shape(c),
        lanes(lane_count),
        weights(random_block(c.out_channels * c.in_channels * c.kernel * c.kernel, 1)),
        x(random_block(c.in_channels * c.height * c.width * lanes, 2)),
        delta(random_block(c.out_channels * c.out_height() * c.out_width() * lanes, 3)),
        y(random_block(delta.size(), 4)),
        x_delta(random_block(x.size(), 5)),
        gradient(random_block(weights.size(), 6)) {}

  void run() {
    kernels::convolve(shape, weights.data(), x.data(), y.data(), lanes, true);
    kernels::convolve_back(shape, weights.data(), delta.data(), x_delta.data(), lanes);
    kernels::add_convolution_outer(shape, delta.data(), x.data(), lanes, gradient.data());
  }

  void check() {
    std::vector<double> y0(y.begin(), y.end()), x0(x_delta.begin(), x_delta.end()),
        g0(gradient.begin(), gradient.end());
    for_each_product(shape, [&](std::size_t o, std::size_t w, std::size_t i) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        y0[o * lanes + lane] += double(weights[w]) * double(x[i * lanes + lane]);
        x0[i * lanes + lane] += double(weights[w]) * double(delta[o * lanes + lane]);
        g0[w] += double(delta[o * lanes + lane]) * double(x[i * lanes + lane]);
      }
    });
    run();
    check_close(y, y0);
    check_close(x_delta, x0);
    check_close(gradient, g0);
  }

  /// Sums of at most some thousand products of values up to 1; tiles round somewhat more than plain sums.
  static void check_close(const Floats& values, const std::vector<double>& expected) {
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      worst = std::max(worst, std::fabs(double(values[i]) - expected[i]) / (1 + std::fabs(expected[i])));
    CHECK(worst <= 1e-4);
  }
};

std::string bytes_of(const Floats& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

TEST_CASE("convolution: forwards, backwards and gradients are those of plain loops, on every path") {
  for (const kernels::Path path : kernels::available_paths()) {
    CAPTURE(kernels::name(path));
    const InUse in_use(path);
    for (const Convolution& c : kShapes)
      for (const std::size_t lanes : {16, 32, 48, 64}) {
        CAPTURE(c.in_channels);
        CAPTURE(c.kernel);
        CAPTURE(lanes);
        Subject(c, lanes).check();
      }
  }
}

TEST_CASE("convolution: without accumulating, what was there does not count") {
  Subject s(kShapes[1], 32), again(kShapes[1], 32);
  std::fill(again.y.begin(), again.y.end(), 0.0F);
  kernels::convolve(s.shape, s.weights.data(), s.x.data(), s.y.data(), s.lanes, false);
  kernels::convolve(s.shape, s.weights.data(), s.x.data(), again.y.data(), s.lanes, true);
  CHECK(bytes_of(s.y) == bytes_of(again.y));
}

TEST_CASE("convolution: paths of one arithmetic give the same bytes") {
  for (const Convolution& c : kShapes)
    for (const std::size_t lanes : {16, 32, 64, 80}) {
      std::map<std::string, std::string> bytes;  // of each tag
      for (const kernels::Path path : kernels::available_paths()) {
        const InUse in_use(path);
        Subject s(c, lanes);
        s.run();
        const std::string all = bytes_of(s.y) + bytes_of(s.x_delta) + bytes_of(s.gradient);
        const auto [first, is_new] = bytes.emplace(kernels::arithmetic(path), all);
        CHECK((is_new || first->second == all));
      }
    }
}

}  // namespace
}  // namespace neat
