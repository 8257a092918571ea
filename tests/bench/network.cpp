#include "neat/network/network.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "bench/limits.hpp"
#include "kernels_in_use.hpp"
#include "neat/base/threads.hpp"
#include "neat/learning/life.hpp"
#include "random_genome.hpp"

namespace {

using namespace neat;

/// A chain of dense layers of these widths with relu between them, in the data's shape of MNIST when it begins with 784.
Genome layered(const std::vector<std::uint32_t>& widths) {
  std::vector<NodeGene> nodes(widths.size());
  std::vector<ConnectionGene> connections(widths.size() - 1);
  for (std::uint32_t i = 0; i < widths.size(); ++i) {
    const bool last = i + 1 == widths.size();
    nodes[i].id = i;
    nodes[i].role = i == 0 ? Role::input : last ? Role::output : Role::hidden;
    nodes[i].activation = i == 0 || last ? Activation::identity : Activation::relu;
    nodes[i].bias = i > 0;
    nodes[i].shape = {widths[i], 1, 1};
    if (i == 0) continue;
    connections[i - 1].innovation = connections[i - 1].target = i;
    connections[i - 1].source = i - 1;
    connections[i - 1].op.kind = OperatorKind::dense;
  }
  auto topology = Topology::make(nodes, connections);
  Random random(1, Purpose::test, 0, 0);
  Floats parameters = initial_parameters(*topology, {}, random);
  return {std::move(topology), std::move(parameters), {}, {}};
}

/// Bytes with labels, as the MNIST task registers them.
struct Images {
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint32_t> labels;

  explicit Images(std::size_t rows) : pixels(rows * 784), labels(rows) {
    Random random(2, Purpose::test, 0, 0);
    for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.bits());
    for (auto& label : labels) label = random.below(10);
  }
  Rows rows() const { return {pixels.data(), ElementType::u8, 784, 1.0F / 255, 0, {}, 0, labels.size()}; }
};

/// Layers of tanh neurons, each with 5 connections from the layer before: `connections` of them.
Genome sparse(std::size_t connections) {
  constexpr std::size_t kInputs = 10, kFanIn = 5;
  const std::size_t width = connections < 100 ? 2 : connections < 1000 ? 10 : connections < 10000 ? 20 : 100;
  std::vector<NodeGene> nodes(kInputs + connections / kFanIn);
  std::vector<ConnectionGene> genes;
  Random random(3, Purpose::test, 0, 0);
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    nodes[i].id = i;
    nodes[i].role = i < kInputs ? Role::input : i + width >= nodes.size() ? Role::output : Role::hidden;
    nodes[i].activation = i < kInputs ? Activation::identity : Activation::tanh;
    nodes[i].bias = i >= kInputs;
    if (i < kInputs) continue;
    const std::size_t layer = (i - kInputs) / width,
                      before = layer == 0 || width < kFanIn ? 0 : kInputs + (layer - 1) * width;
    std::vector<std::uint32_t> sources(layer == 0 || width < kFanIn ? kInputs : width);
    for (std::uint32_t k = 0; k < sources.size(); ++k) sources[k] = std::uint32_t(before) + k;
    for (std::uint32_t k = 0; k < kFanIn; ++k) {
      std::swap(sources[k], sources[k + random.below(std::uint32_t(sources.size()) - k)]);
      ConnectionGene gene;
      gene.innovation = std::uint32_t(genes.size());
      gene.source = sources[k];
      gene.target = i;
      genes.push_back(gene);
    }
  }
  auto topology = Topology::make(nodes, genes);
  Floats parameters(topology->parameter_count());
  for (float& p : parameters) p = 0.5F * random.normal_float();
  return {std::move(topology), std::move(parameters), {}, {}};
}

/// A connection is a multiplication and an addition; the limit counts no activation.
double connections_per_second(kernels::Path path, bool single) {
  constexpr double kFloats[] = {4, 8, 16, 4};  // one sample leaves all but one lane of a register empty
  return bench::multiply_add_peak(path) / 2 / (single ? kFloats[std::size_t(path)] : 1);
}

void measure_single(bench::Bench& bench, kernels::Path path, std::size_t connections) {
  const test::InUse in_use(path);
  Genome genome = sparse(connections);
  std::vector<float> x(genome.topology->inputs(), 0.5F), y(genome.topology->outputs());
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  bench.use_thread_time();
  bench.limit(connections_per_second(path, true));
  bench.measure(genome.topology->enabled_connections(), [&] { network.step(x, y); });
  bench::keep(y);
}

void measure_batch(bench::Bench& bench, kernels::Path path, std::size_t connections) {
  const test::InUse in_use(path);
  constexpr std::size_t kRows = 64;
  Genome genome = sparse(connections);
  std::vector<float> x(kRows * genome.topology->inputs(), 0.5F), y(kRows * genome.topology->outputs());
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  bench.use_thread_time();
  bench.limit(connections_per_second(path, false));
  bench.measure(kRows * genome.topology->enabled_connections(),
                [&] { network.forward(plain_rows(x, genome.topology->inputs()), y); });
  bench::keep(y);
}

