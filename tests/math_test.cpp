#include "neat/base/math.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "neat/base/sha256.hpp"

namespace {

namespace math = neat::math;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr float kInfinityF = std::numeric_limits<float>::infinity();
constexpr float kNanF = std::numeric_limits<float>::quiet_NaN();

/// The distance between the values of T around x; that of the denormals below the smallest normal value.
template <class T>
long double ulp(long double x) {
  const auto a = std::max(static_cast<T>(std::fabs(x)), std::numeric_limits<T>::min());
  return static_cast<long double>(std::nextafter(a, std::numeric_limits<T>::infinity())) - a;
}

/// The larger of the two; a NaN, that of either, is larger than everything.
long double worse(long double a, long double b) {
  return a > b || std::isnan(a) ? a : b;
}

template <class T, class Function, class Reference>
long double worst_ulp(const std::vector<T>& points, Function function, Reference reference) {
  long double worst = 0;
  for (const T x : points) {
    const long double truth = reference(static_cast<long double>(x));
    worst = worse(worst, std::fabs(static_cast<long double>(function(x)) - truth) / ulp<T>(truth));
  }
  return worst;
}

template <class T, class Function, class Reference>
long double worst_absolute(const std::vector<T>& points, Function function, Reference reference) {
  long double worst = 0;
  for (const T x : points) {
    const long double truth = reference(static_cast<long double>(x));
    worst = worse(worst, std::fabs(static_cast<long double>(function(x)) - truth));
  }
  return worst;
}

/// Evenly spaced in value.
std::vector<double> sweep(double low, double high, int count = 200000) {
  std::vector<double> points;
  for (int i = 0; i <= count; ++i) points.push_back(low + (high - low) * i / count);
  return points;
}

/// Evenly spaced in the logarithm of the magnitude, both signs.
std::vector<double> magnitudes(double low, double high, int count = 100000) {
  std::vector<double> points;
  const double ratio = std::log2(high / low);
  for (int i = 0; i <= count; ++i) {
    const double x = std::min(high, low * std::exp2(ratio * i / count));
    points.push_back(x);
    points.push_back(-x);
  }
  return points;
}

std::vector<double> both(std::vector<double> a, const std::vector<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Every 1009th float in [-high, high], denormals included.
std::vector<float> floats(float high) {
  std::vector<float> points;
  for (std::uint32_t bits = 0; bits <= std::bit_cast<std::uint32_t>(high); bits += 1009) {
    points.push_back(std::bit_cast<float>(bits));
    points.push_back(-std::bit_cast<float>(bits));
  }
  return points;
}

std::vector<float> positive(std::vector<float> points) {
  std::erase_if(points, [](float x) { return !(x > 0.0F); });
  return points;
}

bool minus_zero(double x) {
  return x == 0.0 && std::signbit(x);
}

}  // namespace

TEST_CASE("math: exp is within its bound of libm") {
  CHECK(worst_ulp(
            both(sweep(-745.0, 709.7), magnitudes(1e-300, 700.0)), [](double x) { return math::exp(x); },
            [](long double x) { return std::exp(x); }) <= 1.0L);
  CHECK(worst_ulp(
            floats(88.7F), [](float x) { return math::exp(x); }, [](long double x) { return std::exp(x); }) <=
        1.0L);
}

TEST_CASE("math: log is within its bound of libm") {
  const auto truth = [](long double x) { return std::log(x); };
  std::vector<double> points = both(sweep(1e-6, 4.0), magnitudes(5e-324, 1e308));
  std::erase_if(points, [](double x) { return !(x > 0.0); });
  CHECK(worst_ulp(
            points, [](double x) { return math::log(x); }, truth) <= 1.0L);
  CHECK(worst_ulp(
            positive(floats(3.4e38F)), [](float x) { return math::log(x); }, truth) <= 1.0L);
}

TEST_CASE("math: sin and cos are within their bound of libm up to 1e6") {
  const std::vector<double> points =
      both(both(sweep(-10.0, 10.0), sweep(-1e6, 1e6)), magnitudes(1e-300, 1e6));
  CHECK(worst_ulp(
            points, [](double x) { return math::sin(x); }, [](long double x) { return std::sin(x); }) <=
        1.0L);
  CHECK(worst_ulp(
            points, [](double x) { return math::cos(x); }, [](long double x) { return std::cos(x); }) <=
        1.0L);
  CHECK(worst_ulp(
            floats(1e6F), [](float x) { return math::sin(x); }, [](long double x) { return std::sin(x); }) <=
        0.51L);
}

TEST_CASE("math: sin and cos keep their bound beside the multiples of pi/2") {
  std::vector<double> points;
  for (int n = 1; n <= 636619; n += 3) {
    const double x =
        static_cast<double>(static_cast<long double>(n) * 1.57079632679489661923132169163975144L);
    points.insert(points.end(), {std::nextafter(x, 0.0), x, std::nextafter(x, kInfinity)});
  }
  CHECK(worst_ulp(
            points, [](double x) { return math::sin(x); }, [](long double x) { return std::sin(x); }) <=
        1.0L);
  CHECK(worst_ulp(
            points, [](double x) { return math::cos(x); }, [](long double x) { return std::cos(x); }) <=
        1.0L);
}

TEST_CASE("math: sin and cos of large numbers stay close") {
  const std::vector<double> large = magnitudes(1e6, 1e15);
  CHECK(worst_absolute(
            large, [](double x) { return math::sin(x); }, [](long double x) { return std::sin(x); }) <=
        1e-15L);
  CHECK(worst_absolute(
            large, [](double x) { return math::cos(x); }, [](long double x) { return std::cos(x); }) <=
        1e-15L);
  for (const double x : magnitudes(1e15, 1.7e308, 5000)) CHECK(std::fabs(math::sin(x)) <= 1.0);
}

TEST_CASE("math: tanh is within its bound of libm and never beyond 1") {
  const auto truth = [](long double x) { return std::tanh(x); };
  CHECK(worst_ulp(
            both(sweep(-23.0, 23.0), magnitudes(1e-300, 30.0)), [](double x) { return math::tanh(x); },
            truth) <= 1.5L);
  const std::vector<float> points = floats(12.0F);
  CHECK(worst_ulp(
            points, [](float x) { return math::tanh(x); }, truth) <= 1.5L);
  CHECK(worst_absolute(
            points, [](float x) { return math::tanh(x); }, truth) <= 1e-7L);
  for (const float x : points) REQUIRE(std::fabs(math::tanh(x)) <= 1.0F);
}

TEST_CASE("math: sigmoid is within its bound of libm and inside [0, 1]") {
  const auto truth = [](long double x) { return 1.0L / (1.0L + std::exp(-x)); };
  std::vector<float> points = floats(110.0F);
  CHECK(worst_absolute(
            points, [](float x) { return math::sigmoid(x); }, truth) <= 1e-7L);
  for (const float x : points) REQUIRE((math::sigmoid(x) >= 0.0F && math::sigmoid(x) <= 1.0F));
  std::erase_if(points, [](float x) { return x < -87.0F; });
  CHECK(worst_ulp(
            points, [](float x) { return math::sigmoid(x); }, truth) <= 2.5L);
}

TEST_CASE("math: erf is within its bound of libm and never beyond 1") {
  const std::vector<float> points = floats(6.0F);
  CHECK(worst_ulp(
            points, [](float x) { return math::erf(x); }, [](long double x) { return std::erf(x); }) <= 1.0L);
  for (const float x : points) REQUIRE(std::fabs(math::erf(x)) <= 1.0F);
}

TEST_CASE("math: tanh, sigmoid, erf, exp and log never fall where the function rises") {
  for (float x = -20.0F; x < 20.0F; x += 0x1p-6F) {
    const float next = x + 0x1p-6F;
    REQUIRE(math::tanh(x) <= math::tanh(next));
    REQUIRE(math::sigmoid(x) <= math::sigmoid(next));
    REQUIRE(math::erf(x) <= math::erf(next));
    REQUIRE(math::exp(x) <= math::exp(next));
  }
}

TEST_CASE("math: the ends of the range in double") {
  CHECK(math::exp(kInfinity) == kInfinity);
  CHECK(math::exp(710.0) == kInfinity);
  CHECK(math::exp(-kInfinity) == 0.0);
  CHECK(math::exp(-746.0) == 0.0);
  CHECK(math::exp(0.0) == 1.0);
  CHECK(math::exp(-0.0) == 1.0);
  CHECK(math::log(0.0) == -kInfinity);
  CHECK(math::log(-0.0) == -kInfinity);
  CHECK(math::log(1.0) == 0.0);
  CHECK(math::log(kInfinity) == kInfinity);
  CHECK(std::isnan(math::log(-1.0)));
  CHECK(std::isnan(math::log(-kInfinity)));
  CHECK(math::tanh(kInfinity) == 1.0);
  CHECK(math::tanh(-kInfinity) == -1.0);
  CHECK(math::cos(0.0) == 1.0);
  CHECK(minus_zero(math::sin(-0.0)));
  CHECK(minus_zero(math::tanh(-0.0)));
  CHECK(math::sin(5e-324) == 5e-324);
  CHECK(math::tanh(5e-324) == 5e-324);
  CHECK(std::isnan(math::sin(kInfinity)));
  CHECK(std::isnan(math::cos(-kInfinity)));
}

TEST_CASE("math: the ends of the range in float") {
  CHECK(math::exp(kInfinityF) == kInfinityF);
  CHECK(math::exp(88.8F) == kInfinityF);
  CHECK(math::exp(-kInfinityF) == 0.0F);
  CHECK(math::exp(-104.0F) == 0.0F);
  CHECK(math::exp(-0.0F) == 1.0F);
  CHECK(math::log(0.0F) == -kInfinityF);
  CHECK(math::log(-0.0F) == -kInfinityF);
  CHECK(math::log(1.0F) == 0.0F);
  CHECK(math::log(kInfinityF) == kInfinityF);
  CHECK(std::isnan(math::log(-1.0F)));
  CHECK(math::tanh(kInfinityF) == 1.0F);
  CHECK(math::tanh(-kInfinityF) == -1.0F);
  CHECK(math::sigmoid(kInfinityF) == 1.0F);
  CHECK(math::sigmoid(-kInfinityF) == 0.0F);
  CHECK(math::sigmoid(0.0F) == 0.5F);
  CHECK(math::erf(kInfinityF) == 1.0F);
  CHECK(math::erf(-kInfinityF) == -1.0F);
  CHECK(minus_zero(math::tanh(-0.0F)));
  CHECK(minus_zero(math::erf(-0.0F)));
  CHECK(minus_zero(math::sin(-0.0F)));
  CHECK(math::tanh(1e-45F) == 1e-45F);
  CHECK(math::sin(1e-45F) == 1e-45F);
}

TEST_CASE("math: NaN gives NaN") {
  for (const double x : {kNan, -kNan}) {
    for (const double y : {math::exp(x), math::log(x), math::sin(x), math::cos(x), math::tanh(x)})
      CHECK(std::isnan(y));
  }
  for (const float x :
       {kNanF, -kNanF, std::bit_cast<float>(0x7fffffffU), std::bit_cast<float>(0xff800001U)}) {
    for (const float y :
         {math::exp(x), math::log(x), math::tanh(x), math::sigmoid(x), math::erf(x), math::sin(x)}) {
      CHECK(std::isnan(y));
    }
  }
}

TEST_CASE("math: a row has the bits of the scalar function, at any length and offset") {
  std::vector<float> points = floats(130.0F);
  points.insert(points.end(), {kInfinityF, -kInfinityF, 0.0F, -0.0F, kNanF});
  const auto same = [](float a, float b) {
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) ||
           (std::isnan(a) && std::isnan(b));
  };
  for (std::size_t start = 0; start < 9; ++start) {
    std::vector<float> t = points, s = points, e = points;
    math::tanh(std::span(t).subspan(start));
    math::sigmoid(std::span(s).subspan(start));
    math::exp(std::span(e).subspan(start));
    for (std::size_t i = start; i < points.size(); i += 17 - start) {
      REQUIRE(same(t[i], math::tanh(points[i])));
      REQUIRE(same(s[i], math::sigmoid(points[i])));
      REQUIRE(same(e[i], math::exp(points[i])));
    }
  }
}

