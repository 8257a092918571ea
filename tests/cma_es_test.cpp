#include "neat/evolution/cma_es.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "neat/evolution/symmetric_eigen.hpp"

using namespace neat;

namespace {

using Function = std::function<double(const std::vector<double>&)>;

double sphere(const std::vector<double>& x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

/// Condition number 1e4, along the axes.
double ellipsoid(const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double scale = std::pow(1e4, double(i) / double(x.size() - 1));
    sum += scale * x[i] * x[i];
  }
  return sum;
}

/// The ellipsoid's axes turned by 45 degrees in every plane of neighbours.
double turned_ellipsoid(std::vector<double> x) {
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double a = x[i], b = x[i + 1];
    x[i] = (a + b) / std::sqrt(2.0), x[i + 1] = (a - b) / std::sqrt(2.0);
  }
  return ellipsoid(x);
}

double rosenbrock(const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double curve = x[i + 1] - x[i] * x[i], far = 1 - x[i];
    sum += 100 * curve * curve + far * far;
  }
  return sum;
}

void advance(cma::State& state, const Function& f, std::uint64_t seed, const cma::Settings& settings) {
  const cma::Sampler sampler(state);
  std::vector<std::pair<double, std::vector<double>>> drawn;
  for (std::uint32_t k = 0; k < cma::default_lambda(state.size()); ++k) {
    Random random(seed, Purpose::test, state.updates, k);
    auto x = sampler.draw(random);
    const double value = f(x);
    drawn.emplace_back(value, std::move(x));
  }
  std::ranges::stable_sort(drawn, {}, &decltype(drawn)::value_type::first);
  std::vector<std::vector<double>> ranked;
  for (auto& [value, x] : drawn) ranked.push_back(std::move(x));
  cma::update(state, ranked, settings);
}

/// Evaluations until f(mean) < 1e-9; `most` when it never is.
std::size_t evaluations(cma::State state, const Function& f, std::uint64_t seed, std::size_t most,
                        const cma::Settings& settings = {}) {
  const std::size_t lambda = cma::default_lambda(state.size());
  std::size_t spent = 0;
  for (; spent < most && !(f(state.mean) < 1e-9); spent += lambda) advance(state, f, seed, settings);
  return std::min(spent, most);
}

cma::State at_ones(std::size_t n, double value, cma::Covariance kind) {
  return cma::start(std::vector<double>(n, value), 0.5, kind);
}

constexpr auto kFull = cma::Covariance::full, kDiagonal = cma::Covariance::diagonal;

}  // namespace

TEST_CASE("cma: lambda is 4 + floor(3 ln n)") {
  CHECK(cma::default_lambda(1) == 4);
  CHECK(cma::default_lambda(2) == 6);
  CHECK(cma::default_lambda(10) == 10);
  CHECK(cma::default_lambda(100) == 17);
}

TEST_CASE("cma: the sphere takes about 130 evaluations a dimension, in both forms") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const auto kind : {kFull, kDiagonal}) {
      const auto spent = evaluations(at_ones(10, 1, kind), sphere, seed, 10000);
      CHECK(spent > 600);
      CHECK(spent < 2200);
    }
}

TEST_CASE("cma: turning an ellipsoid costs the diagonal form much, the full form little") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto diagonal = evaluations(at_ones(10, 1, kDiagonal), ellipsoid, seed, 20000);
    const auto full = evaluations(at_ones(10, 1, kFull), ellipsoid, seed, 20000);
    CHECK(diagonal < full);
    CHECK(full < 6000);
    CHECK(double(evaluations(at_ones(10, 1, kFull), turned_ellipsoid, seed, 20000)) < 1.3 * double(full));
    CHECK(double(evaluations(at_ones(10, 1, kDiagonal), turned_ellipsoid, seed, 20000)) >
          1.7 * double(diagonal));
  }
}

TEST_CASE("cma: the full form finds the bottom of Rosenbrock's valley, active or not") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const bool active : {false, true})
      CHECK(evaluations(at_ones(5, 0, kFull), rosenbrock, seed, 20000, {.active = active}) < 8000);
}

TEST_CASE("cma: only ranks count, so that a rising transformation of fitness changes nothing") {
  for (const auto kind : {kFull, kDiagonal}) {
    cma::State plain = at_ones(6, 1, kind), turned = plain;
    for (int g = 0; g < 40; ++g) {
      advance(plain, ellipsoid, 3, {});
      advance(turned, [](const auto& x) { return std::cbrt(ellipsoid(x)) - 7; }, 3, {});
    }
    CHECK(plain == turned);
  }
}

TEST_CASE("cma: a shifted problem from a shifted start takes the same steps") {
  const auto shifted = [](std::vector<double> x) {
    for (double& v : x) v -= 4;
    return ellipsoid(x);
  };
  cma::State here = at_ones(6, 1, kDiagonal), there = at_ones(6, 5, kDiagonal);
  for (int g = 0; g < 30; ++g) {
    advance(here, ellipsoid, 5, {});
    advance(there, shifted, 5, {});
  }
  CHECK(here.sigma == doctest::Approx(there.sigma).epsilon(1e-6));
  for (std::size_t i = 0; i < 6; ++i) CHECK(here.mean[i] + 4 == doctest::Approx(there.mean[i]).epsilon(1e-6));
}

TEST_CASE("cma: the step size keeps within its bounds") {
  cma::State state = at_ones(3, 0, kDiagonal);
  for (int g = 0; g < 200; ++g) {
    advance(state, sphere, 1, {.sigma_floor = 0.15});
    CHECK(state.sigma >= 0.15);
  }
  CHECK(state.sigma == 0.15);
  for (int g = 0; g < 200; ++g) advance(state, [](const auto& x) { return -x[0]; }, 1, {.sigma_limit = 2});
  CHECK(state.sigma == 2);
}

TEST_CASE("cma: one dimension and two samples are enough") {
  cma::State state = at_ones(1, 1, kFull);
  const std::vector<std::vector<double>> ranked{{0.5}, {1.5}};
  cma::update(state, ranked, {});
  CHECK(state.mean[0] == 0.5);
  CHECK(std::isfinite(state.sigma));
  CHECK(state.covariance[0] > 0);
}

TEST_CASE("cma: a full covariance stays symmetric with axes of positive length") {
  cma::State state = at_ones(8, 1, kFull);
  for (int g = 0; g < 300; ++g) advance(state, turned_ellipsoid, 9, {.active = true});
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t j = 0; j < 8; ++j) CHECK(state.covariance[i * 8 + j] == state.covariance[j * 8 + i]);
  for (const double value : symmetric_eigen(state.covariance, 8).values) CHECK(value > 0);
}
