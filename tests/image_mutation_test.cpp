// Structural mutations of networks that read images.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "neat/base/error.hpp"
#include "neat/genome/cost.hpp"
#include "neat/genome/crossover.hpp"
#include "neat/genome/initial.hpp"
#include "neat/genome/mutation.hpp"
#include "neat/genome/shapes.hpp"
#include "neat/network/calibration.hpp"
#include "neat/network/network.hpp"
#include "reference_network.hpp"

namespace neat {
namespace {

constexpr Interface kInterface{{2, 12, 12}, {5, 1, 1}, true, false};

GenomeOptions options_with(std::vector<StartLayer> layers, Normalisation normalisation) {
  GenomeOptions options;
  options.granularity = Granularity::layer;
  options.activations = {Activation::relu, Activation::gelu};
  options.operators = {OperatorKind::dense, OperatorKind::conv, OperatorKind::depthwise,
                       OperatorKind::identity, OperatorKind::max_pool};
  options.hidden_layers = std::move(layers);
  options.normalisation = normalisation;
  options.channels = 4;
  return resolve(options, kInterface);
}

std::vector<StartLayer> layers_of(std::initializer_list<const char*> words) {
  std::vector<StartLayer> layers;
  for (const char* word : words) layers.push_back(parse_start_layer(word).value());
  return layers;
}

/// A network that has seen some data: kept statistics, scales and biases are not those of the start.
Genome lived_genome(const Variation& variation, Innovations& innovations, std::uint64_t seed) {
  const auto topology = initial_topology(variation.genome, kInterface, innovations);
  Random random(seed, Purpose::test, 80, 0);
  Genome genome{topology, initial_parameters(*topology, variation.genome, random), {}, {}};
  for (std::size_t i = 0; i < topology->nodes().size(); ++i) {
    for (const auto range : {topology->bias(i), topology->scale(i)})
      for (std::size_t k = 0; k < range.size; ++k)
        genome.parameters[range.offset + k] += 0.3F * float(random.normal());
  }
  Workspace workspace;
  Network network(topology, genome.parameters, workspace);
  const auto x = test::random_values(96 * kInterface.input.size(), seed);
  calibrate(network, plain_rows(x, kInterface.input.size()));
  return genome;
}

Innovations fresh_innovations(const Variation& variation) {
  return Innovations(first_free_node(variation.genome, kInterface));
}

std::vector<float> outputs(Genome& genome, std::uint64_t seed) {
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  const auto x = test::random_values(7 * kInterface.input.size(), seed + 5);
  std::vector<float> y(7 * kInterface.output.size());
  network.forward(plain_rows(x, kInterface.input.size()), y);
  return y;
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest =
        std::max(largest, std::abs(double(a[i]) - double(b[i])) / std::max(1.0, std::abs(double(a[i]))));
  return largest;
}

const std::vector<std::vector<StartLayer>> kStarts{
    layers_of({}), layers_of({"conv3:4", "pool2", "conv3:6", "pool2", "global"}),
    layers_of({"conv5/2:4", "residual3", "global"}), layers_of({"conv3:4", "depthwise3", "average2", "12"}),
    layers_of({"conv3:3", "global_average"})};

TEST_CASE("image mutation: growth and widening keep the function, whatever came before") {
  std::size_t grown = 0, widened = 0, connected = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    CAPTURE(seed);
    Variation variation;
    variation.genome = options_with(kStarts[seed % kStarts.size()],
                                    seed % 2 == 0 ? Normalisation::batch : Normalisation::none);
    Innovations innovations = fresh_innovations(variation);
    Genome genome = lived_genome(variation, innovations, seed);
    Random random(seed, Purpose::test, 81, 0);
    for (int step = 0; step < 6; ++step) {
      CAPTURE(step);
      const auto before = outputs(genome, seed);
      Draft draft(genome);
      const auto kind = random.below(3);
      const bool done = kind == 0   ? add_node(draft, variation, random)
                        : kind == 1 ? widen_node(draft, variation, random)
                                    : add_connection(draft, variation, random);
      if (!done) continue;
      ++(kind == 0 ? grown : kind == 1 ? widened : connected);
      draft.number(innovations);
      genome = std::move(draft).finish();
      CHECK(largest_difference(before, outputs(genome, seed)) < 2e-4);
    }
  }
  CHECK(grown > 100);
  CHECK(widened > 60);
  CHECK(connected > 60);
}

TEST_CASE("image mutation: a larger kernel keeps the function, and every size from 1 to 7 is reached") {
  std::set<int> kernels;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Variation variation;
    variation.genome = options_with(kStarts[1 + seed % 3], Normalisation::batch);
    Innovations innovations = fresh_innovations(variation);
    Genome genome = lived_genome(variation, innovations, seed);
    Random random(seed, Purpose::test, 82, 0);
    for (int step = 0; step < 5; ++step) {
      const auto before = outputs(genome, seed);
      const auto sum = [](const Topology& t) {
        int all = 0;
        for (const auto& c : t.connections()) all += c.op.kernel;
        return all;
      };
      const int kernel = sum(*genome.topology);
      Draft draft(genome);
      REQUIRE(change_kernel(draft, random));
      genome = std::move(draft).finish();
      for (const auto& c : genome.topology->connections())
        if (c.op.kind == OperatorKind::conv) kernels.insert(c.op.kernel);
      if (sum(*genome.topology) > kernel) CHECK(largest_difference(before, outputs(genome, seed)) < 2e-4);
    }
  }
  CHECK(kernels == std::set<int>{1, 3, 5, 7});
}

