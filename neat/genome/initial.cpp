#include "neat/genome/initial.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "neat/base/error.hpp"
#include "neat/genome/shapes.hpp"

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

NodeGene start_node(NodeId id, const GenomeOptions& options) {
  NodeGene node = interface_node(id, Role::hidden, Shape{});
  node.activation = options.activations.front();
  node.aggregation = options.aggregations.front();
  node.bias = options.bias == BiasKind::parameter;
  return node;
}

/// A dense block is a single weight between neurons.
void connect(std::vector<ConnectionGene>& connections, const NodeGene& source, const NodeGene& target,
             bool recurrent, Innovations& innovations, const Operator& op = {OperatorKind::dense, 1, 1}) {
  ConnectionGene gene;
  const bool neurons = source.shape.is_neuron() && target.shape.is_neuron();
  gene.op = op;
  if (neurons && op.kind == OperatorKind::dense) gene.op.kind = OperatorKind::weight;
  gene.source = source.id;
  gene.target = target.id;
  gene.recurrent = recurrent;
  gene.innovation = innovations.connection(gene.source, gene.target, gene.op.kind, recurrent);
  connections.push_back(gene);
}

/// Tensor nodes in a chain, from the inputs to the outputs; no connection passes them by.
class StartChain {
 public:
  StartChain(std::vector<NodeGene>& nodes, std::vector<ConnectionGene>& connections,
             const GenomeOptions& options, Innovations& innovations)
      : nodes_(nodes), connections_(connections), options_(options), innovations_(innovations) {
    last_ = *std::ranges::find(nodes_, Role::input, &NodeGene::role);
  }

  void build() {
    const NodeGene output = *std::ranges::find(nodes_, Role::output, &NodeGene::role);
    const auto& layers = options_.hidden_layers;
    for (std::size_t i = 0; i < layers.size(); ++i)
      add(layers[i], i + 1 < layers.size() && layers[i + 1].is_pool());
    link(last_, output, {OperatorKind::dense, 1, 1});
  }

 private:
  void add(const StartLayer& layer, bool pooled) {
    if (layer.op.kind == OperatorKind::max_pool || layer.op.kind == OperatorKind::average_pool)
      require_window(layer);
    if (layer.residual) return add_residual(layer.op);
    NodeGene node = start_node(0, options_);
    node.shape = shape_after(layer.op, last_.shape, layer.channels);
    const bool convolves = layer.op.kind == OperatorKind::conv || layer.op.kind == OperatorKind::depthwise;
    node.dropout = layer.op.kind == OperatorKind::dense ? float(options_.dropout) : 0;
    // A pool takes over what belongs behind its convolution: a quarter of the work, and the same function of a rectifier.
    if (convolves || (layer.is_pool() && linear_)) node.normalisation = options_.normalisation;
    if (layer.is_pool() && !linear_) node.activation = Activation::identity, node.bias = false;
    linear_ = convolves && pooled;
    if (linear_)
      node.normalisation = Normalisation::none, node.activation = Activation::identity, node.bias = false;
    if (node.shape.is_neuron()) node.normalisation = Normalisation::none;
    append(node, layer.op);
  }

  void add_residual(const Operator& conv) {
    const NodeGene source = last_;
    NodeGene node = start_node(0, options_);
    node.shape = source.shape;
    node.normalisation = options_.normalisation;
    append(node, conv);
    node.activation = Activation::identity;
    append(node, conv);
    NodeGene sum = start_node(0, options_);
    sum.shape = source.shape;
    sum.bias = false;
    append(sum, {OperatorKind::identity, 1, 1});
    link(source, last_, {OperatorKind::identity, 1, 1});
  }

  void require_window(const StartLayer& layer) const {
    if (layer.op.kernel <= last_.shape.height && layer.op.kernel <= last_.shape.width) return;
    throw Error(ErrorCode::config, "genome.hidden_layers: " + text_of(layer) +
                                       " is larger than the image of " + std::to_string(last_.shape.height) +
                                       " x " + std::to_string(last_.shape.width) +
                                       " before it; leave it out");
  }

  void append(NodeGene node, const Operator& op) {
    node.id = NodeId(nodes_.size());
    nodes_.push_back(node);
    link(last_, node, op);
    last_ = node;
  }

  void link(const NodeGene& source, const NodeGene& target, const Operator& op) {
    connect(connections_, source, target, false, innovations_, op);
  }

  std::vector<NodeGene>& nodes_;
  std::vector<ConnectionGene>& connections_;
  const GenomeOptions& options_;
  Innovations& innovations_;
  NodeGene last_;
  bool linear_ = false;  ///< the last node is a convolution that leaves its activation to a pool
};

/// A hidden neuron after those that are there.
void add_start_node(std::vector<NodeGene>& nodes, std::vector<ConnectionGene>& connections,
                    const GenomeOptions& options, Innovations& innovations) {
  const NodeGene added = start_node(NodeId(nodes.size()), options);
  for (const auto& node : nodes) {
    const bool wired = node.role == Role::bias     ? options.bias == BiasKind::input
                       : node.role == Role::hidden ? options.start_random
                                                   : node.role == Role::input;
    if (wired) connect(connections, node, added, false, innovations);
    if (node.role == Role::output) connect(connections, added, node, false, innovations);
  }
  nodes.push_back(added);
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
  if (layers && options.start_nodes > 0)
    throw Error(ErrorCode::config, "genome.start_nodes: " + std::to_string(options.start_nodes) +
                                       ": only networks of neurons start with hidden nodes; set it to 0, or "
                                       "genome.granularity to neuron");
  if (!layers && !options.hidden_layers.empty())
    throw Error(ErrorCode::config,
                "genome.hidden_layers: networks of neurons have none; set it to none, or "
                "genome.granularity to layer");
  return options;
}

