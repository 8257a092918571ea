// What a generation costs apart from evaluation, in the protocol of the comparison with other systems: add-node .03,
// add-connection .05, crossover on (.75), a trivial fitness. An operation is a generation (ask, tell), an item a genome;
// time is the processor's. Searches start anew after kGenerations, so that genomes keep about their size.
#include <sys/resource.h>

#include <memory>
#include <set>
#include <string>

#include "bench/bench.hpp"
#include "neat/evolution/strategy.hpp"

namespace {

using namespace neat;

constexpr std::uint32_t kGenerations = 50;

struct Size {
  std::uint32_t inputs, outputs;
};
constexpr Size kXor{2, 1}, kHundred{10, 10}, kThousand{25, 40};

StrategyOptions options_of(std::uint32_t population) {
  StrategyOptions options;
  options.population.size = population;
  options.mutation.add_node = 0.03;
  options.mutation.add_connection = 0.05;
  options.crossover.probability = 0.75;
  return options;
}

/// Nothing that can be inherited, so that a population stays as diverse as its variation makes it.
double chance_fitness(const EvaluationRequest& request) {
  const std::uint64_t name = std::uint64_t{request.generation} << 32 | request.index;
  return static_cast<double>((name + 1) * 0x9e37'79b9'7f4a'7c15ULL >> 40);
}

/// What a structure holds, shared by all genomes that have it.
double bytes_of(const Topology& topology) {
  const std::size_t genes = topology.nodes().size_bytes() + topology.connections().size_bytes() +
                            topology.innovation_numbers().size_bytes();
  return static_cast<double>(sizeof(Topology) + genes + topology.nodes().size() * sizeof(std::uint32_t));
}

/// A search that is begun again when its genomes have grown.
class Search {
 public:
  Search(std::uint32_t population, Size size, unsigned threads)
      : options_(options_of(population)),
        problem_{{size.inputs, 1, 1}, {size.outputs, 1, 1}, true, false, false, Partition::train},
        threads_(threads) {}

  void advance() {
    if (generation_++ % kGenerations == 0) strategy_ = make_strategy(options_, problem_, threads_);
    const auto requests = strategy_->ask();
    std::vector<Evaluation> evaluations(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
      evaluations[i].objectives.assign(1, chance_fitness(requests[i]));
    strategy_->tell(std::move(evaluations));
  }

  std::string description() const {
    std::set<const Topology*> topologies;
    double connections = 0, bytes = 0;
    const auto& members = strategy_->state().members;
    for (const Member& member : members) {
      const Genome& genome = *member.genome;
      connections += static_cast<double>(genome.topology->connections().size());
      bytes += static_cast<double>(sizeof(Genome) + genome.parameters.capacity() * sizeof(float));
      if (topologies.insert(genome.topology.get()).second) bytes += bytes_of(*genome.topology);
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto mean = [&](double sum) {
      return std::to_string(static_cast<int>(sum / static_cast<double>(members.size())));
    };
    return "connections " + mean(connections) + ", bytes per genome " + mean(bytes) + ", topologies " +
           std::to_string(topologies.size()) + ", species " +
           std::to_string(strategy_->state().species.size()) + ", process peak MB " +
           std::to_string(usage.ru_maxrss / 1024);
  }

 private:
  StrategyOptions options_;
  Problem problem_;
  Threads threads_;
  std::unique_ptr<Strategy> strategy_;
  std::uint32_t generation_ = 0;
};

/// Measures generations of two threads, and notes how much faster they are than one's: the median over generations bred by
/// both, in turns.
void measure_two_threads(bench::Bench& bench, std::uint32_t population, Size size) {
  constexpr int kRounds = 60;
  Search one(population, size, 1), two(population, size, 2);
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    const double alone = bench::seconds([&] { one.advance(); });
    ratios.push_back(alone / bench::seconds([&] { two.advance(); }));
  }
  bench.measure(population, [&] { two.advance(); });
  bench.note(bench::times_faster(std::move(ratios)));
}

void measure_generations(bench::Bench& bench, std::uint32_t population, Size size) {
  Search search(population, size, 1);
  bench.use_thread_time();
  bench.measure(population, [&] { search.advance(); });
  bench.note(search.description());
}

}  // namespace

NEAT_BENCH("evolution: 150 of XOR's size") {
  measure_generations(bench, 150, kXor);
}
NEAT_BENCH("evolution: 1,000 of XOR's size") {
  measure_generations(bench, 1000, kXor);
}
NEAT_BENCH("evolution: 10,000 of XOR's size") {
  measure_generations(bench, 10'000, kXor);
}
NEAT_BENCH("evolution: 150 of 100 connections") {
  measure_generations(bench, 150, kHundred);
}
NEAT_BENCH("evolution: 1,000 of 100 connections") {
  measure_generations(bench, 1000, kHundred);
}
NEAT_BENCH("evolution: 10,000 of 100 connections") {
  measure_generations(bench, 10'000, kHundred);
}
NEAT_BENCH("evolution: 150 of 1,000 connections") {
  measure_generations(bench, 150, kThousand);
}
NEAT_BENCH("evolution: 1,000 of 1,000 connections") {
  measure_generations(bench, 1000, kThousand);
}
NEAT_BENCH("evolution: 1,000 of XOR's size, 2 threads") {
  measure_two_threads(bench, 1000, kXor);
}
NEAT_BENCH("evolution: 1,000 of 100 connections, 2 threads") {
  measure_two_threads(bench, 1000, kHundred);
}
NEAT_BENCH("evolution: 1,000 of 1,000 connections, 2 threads") {
  measure_two_threads(bench, 1000, kThousand);
}

NEAT_BENCH_ON_REQUEST("evolution: 10,000 of 1,000 connections") {
  measure_generations(bench, 10'000, kThousand);
}
NEAT_BENCH_ON_REQUEST("evolution: 10,000 of 1,000 connections, 2 threads") {
  measure_two_threads(bench, 10'000, kThousand);
}
NEAT_BENCH_ON_REQUEST("evolution: 100,000 of XOR's size") {
  measure_generations(bench, 100'000, kXor);
}
NEAT_BENCH_ON_REQUEST("evolution: 100,000 of 100 connections") {
  measure_generations(bench, 100'000, kHundred);
}
