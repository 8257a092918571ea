#include "neat/evolution/symmetric_eigen.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "neat/base/random.hpp"

using namespace neat;

namespace {

std::vector<double> random_symmetric(std::size_t n, std::uint32_t index) {
  Random random(7, Purpose::test, 0, index);
  std::vector<double> a(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j) a[i * n + j] = a[j * n + i] = random.normal();
  return a;
}

}  // namespace

TEST_CASE("symmetric eigen: the vectors are orthonormal and put the matrix together again") {
  for (std::uint32_t index = 0; index < 40; ++index) {
    const std::size_t n = 1 + index % 20;
    const auto a = random_symmetric(n, index);
    const auto [values, vectors] = symmetric_eigen(a, n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        double again = 0, product = 0;
        for (std::size_t k = 0; k < n; ++k) {
          again += vectors[i * n + k] * values[k] * vectors[j * n + k];
          product += vectors[k * n + i] * vectors[k * n + j];
        }
        CHECK(std::fabs(again - a[i * n + j]) < 1e-12);
        CHECK(std::fabs(product - (i == j ? 1 : 0)) < 1e-13);
      }
  }
}

TEST_CASE("symmetric eigen: a diagonal matrix is its own answer, also with equal and zero values") {
  const std::vector<double> a{2, 0, 0, 0, 2, 0, 0, 0, 0};
  const auto eigen = symmetric_eigen(a, 3);
  CHECK(eigen.values == std::vector<double>{2, 2, 0});
  CHECK(eigen.vectors == std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, 1});
}

TEST_CASE("symmetric eigen: values twelve orders of magnitude apart keep their digits") {
  const double c = std::sqrt(0.5), large = 1e6, small = 1e-6;
  const std::vector<double> a{(large + small) * c * c, (large - small) * c * c, (large - small) * c * c,
                              (large + small) * c * c};
  const auto eigen = symmetric_eigen(a, 2);
  CHECK(std::fmax(eigen.values[0], eigen.values[1]) == doctest::Approx(large).epsilon(1e-14));
  CHECK(std::fabs(std::fmin(eigen.values[0], eigen.values[1]) - small) < 1e-9);
}
