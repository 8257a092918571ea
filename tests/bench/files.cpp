// What saving and loading cost: items are bytes, so that items per second are bytes per second.
#include <filesystem>
#include <random>

#include "bench/bench.hpp"
#include "neat/evolution/strategy.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/run/snapshot.hpp"
#include "random_genome.hpp"

namespace {

using namespace neat;

/// Room for one file, on the disk where temporary files are.
struct Scratch {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("neat-bench-" + std::to_string(std::random_device()()));
  ~Scratch() { std::filesystem::remove(path); }
};

/// A genome with 100,000 parameters, most of them in one dense block.
io::GenomeFile large_genome() {
  std::vector<NodeGene> nodes(2);
  nodes[0].shape = {784, 1, 1};
  nodes[1].id = 1;
  nodes[1].role = Role::output;
  nodes[1].bias = true;
  nodes[1].shape = {128, 1, 1};
  std::vector<ConnectionGene> connections(1);
  connections[0].innovation = connections[0].target = 1;
  connections[0].op.kind = OperatorKind::dense;
  io::GenomeFile file;
  file.genome.topology = Topology::make(nodes, connections);
  Random random(1, Purpose::test, 0, 0);
  file.genome.parameters = initial_parameters(*file.genome.topology, {}, random);
  return file;
}

/// A population of 1,000 after ten generations.
Snapshot snapshot() {
  StrategyOptions options;
  options.population.size = 1000;
  options.mutation.add_node = options.mutation.add_connection = 0.2;
  Threads threads(1);
  const auto strategy = make_strategy(options, {{10, 1, 1}, {10, 1, 1}}, threads);
  Snapshot made;
  for (made.history_size = 0; made.history_size < 10; ++made.history_size) {
    std::vector<Evaluation> evaluations(strategy->ask().size());
    for (std::size_t i = 0; i < evaluations.size(); ++i) evaluations[i].objectives = {double(i % 97)};
    made.last.generation = *strategy->tell(std::move(evaluations));
  }
  made.search = strategy->state();
  return made;
}

NEAT_BENCH("files: saving a genome of 100,000 parameters, flushed, items are bytes") {
  const io::GenomeFile file = large_genome();
  const Scratch scratch;
  io::save_genome(scratch.path, file);
  bench.measure(std::filesystem::file_size(scratch.path), [&] { io::save_genome(scratch.path, file); });
}

NEAT_BENCH("files: loading a genome of 100,000 parameters, items are bytes") {
  const Scratch scratch;
  io::save_genome(scratch.path, large_genome());
  bench.measure(std::filesystem::file_size(scratch.path),
                [&] { bench::keep(io::load_genome(scratch.path)); });
}

NEAT_BENCH("files: a population of 1,000 into a checkpoint's bytes, items are bytes") {
  const Snapshot made = snapshot();
  bench.measure(snapshot_bytes(made).size(), [&] { bench::keep(snapshot_bytes(made)); });
}

NEAT_BENCH("files: a population of 1,000 out of a checkpoint's bytes, items are bytes") {
  const auto bytes = snapshot_bytes(snapshot());
  bench.measure(bytes.size(), [&] { bench::keep(parse_snapshot(bytes)); });
}

}  // namespace
