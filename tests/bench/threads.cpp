#include "neat/base/threads.hpp"

#include <vector>

#include "bench/bench.hpp"

namespace {

/// What for_each itself costs: the bodies do next to nothing.
void measure_for_each(neat::bench::Bench& bench, unsigned count, std::size_t size) {
  neat::Threads threads(count);
  std::vector<std::size_t> out(size);
  bench.measure(size,
                [&] { threads.for_each(size, [&](std::size_t index, unsigned) { out[index] = index; }); });
  neat::bench::keep(out);
}

}  // namespace

NEAT_BENCH("threads: for_each of 1000, 1 thread") {
  measure_for_each(bench, 1, 1000);
}

NEAT_BENCH("threads: for_each of 1000, 2 threads") {
  measure_for_each(bench, 2, 1000);
}

NEAT_BENCH("threads: for_each of 2, 2 threads") {
  measure_for_each(bench, 2, 2);
}
