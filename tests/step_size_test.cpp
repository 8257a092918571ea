#include "neat/evolution/step_size.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

using namespace neat;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::array kAdaptive{StepControl::gain, StepControl::progress, StepControl::success,
                               StepControl::credit};

/// A child per scale beside one that only learned. Stagnating: the unmutated one is best, learning gains nothing and
/// nothing improves. Improving: fitness rises, most in the child of the smallest noise; the others are worse.
std::vector<Outcome> outcomes(bool improves, int generation) {
  const double base = improves ? generation : 0;
  std::vector<Outcome> all{{kUnmutated, base, base - (improves ? 0.5 : 0)}};
  for (std::size_t scale = 0; scale < 3; ++scale) {
    const double fitness = improves && scale == 0 ? base + 0.5 : base - 0.1 * double(scale + 1);
    all.push_back({scale, fitness, fitness - (improves ? 0.5 : 0)});
  }
  return all;
}

double sigma_after(StepControl control, bool improves, int generations) {
  NoiseOptions options;
  options.control = control;
  options.success = control == StepControl::success && !improves ? 0.2 : 0.5;
  NoiseState noise = first_noise(options);
  for (int g = 0; g < generations; ++g) adapt_noise(noise, options, outcomes(improves, g));
  return noise.sigma;
}

}  // namespace

TEST_CASE(
    "step size: on a stagnating task it rises with the gain, progress and credit rules, and falls on an "
    "improving one") {
  for (const StepControl control : {StepControl::gain, StepControl::progress, StepControl::credit}) {
    CAPTURE(int(control));
    CHECK(sigma_after(control, false, 30) > 0.05);
    CHECK(sigma_after(control, true, 30) < 0.05);
  }
}

TEST_CASE(
    "step size: by the rise of the best it falls where that is large, rises where it is small, else stays") {
  NoiseOptions options;
  options.control = StepControl::rise;
  options.high = 0.01, options.low = 0.001;
  NoiseState noise = first_noise(options);
  const auto after = [&](double best) {
    const double before = noise.sigma;
    adapt_noise(noise, options, std::vector<Outcome>{{0, best, kNone}, {0, best - 1, kNone}});
    return noise.sigma / before;
  };
  CHECK(after(0.5) == 1);  // the first has nothing to rise above
  CHECK(after(0.52) == doctest::Approx(options.fall));
  CHECK(after(0.525) == 1);
  CHECK(after(0.5255) == doctest::Approx(options.rise));
  CHECK(after(0.3) == doctest::Approx(options.rise));
}

TEST_CASE(
    "step size: by the 1/5 rule it rises where more than a fifth of the mutated beat the learner, else it "
    "falls") {
  NoiseOptions options;
  options.control = StepControl::success;
  for (int better = 0; better <= 10; ++better) {
    NoiseState noise = first_noise(options);
    std::vector<Outcome> all{{kUnmutated, 1, kNone}};
    for (int i = 0; i < 10; ++i) all.push_back({0, i < better ? 2.0 : 0.5, kNone});
    adapt_noise(noise, options, all);
    CHECK(noise.sigma == doctest::Approx(0.05 * std::exp((better / 10.0 - 0.2) / 3)));
  }
}

TEST_CASE("step size: without a learner the 1/5 rule compares with the best so far") {
  NoiseOptions options;
  options.control = StepControl::success;
  NoiseState noise = first_noise(options);
  const std::vector<Outcome> first{{0, 1, kNone}, {1, 0, kNone}}, worse{{0, 0.5, kNone}, {1, 0, kNone}};
  adapt_noise(noise, options, first);
  const double before = noise.sigma;
  adapt_noise(noise, options, worse);
  CHECK(noise.sigma < before);
}

TEST_CASE("step size: the original's rule never does anything but fall while lives gain, as published") {
  NoiseOptions options;
  options.control = StepControl::gain;
  NoiseState noise = first_noise(options);
  for (int g = 1; g <= 40; ++g) {
    adapt_noise(noise, options, outcomes(true, g));
    CHECK(noise.sigma == doctest::Approx(0.05 * std::pow(0.95, g)));
  }
  CHECK(noise.sigma == doctest::Approx(0.006426).epsilon(1e-3));
}

TEST_CASE("step size: credit moves shares to the scale that produces winners, and no share vanishes") {
  NoiseOptions options;
  options.control = StepControl::credit;
  NoiseState noise = first_noise(options);
  for (int g = 0; g < 100; ++g) adapt_noise(noise, options, outcomes(true, g));
  CHECK(noise.shares[0] > 0.9);
  CHECK(noise.shares[1] > 0.01);
  CHECK(noise.shares[2] > 0.01);
  CHECK(noise.shares[0] + noise.shares[1] + noise.shares[2] == doctest::Approx(1));
}

TEST_CASE("step size: it stays within its bounds, whatever happens") {
  for (const StepControl control : kAdaptive)
    for (const bool improves : {false, true}) {
      const double sigma = sigma_after(control, improves, 3000);
      CHECK(sigma >= 0.001);
      CHECK(sigma <= 0.3);
    }
}

TEST_CASE("step size: fixed stays, and evaluations that failed are no progress") {
  NoiseOptions options;
  options.control = StepControl::fixed;
  NoiseState noise = first_noise(options);
  const double lost = -std::numeric_limits<double>::infinity();
  const std::vector<Outcome> failed{{0, lost, kNone}, {kUnmutated, lost, kNone}};
  adapt_noise(noise, options, failed);
  CHECK(noise.sigma == 0.05);
  CHECK(noise.stalled == 1);
  CHECK(std::isnan(noise.best));
}