TEST_CASE("math: a row leaves its neighbours alone") {
  for (std::size_t length = 0; length < 20; ++length) {
    std::vector<float> row(length + 2, 0.5F);
    math::tanh(std::span(row).subspan(1, length));
    CHECK(row.front() == 0.5F);
    CHECK(row.back() == 0.5F);
    CHECK(std::all_of(row.begin() + 1, row.end() - 1, [](float x) { return x == math::tanh(0.5F); }));
  }
}

TEST_CASE("math: normal_quantile is the inverse of the normal distribution") {
  for (double x = -8.0; x <= 8.0; x += 1.0 / 128.0) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    const double slope = std::exp(-0.5 * x * x) / std::sqrt(8.0 * std::atan(1.0));
    const double from_rounding_p = 2.3e-16 * p / slope;
    if (p < 1.0)
      CHECK(std::fabs(math::normal_quantile(p) - x) <= 2e-15 * std::fabs(x) + 1e-16 + from_rounding_p);
  }
  CHECK(math::normal_quantile(0.5) == 0.0);
  CHECK(math::normal_quantile(0.025) == doctest::Approx(-1.9599639845400542).epsilon(1e-15));
  CHECK(math::normal_quantile(1e-300) == doctest::Approx(-37.0471).epsilon(1e-5));
}

/// One constant for every compiler, optimisation level and machine: see docs/decisions/0001.
TEST_CASE("math: every function gives the same bytes everywhere") {
  neat::Sha256 hash;
  for (const double x : both(sweep(-20.0, 20.0, 5000), magnitudes(1e-310, 1e9, 5000))) {
    hash.add(math::exp(x))
        .add(math::sin(x))
        .add(math::cos(x))
        .add(math::tanh(x))
        .add(math::log(std::fabs(x)));
  }
  for (const double p : sweep(1e-12, 1.0 - 1e-12, 5000)) hash.add(math::normal_quantile(p));
  for (const float x : floats(150.0F)) {
    const std::vector<float> y{math::exp(x), math::tanh(x), math::sigmoid(x),
                               math::erf(x), math::sin(x),  math::log(std::fabs(x))};
    hash.add(std::span<const float>(y));
  }
  CHECK(neat::hex(hash.finish()) == "5a53900c810d5d3c8aac9daf967da194d8ee352f3edc6e303b5ce88d834ec506");
}
