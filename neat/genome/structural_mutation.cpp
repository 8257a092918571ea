// Structural mutations of neurons and connections (mutation.hpp); those of tensor nodes are in
// layer_mutation.cpp.
#include <algorithm>
#include <cmath>

#include "neat/genome/initial.hpp"
#include "neat/genome/mutation.hpp"
#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

std::vector<std::size_t> indices_where(std::size_t size, const auto& holds) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < size; ++i)
    if (holds(i)) found.push_back(i);
  return found;
}

/// A uniformly chosen element; nothing from an empty list.
std::optional<std::size_t> pick(const std::vector<std::size_t>& from, Random& random) {
  if (from.empty()) return std::nullopt;
  return from[random.below(std::uint32_t(from.size()))];
}

std::size_t hidden_count(const Draft& draft) {
  return std::size_t(std::ranges::count(draft.nodes, Role::hidden, &NodeGene::role));
}

/// The classic split (Stanley and Miikkulainen 2002): weight 1 into the new neuron, the old weight out of it.
bool split_weight(Draft& draft, std::size_t connection, const Variation& variation) {
  const ConnectionGene old = draft.connections[connection];
  const float weight = draft.weights(connection)[0];
  draft.connections[connection].enabled = false;
  NodeGene node;
  node.activation = variation.genome.activations.front();
  node.aggregation = variation.genome.aggregations.front();
  node.bias = variation.genome.bias == BiasKind::parameter;
  const NodeId id = draft.add_split_node(old.innovation, node);
  const float one = 1;
  ConnectionGene in = old, out = old;
  in.target = id;
  out.source = id;
  in.enabled = out.enabled = true;
  out.recurrent = false;  // of a recurrent connection, the first half keeps the delay
  draft.add_connection(in, {&one, 1});
  draft.add_connection(out, {&weight, 1});
  return true;
}

std::vector<float> fresh_weights(const ConnectionGene& gene, const Shape& source, const Shape& target,
                                 const GenomeOptions& options, Random& random) {
  std::vector<float> weights(weight_count(gene.op, source, target), 0.0F);
  if (gene.op.kind == OperatorKind::weight) draw_first_weights(weights, options, random);
  return weights;  // a dense block starts at zero: the function is preserved, and its gradient is not zero
}

/// The connection that may lead from one node to another, or nothing.
std::optional<ConnectionGene> possible(const Draft& draft, const NodeGene& source, const NodeGene& target,
                                       const GenomeOptions& options, bool recurrent) {
  if (target.role == Role::input || target.role == Role::bias) return std::nullopt;
  const bool neurons = source.shape.is_neuron() && target.shape.is_neuron();
  const bool single = neurons && std::ranges::count(options.operators, OperatorKind::weight) > 0;
  const bool block = !single && std::ranges::count(options.operators, OperatorKind::dense) > 0;
  const bool images = std::ranges::count(options.operators, OperatorKind::conv) > 0 &&
                      target.shape.height * target.shape.width > 1;
  const auto join = images ? joining_images(source.shape, target.shape) : std::nullopt;
  if (images ? !join.has_value() : !single && !block) return std::nullopt;
  if (target.aggregation == Aggregation::concat) return std::nullopt;
  if (recurrent && !neurons) return std::nullopt;
  if (draft.connected(source.id, target.id, recurrent)) return std::nullopt;
  if (!recurrent && (source.role == Role::output || draft.reaches(target.id, source.id))) return std::nullopt;
  ConnectionGene gene;
  gene.op.kind = single ? OperatorKind::weight : OperatorKind::dense;
  if (join) gene.op = *join;
  gene.source = source.id;
  gene.target = target.id;
  gene.recurrent = recurrent;
  return gene;
}

/// Whether a new node may split a connection.
bool may_split(const Draft& draft, const ConnectionGene& gene, const MutationOptions& options) {
  if (!gene.enabled || is_provisional(gene.innovation)) return false;
  return options.split_bias || draft.nodes[draft.node_index(gene.source)].role != Role::bias;
}

}  // namespace

