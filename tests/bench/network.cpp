#include "neat/network/network.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bench/bench.hpp"
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

}  // namespace