NodeId first_free_node(const GenomeOptions& options, const Interface& interface) {
  NodeId nodes = NodeId(interface_nodes(options, interface).size()) + options.start_nodes;
  for (const StartLayer& layer : options.hidden_layers) nodes += layer.nodes();
  return nodes;
}

std::shared_ptr<const Topology> initial_topology(const GenomeOptions& options, const Interface& interface,
                                                 Innovations& innovations) {
  auto nodes = interface_nodes(options, interface);
  std::vector<ConnectionGene> connections;
  const bool direct = options.connected && options.hidden_layers.empty();
  for (const auto& target : nodes) {
    if (target.role != Role::output) continue;
    for (const auto& source : nodes) {
      const bool wired =
          source.role == Role::bias ? options.bias == BiasKind::input : source.role == Role::input && direct;
      if (wired) connect(connections, source, target, false, innovations);
    }
    if (options.self_loops && target.shape.is_neuron())
      connect(connections, target, target, true, innovations);
  }
  if (!options.hidden_layers.empty()) StartChain(nodes, connections, options, innovations).build();
  for (std::uint32_t i = 0; i < options.start_nodes; ++i)
    add_start_node(nodes, connections, options, innovations);
  return Topology::make(std::move(nodes), std::move(connections));
}

std::shared_ptr<const Topology> random_part(const Topology& topology, const GenomeOptions& options,
                                            Random& random) {
  const std::uint32_t kept = random.below(std::uint32_t(topology.hidden_nodes()) + 1);
  std::vector<NodeGene> nodes;
  std::uint32_t hidden = 0;
  for (const auto& node : topology.nodes())  // hidden ones are alike: the first are as good as any
    if (node.role != Role::hidden || hidden++ < kept) nodes.push_back(node);
  const auto stays = [&](NodeId id) { return std::ranges::binary_search(nodes, id, {}, &NodeGene::id); };
  std::vector<ConnectionGene> connections;
  for (const auto& c : topology.connections())
    if (stays(c.source) && stays(c.target) && random.chance(options.start_share)) connections.push_back(c);
  return Topology::make(std::move(nodes), std::move(connections));
}

void draw_first_weights(std::span<float> weights, const GenomeOptions& options, Random& random) {
  const double most = options.initial_deviation;
  if (options.initial_distribution == Distribution::normal) return random.fill_normal(weights, float(most));
  for (float& weight : weights) weight = float(random.uniform(-most, most));
}

void reset_normalisation(const Topology& topology, std::span<float> parameters) {
  for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
    const auto scale = topology.scale(i), statistics = topology.statistics(i);
    std::ranges::fill(parameters.subspan(scale.offset, scale.size), 1.0F);
    std::ranges::fill(parameters.subspan(statistics.offset, statistics.size / 2), 0.0F);
    std::ranges::fill(parameters.subspan(statistics.offset + statistics.size / 2, statistics.size / 2),
                      1 - kVarianceFloor);
  }
}

Floats initial_parameters(const Topology& topology, const GenomeOptions& options, Random& random) {
  Floats parameters(topology.parameter_count(), 0.0F);
  const std::span<float> all(parameters);
  const auto deviation = float(options.initial_deviation);
  for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
    const auto range = topology.bias(i);
    if (topology.nodes()[i].shape.is_neuron())
      draw_first_weights(all.subspan(range.offset, range.size), options, random);
  }
  draw_first_weights(all.subspan(topology.scalar_offset(), topology.scalar_count()), options, random);
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    const auto& c = topology.connections()[i];
    const auto range = topology.weights(i);
    if (c.op.kind == OperatorKind::weight || range.size == 0) continue;
    const double inputs = double(fan_in(c.op, topology.nodes()[topology.node_index(c.source)].shape));
    random.fill_normal(all.subspan(range.offset, range.size), deviation / float(std::sqrt(inputs)));
  }
  reset_normalisation(topology, parameters);
  return parameters;
}

Floats parameter_scales(const Topology& topology) {
  Floats scales(topology.parameter_count(), 1.0F);
  std::vector<std::size_t> inputs_of(topology.nodes().size());
  const auto fill = [&](const ParameterRange& range, float value) {
    std::fill_n(scales.begin() + std::ptrdiff_t(range.offset), range.size, value);
  };
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    const auto& c = topology.connections()[i];
    if (c.op.kind == OperatorKind::weight || topology.weights(i).size == 0) continue;
    const std::size_t inputs = fan_in(c.op, topology.nodes()[topology.node_index(c.source)].shape);
    fill(topology.weights(i), float(1 / std::sqrt(double(inputs))));
    inputs_of[topology.node_index(c.target)] += inputs;
  }
  for (std::size_t i = 0; i < inputs_of.size(); ++i) {
    if (inputs_of[i] > 0) fill(topology.bias(i), float(1 / std::sqrt(double(inputs_of[i]))));
    fill(topology.statistics(i), 0);  // not learned, and no noise is added to them
  }
  return scales;
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
