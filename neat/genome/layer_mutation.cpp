// Structural mutations of tensor nodes (mutation.hpp).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "neat/genome/mutation.hpp"

namespace neat {
namespace {

/// A dense block seen as a matrix [targets x sources].
struct Block {
  std::span<const float> values;
  std::size_t sources;

  std::size_t targets() const { return sources == 0 ? 0 : values.size() / sources; }
  float at(std::size_t target, std::size_t source) const { return values[target * sources + source]; }
};

Block block_of(Draft& draft, std::size_t connection) {
  const auto& source = draft.nodes[draft.node_index(draft.connections[connection].source)];
  return {draft.weights(connection), source.shape.size()};
}

std::optional<std::size_t> pick_hidden_tensor(const Draft& draft, std::size_t smallest, std::size_t largest,
                                              Random& random) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < draft.nodes.size(); ++i) {
    const auto& node = draft.nodes[i];
    const bool vector = node.shape.height == 1 && node.shape.width == 1;
    if (node.role == Role::hidden && vector && node.shape.channels >= smallest &&
        node.shape.channels <= largest)
      found.push_back(i);
  }
  if (found.empty()) return std::nullopt;
  return found[random.below(std::uint32_t(found.size()))];
}

/// How the new units of a node come from its old ones: unit k is old unit from[k] with `share[k]` of its
/// outgoing weights.
struct Units {
  std::vector<std::size_t> from;
  std::vector<float> share;
};

void gather_bias(Draft& draft, std::size_t node, const Units& units) {
  const auto old = draft.bias(node);
  if (old.empty()) return;
  std::vector<float> bias;
  for (const std::size_t u : units.from) bias.push_back(old[u]);
  draft.set_bias(node, bias);
}

void gather_incoming(Draft& draft, std::size_t connection, const Units& units) {
  const Block old = block_of(draft, connection);
  std::vector<float> weights;
  weights.reserve(units.from.size() * old.sources);
  for (const std::size_t u : units.from)
    weights.insert(weights.end(), old.values.begin() + std::ptrdiff_t(u * old.sources),
                   old.values.begin() + std::ptrdiff_t((u + 1) * old.sources));
  draft.set_weights(connection, weights);
}

void gather_outgoing(Draft& draft, std::size_t connection, const Units& units) {
  const Block old = block_of(draft, connection);
  std::vector<float> weights;
  weights.reserve(old.targets() * units.from.size());
  for (std::size_t t = 0; t < old.targets(); ++t)
    for (std::size_t k = 0; k < units.from.size(); ++k)
      weights.push_back(old.at(t, units.from[k]) * units.share[k]);
  draft.set_weights(connection, weights);
}

/// Gives the node these units; every block at either side follows.
void rebuild(Draft& draft, std::size_t node, const Units& units) {
  const NodeId id = draft.nodes[node].id;
  for (std::size_t i = 0; i < draft.connections.size(); ++i) {
    if (draft.connections[i].source == id) gather_outgoing(draft, i, units);
    if (draft.connections[i].target == id) gather_incoming(draft, i, units);
  }
  gather_bias(draft, node, units);
  draft.nodes[node].shape.channels = std::uint32_t(units.from.size());
}

/// Product of incoming and outgoing norms of each unit: what the network loses with it.
std::vector<double> unit_norms(Draft& draft, std::size_t node) {
  const NodeId id = draft.nodes[node].id;
  const std::size_t width = draft.nodes[node].shape.size();
  std::vector<double> in(width, 0), out(width, 0);
  for (std::size_t i = 0; i < draft.connections.size(); ++i) {
    const Block block = block_of(draft, i);
    for (std::size_t t = 0; t < block.targets(); ++t)
      for (std::size_t s = 0; s < block.sources; ++s) {
        const double square = double(block.at(t, s)) * double(block.at(t, s));
        if (draft.connections[i].target == id) in[t] += square;
        if (draft.connections[i].source == id) out[s] += square;
      }
  }
  for (std::size_t u = 0; u < width; ++u) in[u] = std::sqrt(in[u]) * std::sqrt(out[u]);
  return in;
}

NodeGene hidden_tensor(std::uint32_t width, const GenomeOptions& options) {
  NodeGene node;
  node.activation = options.activations.front();
  node.bias = options.bias == BiasKind::parameter;
  node.dropout = float(options.dropout);
  node.shape = {width, 1, 1};
  return node;
}