namespace {

bool split(Draft& draft, std::size_t connection, const Variation& variation, Random& random) {
  const auto& options = variation.genome;
  const bool convolves = std::ranges::count(options.operators, OperatorKind::conv) > 0;
  const OperatorKind kind = draft.connections[connection].op.kind;
  if (kind == OperatorKind::weight) return split_weight(draft, connection, variation);
  const NodeGene& source = draft.nodes[draft.node_index(draft.connections[connection].source)];
  const bool image = kind > OperatorKind::dense || source.shape.height * source.shape.width > 1;
  if (image && convolves) return split_image(draft, connection, variation, random);
  return kind == OperatorKind::dense && split_dense(draft, connection, variation, random);
}

/// Has operators of images: its way from inputs to outputs may be a single chain.
bool reads_images(const Draft& draft) {
  return std::ranges::any_of(draft.connections,
                             [](const ConnectionGene& c) { return c.op.kind > OperatorKind::dense; });
}

/// Losing this connection would cut the chain.
bool is_needed(const Draft& draft, std::size_t connection) {
  return draft.connections[connection].op.kind != OperatorKind::weight && reads_images(draft) &&
         is_last_input(draft, connection);
}

}  // namespace

bool add_node(Draft& draft, const Variation& variation, Random& random) {
  if (hidden_count(draft) >= variation.genome.max_nodes) return false;
  const auto usable = indices_where(draft.connections.size(), [&](std::size_t i) {
    return may_split(draft, draft.connections[i], variation.mutation);
  });
  const auto chosen = pick(usable, random);
  if (!chosen) return false;
  return split(draft, *chosen, variation, random);
}

bool add_connection(Draft& draft, const Variation& variation, Random& random) {
  const auto nodes = std::uint32_t(draft.nodes.size());
  for (std::uint32_t attempt = 0; attempt < variation.mutation.attempts; ++attempt) {
    const NodeGene source = draft.nodes[random.below(nodes)], target = draft.nodes[random.below(nodes)];
    const bool delayed = source.role == Role::hidden || source.role == Role::output;
    const bool recurrent = variation.genome.recurrent && delayed && random.chance(0.5);
    const auto gene = possible(draft, source, target, variation.genome, recurrent);
    if (!gene) continue;
    draft.add_connection(*gene, fresh_weights(*gene, source.shape, target.shape, variation.genome, random));
    return true;
  }
  return false;
}

bool delete_node(Draft& draft, Random& random) {
  const auto hidden =
      indices_where(draft.nodes.size(), [&](std::size_t i) { return draft.nodes[i].role == Role::hidden; });
  const auto chosen = pick(hidden, random);
  if (!chosen) return false;
  if (!draft.nodes[*chosen].shape.is_neuron() && reads_images(draft)) return bypass_node(draft, *chosen);
  draft.remove_node(*chosen);
  return true;
}

bool delete_connection(Draft& draft, Random& random) {
  if (draft.connections.size() < 2) return false;  // a network that computes nothing cannot be improved
  const std::size_t chosen = random.below(std::uint32_t(draft.connections.size()));
  const NodeGene& target = draft.nodes[draft.node_index(draft.connections[chosen].target)];
  if (is_needed(draft, chosen) || target.aggregation == Aggregation::concat) return false;
  draft.remove_connection(chosen);
  return true;
}

bool toggle_connection(Draft& draft, Random& random) {
  if (draft.connections.empty()) return false;
  const std::size_t chosen = random.below(std::uint32_t(draft.connections.size()));
  auto& gene = draft.connections[chosen];
  if (gene.enabled && is_needed(draft, chosen)) return false;
  gene.enabled = !gene.enabled;
  return true;
}

bool change_activation(Draft& draft, const GenomeOptions& options, Random& random) {
  const auto hidden =
      indices_where(draft.nodes.size(), [&](std::size_t i) { return draft.nodes[i].role == Role::hidden; });
  const auto chosen = pick(hidden, random);
  if (!chosen || options.activations.size() < 2) return false;
  auto& activation = draft.nodes[*chosen].activation;
  const auto before = activation;
  activation = options.activations[random.below(std::uint32_t(options.activations.size()))];
  return activation != before;
}

bool change_aggregation(Draft& draft, const GenomeOptions& options, Random& random) {
  const auto neurons = indices_where(draft.nodes.size(), [&](std::size_t i) {
    return draft.nodes[i].role == Role::hidden && draft.nodes[i].shape.is_neuron();
  });
  const auto chosen = pick(neurons, random);
  if (!chosen || options.aggregations.size() < 2) return false;
  auto& aggregation = draft.nodes[*chosen].aggregation;
  const auto before = aggregation;
  aggregation = options.aggregations[random.below(std::uint32_t(options.aggregations.size()))];
  return aggregation != before;
}

}  // namespace neat
