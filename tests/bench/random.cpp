#include "neat/base/random.hpp"

#include <vector>

#include "bench/bench.hpp"

namespace {

constexpr std::size_t kCount = 4096;

neat::Random stream() {
  return neat::Random(1, neat::Purpose::test, 0, 0);
}

template <class T, class Draw>
void measure_draws(neat::bench::Bench& bench, const Draw& draw) {
  std::vector<T> out(kCount);
  neat::Random random = stream();
  bench.measure(kCount, [&] {
    for (T& value : out) value = draw(random);
  });
  neat::bench::keep(out);
}

}  // namespace

NEAT_BENCH("random: bits, one by one") {
  measure_draws<std::uint32_t>(bench, [](neat::Random& random) { return random.bits(); });
}

NEAT_BENCH("random: below 1000, one by one") {
  measure_draws<std::uint32_t>(bench, [](neat::Random& random) { return random.below(1000); });
}

NEAT_BENCH("random: normal, one by one") {
  measure_draws<double>(bench, [](neat::Random& random) { return random.normal(); });
}

NEAT_BENCH("random: normal_float, one by one") {
  measure_draws<float>(bench, [](neat::Random& random) { return random.normal_float(); });
}

NEAT_BENCH("random: fill_bits") {
  std::vector<std::uint32_t> out(kCount);
  neat::Random random = stream();
  bench.measure(kCount, [&] { random.fill_bits(out); });
  neat::bench::keep(out);
}

NEAT_BENCH("random: fill_normal") {
  std::vector<float> out(kCount);
  neat::Random random = stream();
  bench.measure(kCount, [&] { random.fill_normal(out); });
  neat::bench::keep(out);
}

NEAT_BENCH("random: fill_uniform") {
  std::vector<double> out(kCount);
  neat::Random random = stream();
  bench.measure(kCount, [&] { random.fill_uniform(out); });
  neat::bench::keep(out);
}

NEAT_BENCH("random: fill_normal of 10") {
  std::vector<float> out(10);
  neat::Random random = stream();
  bench.measure(out.size(), [&] { random.fill_normal(out); });
  neat::bench::keep(out);
}

NEAT_BENCH("random: a new stream and its first normal") {
  std::uint32_t index = 0;
  double sum = 0.0;
  bench.measure(1, [&] { sum += neat::Random(1, neat::Purpose::test, 0, index++).normal(); });
  neat::bench::keep(sum);
}