ConnectionGene dense(NodeId source, NodeId target) {
  ConnectionGene gene;
  gene.source = source;
  gene.target = target;
  gene.op.kind = OperatorKind::dense;
  return gene;
}

std::vector<float> identity_matrix(std::size_t size) {
  std::vector<float> matrix(size * size, 0.0F);
  for (std::size_t i = 0; i < size; ++i) matrix[i * size + i] = 1;
  return matrix;
}

bool can_deepen(const NodeGene& source, const GenomeOptions& options) {
  return source.role == Role::hidden && source.activation == Activation::relu &&
         options.activations.front() == Activation::relu && source.shape.size() <= options.max_layer_width;
}

void deepen(Draft& draft, std::size_t connection, const GenomeOptions& options) {
  const ConnectionGene old = draft.connections[connection];
  const auto width = draft.nodes[draft.node_index(old.source)].shape.size();
  const std::vector<float> weights(draft.weights(connection).begin(), draft.weights(connection).end());
  draft.connections[connection].enabled = false;
  const NodeId id = draft.add_split_node(old.innovation, hidden_tensor(std::uint32_t(width), options));
  draft.add_connection(dense(old.source, id), identity_matrix(width));
  draft.add_connection(dense(id, old.target), weights);
}

void add_parallel_path(Draft& draft, std::size_t connection, const GenomeOptions& options, Random& random) {
  const ConnectionGene old = draft.connections[connection];
  const auto sources = draft.nodes[draft.node_index(old.source)].shape.size();
  const auto targets = draft.nodes[draft.node_index(old.target)].shape.size();
  const std::size_t width = std::min(options.layer_width, options.max_layer_width);
  std::vector<float> in(width * sources);
  random.fill_normal(in, float(std::sqrt(2.0 / double(sources))));  // He et al. 2015, for rectifiers
  const NodeId id = draft.add_split_node(old.innovation, hidden_tensor(std::uint32_t(width), options));
  draft.add_connection(dense(old.source, id), in);
  draft.add_connection(dense(id, old.target), std::vector<float>(targets * width, 0.0F));
}

}  // namespace

bool split_dense(Draft& draft, std::size_t connection, const Variation& variation, Random& random) {
  const NodeGene& source = draft.nodes[draft.node_index(draft.connections[connection].source)];
  if (random.chance(0.5) && can_deepen(source, variation.genome))
    deepen(draft, connection, variation.genome);
  else
    add_parallel_path(draft, connection, variation.genome, random);
  return true;
}

bool widen_node(Draft& draft, const Variation& variation, Random& random) {
  const std::size_t most = variation.genome.max_layer_width;
  const auto node = pick_hidden_tensor(draft, 2, most - 1, random);
  if (!node) return false;
  const std::size_t old_width = draft.nodes[*node].shape.size();
  const auto wanted = std::size_t(std::ceil(double(old_width) * variation.mutation.widen_factor));
  Units units{std::vector<std::size_t>(old_width), std::vector<float>(old_width, 1.0F)};
  std::iota(units.from.begin(), units.from.end(), std::size_t{0});
  while (units.from.size() < std::min(wanted, most)) {
    const std::size_t twin = random.below(std::uint32_t(units.from.size()));
    const auto part = float(random.uniform(0.25, 0.75));  // unequal, so that learning drives the twins apart
    units.from.push_back(units.from[twin]);
    units.share.push_back(units.share[twin] * part);
    units.share[twin] *= 1 - part;
  }
  rebuild(draft, *node, units);
  return true;
}

bool narrow_node(Draft& draft, const Variation& variation, Random& random) {
  const auto node = pick_hidden_tensor(draft, 3, std::size_t{1} << 31, random);
  if (!node) return false;
  const auto norms = unit_norms(draft, *node);
  const auto kept =
      std::max<std::size_t>(2, std::size_t(double(norms.size()) / variation.mutation.widen_factor));
  std::vector<std::size_t> order(norms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return norms[a] > norms[b]; });
  order.resize(std::min(kept, norms.size() - 1));
  std::ranges::sort(order);
  rebuild(draft, *node, {order, std::vector<float>(order.size(), 1.0F)});
  return true;
}

}  // namespace neat
