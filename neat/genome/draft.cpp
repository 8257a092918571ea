#include "neat/genome/draft.hpp"

#include <algorithm>

namespace neat {

Draft::Draft(const Genome& genome)
    : nodes(genome.topology->nodes().begin(), genome.topology->nodes().end()),
      connections(genome.topology->connections().begin(), genome.topology->connections().end()),
      traits(genome.traits),
      lineage(genome.lineage),
      pool_(genome.parameters) {
  for (std::size_t i = 0; i < nodes.size(); ++i) biases_.push_back(genome.topology->bias(i));
  for (std::size_t i = 0; i < connections.size(); ++i) weights_.push_back(genome.topology->weights(i));
}

ParameterRange Draft::store(std::span<const float> values) {
  const ParameterRange range{pool_.size(), values.size(), true};
  pool_.insert(pool_.end(), values.begin(), values.end());
  return range;
}

NodeId Draft::add_split_node(InnovationNumber connection, NodeGene gene) {
  gene.id = kFirstProvisional + NodeId(proposed_.size());
  proposed_.push_back({gene.id, connection});
  nodes.push_back(gene);
  biases_.push_back(store(std::vector<float>(gene.bias ? gene.shape.channels : 0, 0.0F)));
  return gene.id;
}

void Draft::add_connection(ConnectionGene gene, std::span<const float> weights) {
  gene.innovation = kFirstProvisional;  // the key is enough: ends, kind, recurrent
  connections.push_back(gene);
  weights_.push_back(store(weights));
}

void Draft::remove_connection(std::size_t index) {
  connections.erase(connections.begin() + std::ptrdiff_t(index));
  weights_.erase(weights_.begin() + std::ptrdiff_t(index));
}

void Draft::remove_node(std::size_t index) {
  const NodeId id = nodes[index].id;
  for (std::size_t i = connections.size(); i-- > 0;)
    if (connections[i].source == id || connections[i].target == id) remove_connection(i);
  nodes.erase(nodes.begin() + std::ptrdiff_t(index));
  biases_.erase(biases_.begin() + std::ptrdiff_t(index));
}

std::span<float> Draft::bias(std::size_t node) {
  return {pool_.data() + biases_[node].offset, biases_[node].size};
}

std::span<float> Draft::weights(std::size_t connection) {
  return {pool_.data() + weights_[connection].offset, weights_[connection].size};
}

void Draft::set_bias(std::size_t node, std::span<const float> values) {
  biases_[node] = store(values);
}

void Draft::set_weights(std::size_t connection, std::span<const float> values) {
  weights_[connection] = store(values);
}

std::size_t Draft::node_index(NodeId id) const {
  return std::size_t(std::ranges::find(nodes, id, &NodeGene::id) - nodes.begin());
}

bool Draft::connected(NodeId source, NodeId target, bool recurrent) const {
  return std::ranges::any_of(connections, [&](const ConnectionGene& c) {
    return c.source == source && c.target == target && c.recurrent == recurrent;
  });
}

bool Draft::reaches(NodeId source, NodeId target) const {
  std::vector<NodeId> open{source}, seen{source};
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    if (at == target) return true;
    for (const auto& c : connections) {
      if (c.recurrent || c.source != at || std::ranges::find(seen, c.target) != seen.end()) continue;
      seen.push_back(c.target);
      open.push_back(c.target);
    }
  }
  return false;
}

void Draft::rename(NodeId provisional, NodeId id) {
  nodes[node_index(provisional)].id = id;
  for (auto& c : connections) {
    if (c.source == provisional) c.source = id;
    if (c.target == provisional) c.target = id;
  }
}

void Draft::number(Innovations& innovations) {
  for (const auto& proposal : proposed_) {
    if (node_index(proposal.provisional) == nodes.size()) continue;  // deleted again in the same birth
    NodeId id = 0;
    for (std::uint32_t occurrence = 0;; ++occurrence) {
      id = innovations.split(proposal.split, occurrence);
      if (node_index(id) == nodes.size()) break;  // this genome does not hold that split's node yet
    }
    rename(proposal.provisional, id);
  }
  proposed_.clear();
  for (auto& c : connections)
    if (is_provisional(c.innovation))
      c.innovation = innovations.connection(c.source, c.target, c.op.kind, c.recurrent);
}

Genome Draft::finish() && {
  Genome genome{Topology::make(nodes, connections), {}, traits, lineage};
  const Topology& topology = *genome.topology;
  genome.parameters.resize(topology.parameter_count());
  const auto copy = [&](const ParameterRange& from, const ParameterRange& to) {
    std::copy_n(pool_.data() + from.offset, from.size, genome.parameters.data() + to.offset);
  };
  for (std::size_t i = 0; i < nodes.size(); ++i)
    copy(biases_[i], topology.bias(topology.node_index(nodes[i].id)));
  for (std::size_t i = 0; i < connections.size(); ++i)
    copy(weights_[i], topology.weights(topology.connection_index(connections[i].innovation)));
  return genome;
}

}  // namespace neat
