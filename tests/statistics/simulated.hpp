/// tests/statistics/simulated.hpp - results of imagined runs whose true mean is known: what runs cost is skewed.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "neat/base/random.hpp"

namespace neat::test {

struct Distribution {
  std::string name;
  double mean;
  std::function<double(Random&)> draw;

  std::vector<double> sample(std::size_t n, std::uint32_t repetition, std::uint32_t which = 0) const {
    Random random(which, Purpose::test, static_cast<std::uint32_t>(n), repetition);
    std::vector<double> values(n);
    for (double& value : values) value = draw(random);
    return values;
  }
};

inline double exponential(Random& random) {
  return -std::log(1 - random.uniform());
}

/// Of deviation `sigma` in the logarithm.
inline Distribution lognormal(const std::string& name, double sigma) {
  return {name, std::exp(sigma * sigma / 2), [sigma](Random& r) { return std::exp(sigma * r.normal()); }};
}

/// Skewness from 0 to 6.2; "accuracy" lies below 1, "bounded" piles up at the bound of a run.
inline std::vector<Distribution> distributions() {
  return {{"normal", 0, [](Random& r) { return r.normal(); }},
          {"exponential", 1, exponential},
          lognormal("log-normal, 0.5", 0.5),
          lognormal("log-normal, 1", 1),
          {"geometric, 0.1", 10, [](Random& r) { return 1 + std::floor(exponential(r) / -std::log(0.9)); }},
          {"bounded exponential", 0.9, [](Random& r) { return std::min(exponential(r), std::log(10.0)); }},
          {"accuracy, Beta(20, 1)", 20.0 / 21, [](Random& r) { return std::exp(-exponential(r) / 20); }}};
}

/// A share of `repetitions` that is below `least` by more than chance: four standard errors, that is 3e-5.
inline bool too_few(std::size_t hits, std::size_t repetitions, double least) {
  const double n = static_cast<double>(repetitions);
  return static_cast<double>(hits) / n < least - 4 * std::sqrt(least * (1 - least) / n);
}
inline bool too_many(std::size_t hits, std::size_t repetitions, double most) {
  const double n = static_cast<double>(repetitions);
  return static_cast<double>(hits) / n > most + 4 * std::sqrt(most * (1 - most) / n);
}

}  // namespace neat::test
