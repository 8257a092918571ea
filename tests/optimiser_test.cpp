#include "neat/learning/optimiser.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "reference_network.hpp"

namespace neat {
namespace {

TEST_CASE("optimiser: SGD follows its formula, momentum and decoupled decay included") {
  const Optimiser::Options options{OptimiserKind::sgd, 0.9, 0.01};
  constexpr std::size_t kSize = 37;
  Optimiser optimiser(options, kSize);
  std::vector<float> theta = test::random_values(kSize, 1);
  std::vector<double> expected(theta.begin(), theta.end()), v(kSize, 0.0);
  for (std::uint64_t step = 0; step < 20; ++step) {
    const auto g = test::random_values(kSize, 100 + step);
    optimiser.step(theta, g, 0.1);
    for (std::size_t i = 0; i < kSize; ++i) {
      v[i] = 0.9 * v[i] + double(g[i]);
      expected[i] -= 0.1 * v[i] + 0.1 * 0.01 * expected[i];
    }
  }
  for (std::size_t i = 0; i < kSize; ++i)
    CHECK(double(theta[i]) == doctest::Approx(expected[i]).epsilon(1e-4).scale(1));
}

TEST_CASE("optimiser: Adam follows algorithm 1, with decoupled decay") {
  const Optimiser::Options options{OptimiserKind::adam, 0.9, 0.1, 0.8, 0.99, 1e-6};
  constexpr std::size_t kSize = 37;
  Optimiser optimiser(options, kSize);
  std::vector<float> theta = test::random_values(kSize, 1);
  std::vector<double> expected(theta.begin(), theta.end()), m(kSize, 0.0), v(kSize, 0.0);
  for (std::uint64_t step = 1; step <= 30; ++step) {
    const auto g = test::random_values(kSize, 100 + step);
    optimiser.step(theta, g, 0.05);
    for (std::size_t i = 0; i < kSize; ++i) {
      m[i] = 0.8 * m[i] + 0.2 * double(g[i]);
      v[i] = 0.99 * v[i] + 0.01 * double(g[i]) * double(g[i]);
      const double m_hat = m[i] / (1 - std::pow(0.8, double(step)));
      const double v_hat = v[i] / (1 - std::pow(0.99, double(step)));
      expected[i] -= 0.05 * (m_hat / (std::sqrt(v_hat) + 1e-6)) + 0.05 * 0.1 * expected[i];
    }
  }
  for (std::size_t i = 0; i < kSize; ++i)
    CHECK(double(theta[i]) == doctest::Approx(expected[i]).epsilon(1e-4).scale(1));
}

TEST_CASE("optimiser: Nesterov's step looks ahead, and biases have a rate of their own") {
  Optimiser::Options options{OptimiserKind::sgd, 0.9, 0.01};
  options.nesterov = true;
  options.bias_rate = 16;
  constexpr std::size_t kSize = 37, kBiases = 5;
  Optimiser optimiser(options, kSize, kBiases);
  std::vector<float> theta = test::random_values(kSize, 1);
  std::vector<double> expected(theta.begin(), theta.end()), v(kSize, 0.0);
  for (std::uint64_t step = 0; step < 20; ++step) {
    const auto g = test::random_values(kSize, 100 + step);
    optimiser.step(theta, g, 0.01);
    for (std::size_t i = 0; i < kSize; ++i) {
      const double rate = i < kBiases ? 0.16 : 0.01;
      v[i] = 0.9 * v[i] + double(g[i]);
      expected[i] -= rate * (double(g[i]) + 0.9 * v[i]) + rate * 0.01 * expected[i];
    }
  }
  for (std::size_t i = 0; i < kSize; ++i)
    CHECK(double(theta[i]) == doctest::Approx(expected[i]).epsilon(1e-4).scale(1));
}

TEST_CASE(
    "optimiser: one cycle rises from a fifth of the rate to all of it, and falls in a line to the lowest") {
  const auto rate = [](std::uint64_t step) {
    return scheduled_rate(ScheduleKind::one_cycle, 1, 0.1, step, 100);
  };
  CHECK(rate(0) == doctest::Approx(0.2));
  CHECK(rate(23) == doctest::Approx(1));
  CHECK(rate(100) == doctest::Approx(0.1));
  for (std::uint64_t step = 0; step < 23; ++step) CHECK(rate(step) < rate(step + 1));
  for (std::uint64_t step = 23; step < 100; ++step)
    CHECK(rate(step) - rate(step + 1) == doctest::Approx(0.9 / 77));
}

TEST_CASE("optimiser: the first step of Adam is the rate, whatever the size of the gradient") {
  for (const float size : {1e-3F, 1.0F, 1e3F}) {
    Optimiser optimiser({OptimiserKind::adam}, 1);
    std::vector<float> theta{0};
    optimiser.step(theta, std::vector<float>{-size}, 0.01);
    CHECK(theta[0] == doctest::Approx(0.01).epsilon(1e-3));
  }
}

TEST_CASE("schedule: each runs from the highest rate to the lowest") {
  for (const auto kind : {ScheduleKind::linear, ScheduleKind::cosine}) {
    CHECK(scheduled_rate(kind, 0.5, 0.1, 0, 100) == doctest::Approx(0.5));
    CHECK(scheduled_rate(kind, 0.5, 0.1, 50, 100) == doctest::Approx(0.3));
    CHECK(scheduled_rate(kind, 0.5, 0.1, 100, 100) == doctest::Approx(0.1));
    CHECK(scheduled_rate(kind, 0.5, 0.1, 200, 100) == doctest::Approx(0.1));
    for (std::uint64_t step = 0; step < 100; ++step)
      CHECK(scheduled_rate(kind, 0.5, 0.1, step + 1, 100) < scheduled_rate(kind, 0.5, 0.1, step, 100));
  }
  CHECK(scheduled_rate(ScheduleKind::linear, 0.5, 0.1, 25, 100) == doctest::Approx(0.4));
  CHECK(scheduled_rate(ScheduleKind::cosine, 0.5, 0.1, 25, 100) ==
        doctest::Approx(0.1 + 0.4 * (1 + std::sqrt(0.5)) / 2));
  CHECK(scheduled_rate(ScheduleKind::constant, 0.5, 0.1, 99, 100) == 0.5);
  CHECK(scheduled_rate(ScheduleKind::linear, 0.5, 0.1, 0, 0) == 0.5);
}

TEST_CASE("optimiser: names are read back") {
  for (const auto kind : {OptimiserKind::sgd, OptimiserKind::adam}) {
    OptimiserKind read{};
    CHECK((parse(name(kind), read) && read == kind));
  }
  for (const auto kind : {ScheduleKind::constant, ScheduleKind::linear, ScheduleKind::cosine}) {
    ScheduleKind read{};
    CHECK((parse(name(kind), read) && read == kind));
  }
  OptimiserKind kind{};
  ScheduleKind schedule{};
  CHECK_FALSE(parse("adamw", kind));
  CHECK_FALSE(parse("step", schedule));
}

}  // namespace
}  // namespace neat
