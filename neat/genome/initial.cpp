#include "neat/genome/initial.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "neat/base/error.hpp"

namespace neat {
namespace {

constexpr std::size_t kManyInputs = 32;  // beyond these, one gene per weight costs more than it finds

NodeGene interface_node(NodeId id, Role role, Shape shape) {
  NodeGene node;
  node.id = id;
  node.role = role;
  node.shape = shape;
  return node;
}

NodeGene output_node(NodeId id, Shape shape, const GenomeOptions& options) {
  NodeGene node = interface_node(id, Role::output, shape);
  node.activation = options.output_activation;
  node.bias = options.bias == BiasKind::parameter;
  return node;
}

bool has_bias_input(const GenomeOptions& options) {
  return options.bias == BiasKind::input || options.bias == BiasKind::unconnected;
}

std::vector<NodeGene> interface_nodes(const GenomeOptions& options, const Interface& interface) {
  std::vector<NodeGene> nodes;
  const bool layers = options.granularity == Granularity::layer;
  const auto next = [&] { return NodeId(nodes.size()); };
  const std::size_t inputs = layers ? 1 : interface.input.size(),
                    outputs = layers ? 1 : interface.output.size();
  for (std::size_t i = 0; i < inputs; ++i)
    nodes.push_back(interface_node(next(), Role::input, layers ? interface.input : Shape{}));
  if (has_bias_input(options)) nodes.push_back(interface_node(next(), Role::bias, Shape{}));
  for (std::size_t i = 0; i < outputs; ++i)
    nodes.push_back(output_node(next(), layers ? interface.output : Shape{}, options));
  return nodes;
}

void connect(std::vector<ConnectionGene>& connections, const NodeGene& source, const NodeGene& target,
             bool recurrent, Innovations& innovations) {
  ConnectionGene gene;
  const bool neurons = source.shape.is_neuron() && target.shape.is_neuron();
  gene.op.kind = neurons ? OperatorKind::weight : OperatorKind::dense;
  gene.source = source.id;
  gene.target = target.id;
  gene.recurrent = recurrent;
  gene.innovation = innovations.connection(gene.source, gene.target, gene.op.kind, recurrent);
  connections.push_back(gene);
}

}  // namespace

GenomeOptions resolve(GenomeOptions options, const Interface& interface) {
  const bool image = interface.learns && interface.input.size() > kManyInputs;
  if (options.granularity == Granularity::automatic)
    options.granularity = image ? Granularity::layer : Granularity::neuron;
  const bool layers = options.granularity == Granularity::layer;
  if (options.activations.empty()) options.activations = {layers ? Activation::relu : Activation::steep_tanh};
  if (options.operators.empty()) options.operators = {layers ? OperatorKind::dense : OperatorKind::weight};
  if (!options.output_activation_given)
    options.output_activation = interface.learns ? Activation::identity : Activation::steep_tanh;
  options.output_activation_given = true;
  if (!options.recurrent_given) options.recurrent = options.recurrent || interface.recurrent;
  options.recurrent_given = true;
  return options;
}

NodeId first_free_node(const GenomeOptions& options, const Interface& interface) {
  return NodeId(interface_nodes(options, interface).size());
}

std::shared_ptr<const Topology> initial_topology(const GenomeOptions& options, const Interface& interface,
                                                 Innovations& innovations) {
  const auto nodes = interface_nodes(options, interface);
  std::vector<ConnectionGene> connections;
  for (const auto& target : nodes) {
    if (target.role != Role::output) continue;
    for (const auto& source : nodes) {
      const bool wired = source.role == Role::bias ? options.bias == BiasKind::input
                                                   : source.role == Role::input && options.connected;
      if (wired) connect(connections, source, target, false, innovations);
    }
    if (options.self_loops && target.shape.is_neuron())
      connect(connections, target, target, true, innovations);
  }
  return Topology::make(nodes, std::move(connections));
}

Floats initial_parameters(const Topology& topology, const GenomeOptions& options, Random& random) {
  Floats parameters(topology.parameter_count(), 0.0F);
  const std::span<float> all(parameters);
  const auto deviation = float(options.initial_deviation);
  for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
    const auto range = topology.bias(i);
    if (topology.nodes()[i].shape.is_neuron())
      random.fill_normal(all.subspan(range.offset, range.size), deviation);
  }
  random.fill_normal(all.subspan(topology.scalar_offset(), topology.scalar_count()), deviation);
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    const auto& c = topology.connections()[i];
    if (c.op.kind != OperatorKind::dense) continue;
    const auto range = topology.weights(i);
    const double fan_in = double(topology.nodes()[topology.node_index(c.source)].shape.size());
    random.fill_normal(all.subspan(range.offset, range.size), deviation / float(std::sqrt(fan_in)));
  }
  return parameters;
}

void require_interface(const Topology& topology, const Interface& interface, const std::string& what) {
  if (topology.inputs() == interface.input.size() && topology.outputs() == interface.output.size()) return;
  throw Error(ErrorCode::data, what + " has " + std::to_string(topology.inputs()) + " inputs and " +
                                   std::to_string(topology.outputs()) + " outputs, but the task has " +
                                   std::to_string(interface.input.size()) + " and " +
                                   std::to_string(interface.output.size()) +
                                   "; use a genome that was evolved for this task and these options");
}

}  // namespace neat
