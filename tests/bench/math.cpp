#include "neat/base/math.hpp"

#include <algorithm>
#include <vector>

#include "bench/bench.hpp"

namespace {

namespace math = neat::math;

constexpr std::size_t kCount = 4096;

/// Evenly spaced in [-5, 5).
template <class T>
std::vector<T> inputs() {
  std::vector<T> points;
  for (std::size_t i = 0; i < kCount; ++i) points.push_back(static_cast<T>(i) * (T{10} / kCount) - T{5});
  return points;
}

template <class T, class Function>
void measure_scalar(neat::bench::Bench& bench, const Function& function) {
  const std::vector<T> in = inputs<T>();
  std::vector<T> out(kCount);
  bench.measure(kCount, [&] { std::transform(in.begin(), in.end(), out.begin(), function); });
  neat::bench::keep(out);
}

/// The copy that restores the inputs is measured too; it takes a fiftieth of the time.
template <class Function>
void measure_row(neat::bench::Bench& bench, const Function& function) {
  const std::vector<float> in = inputs<float>();
  std::vector<float> row(kCount);
  bench.measure(kCount, [&] {
    std::copy(in.begin(), in.end(), row.begin());
    function(row);
  });
  neat::bench::keep(row);
}

}  // namespace

NEAT_BENCH("math: exp, double") {
  measure_scalar<double>(bench, [](double x) { return math::exp(x); });
}

NEAT_BENCH("math: log, double") {
  measure_scalar<double>(bench, [](double x) { return math::log(x * x + 0.01); });
}

NEAT_BENCH("math: sin, double") {
  measure_scalar<double>(bench, [](double x) { return math::sin(x); });
}

NEAT_BENCH("math: tanh, double") {
  measure_scalar<double>(bench, [](double x) { return math::tanh(x); });
}

NEAT_BENCH("math: log, float") {
  measure_scalar<float>(bench, [](float x) { return math::log(x * x + 0.01F); });
}

NEAT_BENCH("math: sin, float") {
  measure_scalar<float>(bench, [](float x) { return math::sin(x); });
}

NEAT_BENCH("math: erf, float") {
  measure_scalar<float>(bench, [](float x) { return math::erf(x); });
}

NEAT_BENCH("math: tanh, float") {
  measure_scalar<float>(bench, [](float x) { return math::tanh(x); });
}

NEAT_BENCH("math: tanh of a row") {
  measure_row(bench, [](std::vector<float>& row) { math::tanh(row); });
}

NEAT_BENCH("math: sigmoid of a row") {
  measure_row(bench, [](std::vector<float>& row) { math::sigmoid(row); });
}

NEAT_BENCH("math: exp of a row") {
  measure_row(bench, [](std::vector<float>& row) { math::exp(row); });
}