bool is_fed(const Topology& topology) {
  for (const auto& node : topology.nodes()) {
    if (node.role != Role::output) continue;
    const auto feeds = [&](const ConnectionGene& c) { return c.enabled && c.target == node.id; };
    if (std::ranges::none_of(topology.connections(), feeds)) return false;
  }
  return true;
}

TEST_CASE("image mutation: any series of mutations gives networks that run, and none over its limits") {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Variation variation;
    variation.genome = options_with(kStarts[seed % kStarts.size()], Normalisation(seed % 4));
    variation.mutation.add_node = variation.mutation.add_connection = 0.6;
    variation.mutation.widen = variation.mutation.kernel = 0.4;
    variation.mutation.delete_node = variation.mutation.narrow = variation.mutation.delete_connection = 0.2;
    variation.mutation.toggle = variation.mutation.activation = 0.2;
    Innovations innovations = fresh_innovations(variation);
    Genome genome = lived_genome(variation, innovations, seed);
    const Cost first = cost_of(genome.topology->nodes(), genome.topology->connections());
    variation.genome.max_flops = std::uint64_t(4 * first.flops);
    variation.genome.max_bytes = std::uint64_t(3 * first.bytes());
    Random random(seed, Purpose::test, 83, 0);
    for (int step = 0; step < 25; ++step) {
      CAPTURE(step);
      auto draft = mutate_structure(genome, variation, random);
      if (!draft) {
        ++refused;
        continue;
      }
      draft->number(innovations);
      genome = std::move(*draft).finish();
      const auto nodes = genome.topology->nodes();
      const auto connections = genome.topology->connections();
      Topology::make({nodes.begin(), nodes.end()}, {connections.begin(), connections.end()});  // checks it
      const Cost cost = cost_of(nodes, connections);
      CHECK(cost.flops <= double(variation.genome.max_flops));
      CHECK(cost.bytes() <= double(variation.genome.max_bytes));
      CHECK(double(Plan::of(*genome.topology).flops()) <= cost.flops);
      CHECK(cost.parameters == double(genome.topology->parameter_count()));
      if (seed % kStarts.size() != 0) CHECK(is_fed(*genome.topology));  // dense networks may be cut
      for (const float v : outputs(genome, seed)) REQUIRE(std::isfinite(v));
    }
  }
  CHECK(refused > 60);
}

TEST_CASE("image mutation: crossover of relatives gives networks that run") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Variation variation;
    variation.genome = options_with(kStarts[seed % kStarts.size()], Normalisation::batch);
    Innovations innovations = fresh_innovations(variation);
    const Genome first = lived_genome(variation, innovations, seed);
    Genome second = first;
    Random random(seed, Purpose::test, 84, 0);
    for (int step = 0; step < 4; ++step) {
      Draft draft(second);
      if (!(random.chance(0.5) ? add_node(draft, variation, random) : widen_node(draft, variation, random)))
        continue;
      draft.number(innovations);
      second = std::move(draft).finish();
    }
    for (float& v : second.parameters) v *= 1.01F;
    Genome child = crossover(first, second, {}, random);
    for (const float v : outputs(child, seed)) CHECK(std::isfinite(v));
    child = crossover(second, first, {}, random);
    for (const float v : outputs(child, seed)) CHECK(std::isfinite(v));
  }
}

TEST_CASE("start layers: every word is read and written back, and others are refused") {
  for (const char* word : {"128", "conv3:32", "conv5/2:16", "depthwise3", "depthwise7/2", "pool2", "pool3/2",
                           "average4", "global", "global_average", "residual3"}) {
    CAPTURE(word);
    REQUIRE(parse_start_layer(word));
    CHECK(text_of(*parse_start_layer(word)) == word);
  }
  for (const char* word :
       {"", "0", "65537", "conv3", "conv4:8", "conv3:0", "conv3/9:8", "conv17:8", "pool", "pool0", "pool3:8",
        "depthwise2", "globals", "residual", "residual3:8", "-1", "12x", "relu"}) {
    CAPTURE(word);
    CHECK_FALSE(parse_start_layer(word));
  }
}

TEST_CASE("start layers: a chain has the nodes it names, and a window larger than its image is refused") {
  Variation variation;
  variation.genome = options_with(layers_of({"conv3:4", "pool2", "residual3", "20"}), Normalisation::batch);
  Innovations innovations = fresh_innovations(variation);
  const auto topology = initial_topology(variation.genome, kInterface, innovations);
  CHECK(topology->hidden_nodes() == 6);
  CHECK(first_free_node(variation.genome, kInterface) == 8);
  std::vector<Shape> shapes;
  for (const auto& node : topology->nodes()) shapes.push_back(node.shape);
  const Shape pooled{4, 6, 6};
  CHECK(shapes ==
        std::vector<Shape>{{2, 12, 12}, {5, 1, 1}, {4, 12, 12}, pooled, pooled, pooled, pooled, {20, 1, 1}});
  CHECK(topology->nodes()[2].activation == Activation::identity);  // its pool normalises and rectifies
  CHECK(topology->nodes()[2].normalisation == Normalisation::none);
  CHECK(topology->nodes()[3].normalisation == Normalisation::batch);
  variation.genome.hidden_layers = layers_of({"pool8", "pool2"});
  CHECK_THROWS_WITH_AS(
      initial_topology(variation.genome, kInterface, innovations),
      "genome.hidden_layers: pool2 is larger than the image of 1 x 1 before it; leave it out", Error);
}

}  // namespace
}  // namespace neat