/// From 20,000 rows in random order, as they are drawn from the whole data set: they come from memory, not from a cache.
void measure_learning(bench::Bench& bench, kernels::Path path) {
  const test::InUse in_use(path);
  constexpr std::size_t kRows = 20000;
  Genome genome = layered({784, 128, 64, 10});
  const Images images(kRows);
  LifeOptions options;
  options.samples = kRows;
  options.rate = 0.01;
  Targets targets;
  targets.labels = images.labels;
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  // Forwards, gradients of all weights, and deltas of all layers but the first.
  const double flop = 4.0 * (784 * 128 + 128 * 64 + 64 * 10) + 2.0 * (128 * 64 + 64 * 10);
  bench.use_thread_time();
  bench.limit(bench::multiply_add_peak(path) / flop);
  bench.measure(kRows, [&] {
    Random random(3, Purpose::test, 0, 0);
    learn(network, images.rows(), targets, options, random);
  });
  bench::keep(genome.parameters);
}

const bool added = [] {
  for (const kernels::Path path : kernels::available_paths()) {
    const std::string prefix = "network: " + std::string(kernels::name(path)) + " ";
    for (const std::size_t connections : {10, 100, 1000, 10000}) {
      const std::string size = std::to_string(connections) + " connections, tanh, ";
      bench::entries().push_back({prefix + "step " + size + "items are connections",
                                  [=](bench::Bench& b) { measure_single(b, path, connections); }});
      bench::entries().push_back({prefix + "64 rows " + size + "items are connections x rows",
                                  [=](bench::Bench& b) { measure_batch(b, path, connections); }});
    }
    bench::entries().push_back({prefix + "784-128-64-10 learning from memory, items are samples",
                                [=](bench::Bench& b) { measure_learning(b, path); }});
  }
  return true;
}();

NEAT_BENCH("network: 784-128-64-10 forward, items are rows") {
  Genome genome = layered({784, 128, 64, 10});
  const Images images(512);
  std::vector<float> y(512 * 10);
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  bench.measure(512, [&] { network.forward(images.rows(), y); });
  bench::keep(y);
}

NEAT_BENCH("network: 784-128-64-10 learning, items are samples") {
  Genome genome = layered({784, 128, 64, 10});
  const Images images(2048);
  LifeOptions options;
  options.samples = 2048;
  options.rate = 0.01;
  Targets targets;
  targets.labels = images.labels;
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  bench.measure(2048, [&] {
    Random random(3, Purpose::test, 0, 0);
    learn(network, images.rows(), targets, options, random);
  });
  bench::keep(genome.parameters);
}

NEAT_BENCH("network: a grown net of neurons, one step, items are connections") {
  Genome genome = test::random_genome(1, false, 60);
  std::vector<float> x(genome.topology->inputs(), 0.5F), y(genome.topology->outputs());
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  bench.measure(genome.topology->enabled_connections(), [&] { network.step(x, y); });
  bench::keep(y);
}

/// Measures operation(threads) with two threads, and notes how much faster that is than with one: the best of either, taken
/// in turns, since a busy machine can only make them slower.
template <class Operation>
void measure_two_threads(bench::Bench& bench, std::size_t items, const Operation& operation) {
  constexpr int kRounds = 31;
  Threads one(1), two(2);
  double alone = 1e9, together = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    alone = std::min(alone, bench::seconds([&] { operation(one); }));
    together = std::min(together, bench::seconds([&] { operation(two); }));
  }
  bench.note(bench::times_faster({alone / together}));
  bench.measure(items, [&] { operation(two); });
}

NEAT_BENCH("network: 64 networks of 1000 connections forward, 2 threads, items are connections x rows") {
  constexpr std::size_t kNetworks = 64, kRows = 1024;
  const Genome genome = sparse(1000);
  const std::size_t inputs = genome.topology->inputs(), outputs = genome.topology->outputs();
  const std::vector<float> x(kRows * inputs, 0.5F);
  std::vector<Genome> genomes(kNetworks, genome);
  std::vector<std::vector<float>> y(kNetworks, std::vector<float>(kRows * outputs));
  std::vector<Workspace> workspaces(2);
  const auto forward = [&](Threads& threads) {
    threads.for_each(kNetworks, [&](std::size_t i, unsigned worker) {
      Network network(genomes[i].topology, genomes[i].parameters, workspaces[worker]);
      network.forward(plain_rows(x, inputs), y[i]);
    });
  };
  measure_two_threads(bench, kNetworks * kRows * genome.topology->enabled_connections(), forward);
  bench::keep(y);
}

NEAT_BENCH("network: 16 genomes 784-128-64-10 learning, 2 threads, items are samples") {
  constexpr std::size_t kGenomes = 16, kRows = 1024;
  std::vector<Genome> genomes(kGenomes, layered({784, 128, 64, 10}));
  const Images images(kRows);
  LifeOptions options;
  options.samples = kRows;
  options.rate = 0.01;
  Targets targets;
  targets.labels = images.labels;
  std::vector<Workspace> workspaces(2);
  const auto live = [&](Threads& threads) {
    threads.for_each(kGenomes, [&](std::size_t i, unsigned worker) {
      Network network(genomes[i].topology, genomes[i].parameters, workspaces[worker]);
      Random random(3, Purpose::test, 0, std::uint32_t(i));
      learn(network, images.rows(), targets, options, random);
    });
  };
  measure_two_threads(bench, kGenomes * kRows, live);
  bench::keep(genomes);
}

}  // namespace
