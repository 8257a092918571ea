/// tests/reference_network.hpp - random topologies of every kind, and what they compute, in double and node by node.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <vector>

#include "neat/base/random.hpp"
#include "neat/genome/topology.hpp"

namespace neat::test {

struct RandomNetworkOptions {
  bool recurrent = false;
  bool tensors = true;
  float dropout = 0;
};

inline NodeGene random_node(NodeId id, Role role, const RandomNetworkOptions& options, Random& random) {
  NodeGene node;
  node.id = id;
  node.role = role;
  const std::vector<Shape> shapes{{1, 1, 1}, {1, 1, 1}, {3, 1, 1}, {2, 2, 1}, {5, 1, 1}, {2, 1, 3}};
  node.shape = shapes[options.tensors ? random.below(std::uint32_t(shapes.size())) : 0];
  if (role == Role::input || role == Role::bias) return node;
  node.activation = Activation(random.below(12));
  node.aggregation = random.chance(0.5) ? Aggregation::sum : Aggregation(random.below(4));
  node.bias = random.chance(0.6);
  if (random.chance(0.5)) node.dropout = options.dropout;
  return node;
}

/// Nodes with shuffled ids (so that order by id is not order of computation), forward connections along a hidden order,
/// some disabled, some nodes unreachable or without sources, outputs that feed others.
inline std::shared_ptr<const Topology> random_network(std::uint64_t seed,
                                                      const RandomNetworkOptions& options = {}) {
  Random random(seed, Purpose::test, 77, 0);
  std::vector<Role> roles(1 + random.below(3), Role::input);
  if (random.chance(0.5)) roles.push_back(Role::bias);
  const std::size_t sources = roles.size();
  const std::size_t outputs = 1 + random.below(3), hidden = random.below(7);
  for (std::size_t i = 0; i < outputs + hidden; ++i)
    roles.push_back(i < outputs ? Role::output : Role::hidden);
  std::vector<NodeId> ids(roles.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = NodeId(i * 3);
  for (std::size_t i = ids.size(); i > 1; --i) std::swap(ids[i - 1], ids[random.below(std::uint32_t(i))]);
  for (std::size_t i = roles.size(); i > sources + 1; --i)
    std::swap(roles[i - 1], roles[sources + random.below(std::uint32_t(i - sources))]);
  std::vector<NodeGene> nodes;
  for (std::size_t i = 0; i < roles.size(); ++i)
    nodes.push_back(random_node(ids[i], roles[i], options, random));

  std::vector<ConnectionGene> connections;
  const auto connect = [&](const NodeGene& from, const NodeGene& to, bool recurrent) {
    ConnectionGene c;
    c.innovation = InnovationNumber(random.below(1U << 30));
    c.source = from.id;
    c.target = to.id;
    c.recurrent = recurrent;
    c.enabled = random.chance(0.85);
    const bool neurons = from.shape.is_neuron() && to.shape.is_neuron();
    c.op.kind = neurons && random.chance(0.7) ? OperatorKind::weight : OperatorKind::dense;
    if (!recurrent || neurons) connections.push_back(c);
  };
  for (std::size_t to = sources; to < nodes.size(); ++to)
    for (std::size_t from = 0; from < nodes.size(); ++from) {
      if (from < to && random.chance(0.5)) connect(nodes[from], nodes[to], false);
      if (options.recurrent && random.chance(0.25)) connect(nodes[from], nodes[to], true);
    }
  return Topology::make(nodes, connections);
}

inline std::vector<float> random_values(std::size_t size, std::uint64_t seed, float deviation = 1) {
  Random random(seed, Purpose::test, 78, 0);
  std::vector<float> values(size);
  for (float& v : values) v = float(random.normal()) * deviation;
  return values;
}

inline double reference_activation(Activation activation, double x) {
  switch (activation) {
    case Activation::identity:
      return x;
    case Activation::tanh:
      return std::tanh(x);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::steep_sigmoid:
      return 1 / (1 + std::exp(-4.9 * x));
    case Activation::steep_tanh:
      return std::tanh(2.45 * x);
    case Activation::relu:
      return std::max(0.0, x);
    case Activation::leaky_relu:
      return x > 0 ? x : 0.01 * x;
    case Activation::elu:
      return x > 0 ? x : std::expm1(x);
    case Activation::gelu:
      return x * std::erfc(-x / std::sqrt(2.0)) / 2;
    case Activation::sine:
      return std::sin(x);
    case Activation::gauss:
      return std::exp(-x * x);
    case Activation::absolute:
      return std::abs(x);
  }
  return 0;
}

/// What a topology computes, straight from its genes.
class ReferenceNetwork {
 public:
  using Values = std::map<NodeId, std::vector<double>>;  ///< of every node at one step of time

  ReferenceNetwork(const Topology& topology, std::vector<double> parameters)
      : topology_(topology), parameters_(std::move(parameters)) {}

  double& parameter(std::size_t i) { return parameters_[i]; }

  /// `previous` empty: recurrent connections read 0.
  Values step(std::span<const float> x, const Values& previous) const {
    Values now;
    std::size_t used = 0;
    for (const NodeGene& node : topology_.nodes()) {
      if (node.role == Role::bias) now[node.id].assign(node.shape.size(), 1.0);
      if (node.role != Role::input) continue;
      for (std::size_t k = 0; k < node.shape.size(); ++k) now[node.id].push_back(double(x[used++]));
    }
    for (std::size_t i = 0; i < topology_.nodes().size(); ++i) compute(i, now, previous);
    return now;
  }

  std::vector<double> outputs(const Values& values) const {
    std::vector<double> y;
    for (const NodeGene& node : topology_.nodes())
      if (node.role == Role::output) y.insert(y.end(), values.at(node.id).begin(), values.at(node.id).end());
    return y;
  }

 private:
  void compute(std::size_t i, Values& now, const Values& previous) const {
    const NodeGene& node = topology_.nodes()[i];
    if (now.contains(node.id)) return;
    std::vector<std::vector<double>> contributions;
    for (std::size_t c = 0; c < topology_.connections().size(); ++c) {
      const ConnectionGene& connection = topology_.connections()[c];
      if (!connection.enabled || connection.target != node.id) continue;
      if (!connection.recurrent) compute(topology_.node_index(connection.source), now, previous);
      contributions.push_back(contribution(c, node, connection.recurrent ? previous : now));
    }
    auto& y = now[node.id];
    const ParameterRange bias = topology_.bias(i);
    for (std::size_t k = 0; k < node.shape.size(); ++k) {
      const double b =
          bias.size == 0 ? 0 : parameters_[bias.offset + k / (node.shape.height * node.shape.width)];
      y.push_back(reference_activation(node.activation, aggregate(node.aggregation, contributions, k) + b));
    }
  }

  std::vector<double> contribution(std::size_t c, const NodeGene& target, const Values& from) const {
    std::vector<double> y(target.shape.size(), 0.0);
    const auto source = from.find(topology_.connections()[c].source);
    if (source == from.end()) return y;
    const std::size_t offset = topology_.weights(c).offset, inner = source->second.size();
    for (std::size_t k = 0; k < y.size(); ++k)
      for (std::size_t j = 0; j < inner; ++j) y[k] += parameters_[offset + k * inner + j] * source->second[j];
    return y;
  }

  static double aggregate(Aggregation how, const std::vector<std::vector<double>>& contributions,
                          std::size_t k) {
    if (contributions.empty()) return 0;
    double sum = 0, product = 1, largest = contributions[0][k];
    for (const auto& c : contributions) {
      sum += c[k];
      product *= c[k];
      largest = std::max(largest, c[k]);
    }
    if (how == Aggregation::product) return product;
    if (how == Aggregation::maximum) return largest;
    return how == Aggregation::mean ? sum / double(contributions.size()) : sum;
  }

  const Topology& topology_;
  std::vector<double> parameters_;
};

}  // namespace neat::test
