// Genomes for the tests of neat/io: a few by hand, and random ones of every kind.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "neat/genome/genome.hpp"

namespace neat::sample {

inline NodeGene neuron(NodeId id, Role role, Activation activation = Activation::identity,
                       bool bias = false) {
  NodeGene node;
  node.id = id, node.role = role, node.activation = activation, node.bias = bias;
  return node;
}

inline NodeGene tensor(NodeId id, Role role, Shape shape, Activation activation = Activation::identity,
                       bool bias = false) {
  NodeGene node = neuron(id, role, activation, bias);
  node.shape = shape;
  return node;
}

inline ConnectionGene weight(InnovationNumber number, NodeId source, NodeId target, bool enabled = true,
                             bool recurrent = false) {
  return {number, source, target, enabled, recurrent, {OperatorKind::weight}};
}

inline ConnectionGene dense(InnovationNumber number, NodeId source, NodeId target) {
  return {number, source, target, true, false, {OperatorKind::dense}};
}

/// Parameters spread over [-3, 3] by a fixed rule (no library distribution, so the same everywhere).
inline Genome genome_of(std::vector<NodeGene> nodes, std::vector<ConnectionGene> connections,
                        std::uint64_t seed = 1) {
  Genome genome;
  genome.topology = Topology::make(std::move(nodes), std::move(connections));
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < genome.topology->parameter_count(); ++i)
    genome.parameters.push_back(float(double(random() >> 40) / double(1 << 24) * 6 - 3));
  genome.lineage = {seed, {seed / 2, seed / 3}, std::uint32_t(seed % 100)};
  return genome;
}

inline Genome xor_genome() {
  using enum Role;
  return genome_of(
      {neuron(0, input), neuron(1, input), neuron(2, output, Activation::steep_tanh, true),
       neuron(3, hidden, Activation::tanh, true)},
      {weight(1, 0, 2), weight(2, 1, 2, false), weight(3, 0, 3), weight(4, 1, 3), weight(5, 3, 2)}, 7);
}

inline Genome recurrent_genome() {
  using enum Role;
  return genome_of(
      {neuron(0, input), neuron(1, input), neuron(2, bias), neuron(3, output, Activation::sigmoid),
       neuron(4, hidden, Activation::tanh), neuron(5, hidden, Activation::relu),
       neuron(6, hidden, Activation::gauss)},
      {weight(1, 0, 3), weight(2, 1, 4), weight(3, 2, 4), weight(4, 4, 5), weight(5, 5, 3), weight(6, 0, 6),
       weight(7, 6, 3, false), weight(8, 3, 3, true, true), weight(9, 3, 4, true, true),
       weight(10, 5, 5, true, true), weight(11, 5, 6, true, true), weight(12, 2, 3)},
      11);
}

inline Genome layer_genome(std::uint32_t inputs = 784, std::uint32_t hidden_units = 64,
                           std::uint32_t outputs = 10) {
  return genome_of({tensor(0, Role::input, {1, inputs, 1}),
                    tensor(1, Role::output, {outputs, 1, 1}, Activation::identity, true),
                    tensor(2, Role::hidden, {hidden_units, 1, 1}, Activation::relu, true)},
                   {dense(1, 0, 1), dense(2, 0, 2), dense(3, 2, 1)}, 13);
}

/// Any legal genome: neurons, tensors or both; forward, recurrent and disabled connections; by `seed`.
inline Genome random_genome(std::uint64_t seed, std::uint32_t most_nodes = 12,
                            std::uint32_t most_connections = 30) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t count) { return std::uint32_t(random() % count); };
  std::vector<NodeGene> nodes;
  const std::uint32_t inputs = 1 + below(4), outputs = 1 + below(3), hidden = below(most_nodes);
  NodeId id = 0;
  for (std::uint32_t i = 0; i < inputs + outputs + hidden; ++i) {
    const Role role = i < inputs             ? (i > 0 && below(5) == 0 ? Role::bias : Role::input)
                      : i < inputs + outputs ? Role::output
                                             : Role::hidden;
    NodeGene node = neuron(id += 1 + below(3), role, Activation(below(12)), below(2) == 1);
    node.aggregation = Aggregation(below(4));
    if (below(3) == 0 && role != Role::bias) node.shape = {1 + below(5), 1 + below(2), 1 + below(2)};
    if (!node.shape.is_neuron()) node.dropout = float(below(10)) / 10.0F;
    if (role == Role::input || role == Role::bias) node.bias = false;
    nodes.push_back(node);
  }
  // Forward edges only go from earlier to later in this order, so that no cycle can arise.
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < inputs; ++i) order.push_back(i);
  for (std::size_t i = inputs + outputs; i < nodes.size(); ++i) order.push_back(i);
  for (std::size_t i = inputs; i < inputs + outputs; ++i) order.push_back(i);
  std::set<std::tuple<NodeId, NodeId, bool>> used;
  std::vector<ConnectionGene> connections;
  const std::uint32_t wanted = below(most_connections);
  InnovationNumber number = 0;
  for (std::uint32_t i = 0; i < wanted; ++i) {
    std::size_t a = below(order.size()), b = below(order.size());
    const bool recurrent = below(5) == 0;
    if (!recurrent && a > b) std::swap(a, b);
    const NodeGene &source = nodes[order[a]], &target = nodes[order[b]];
    const bool neurons = source.shape.is_neuron() && target.shape.is_neuron();
    number += 1 + below(3);
    if ((!recurrent && a == b) || b < inputs || (recurrent && !neurons)) continue;
    if (!used.emplace(source.id, target.id, recurrent).second) continue;
    const OperatorKind kind = neurons && below(8) > 0 ? OperatorKind::weight : OperatorKind::dense;
    connections.push_back(
        {number, source.id, target.id, below(6) > 0, recurrent, {recurrent ? OperatorKind::weight : kind}});
  }
  Genome genome = genome_of(std::move(nodes), std::move(connections), seed);
  genome.traits = {0.001 * below(1000), 0.1 * below(10), 1e-5 * below(7), 1 + below(500), 0.3 * below(9)};
  return genome;
}

}  // namespace neat::sample
