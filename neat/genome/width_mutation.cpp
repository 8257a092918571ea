// Wider and narrower tensor nodes (mutation.hpp). Nodes that share their channels, since an identity, a pool or a depthwise
// convolution joins them, change together.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "neat/genome/mutation.hpp"
#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

const NodeGene& node_of(const Draft& draft, NodeId id) {
  return draft.nodes[draft.node_index(id)];
}

std::size_t plane(const Shape& shape) {
  return std::size_t{shape.height} * shape.width;
}

/// A connection's weights seen as [target channels][rows][source channels][columns]: of a dense block rows and columns are
/// pixels, of a convolution there is one row, and a column per tap.
struct Block {
  std::span<const float> values;
  std::size_t rows, sources, columns;

  std::size_t slab() const { return rows * sources * columns; }  ///< of one target channel
  std::size_t targets() const { return slab() == 0 ? 0 : values.size() / slab(); }
};

Block block_of(Draft& draft, std::size_t connection) {
  const ConnectionGene& c = draft.connections[connection];
  const Shape &source = node_of(draft, c.source).shape, &target = node_of(draft, c.target).shape;
  const std::size_t area = std::size_t{c.op.kernel} * c.op.kernel;
  if (c.op.kind == OperatorKind::depthwise) return {draft.weights(connection), 1, 1, area};
  if (c.op.kind == OperatorKind::conv) return {draft.weights(connection), 1, source.channels, area};
  if (!has_weights(c.op.kind)) return {{}, 1, source.channels, 1};
  return {draft.weights(connection), plane(target), source.channels, plane(source)};
}

/// Hidden nodes that share their channels, by id; empty when inputs, outputs or concatenations are among them.
std::vector<NodeId> sharing(const Draft& draft, NodeId start) {
  std::vector<NodeId> all{start};
  for (std::size_t at = 0; at < all.size(); ++at) {
    const NodeGene& node = node_of(draft, all[at]);
    if (node.role != Role::hidden || node.aggregation == Aggregation::concat) return {};
    for (const ConnectionGene& c : draft.connections) {
      if (!keeps_channels(c.op.kind) || (c.source != node.id && c.target != node.id)) continue;
      const NodeId other = c.source == node.id ? c.target : c.source;
      if (std::ranges::find(all, other) == all.end()) all.push_back(other);
    }
  }
  return all;
}

/// A node whose channels, between these bounds, can be changed; with those that share them.
std::vector<NodeId> pick_hidden_tensors(const Draft& draft, std::size_t smallest, std::size_t largest,
                                        Random& random) {
  std::vector<std::vector<NodeId>> found;
  for (const NodeGene& node : draft.nodes) {
    if (node.role != Role::hidden || node.shape.channels < smallest || node.shape.channels > largest)
      continue;
    if (auto nodes = sharing(draft, node.id); !nodes.empty()) found.push_back(std::move(nodes));
  }
  if (found.empty()) return {};
  return found[random.below(std::uint32_t(found.size()))];
}

/// How the new units of a node come from its old ones: unit k is old unit from[k] with `share[k]` of its
/// outgoing weights. A unit is a channel.
struct Units {
  std::vector<std::size_t> from;
  std::vector<float> share;
};

std::vector<float> gathered(std::span<const float> old, const Units& units) {
  std::vector<float> values;
  if (old.empty()) return values;
  for (const std::size_t u : units.from) values.push_back(old[u]);
  return values;
}

void gather_node(Draft& draft, std::size_t node, const Units& units) {
  const std::size_t old = draft.nodes[node].shape.channels;
  if (!draft.bias(node).empty()) draft.set_bias(node, gathered(draft.bias(node), units));
  if (!draft.scale(node).empty()) draft.set_scale(node, gathered(draft.scale(node), units));
  if (draft.statistics(node).empty()) return;
  std::vector<float> statistics = gathered(draft.statistics(node).first(old), units);
  const std::vector<float> variances = gathered(draft.statistics(node).subspan(old), units);
  statistics.insert(statistics.end(), variances.begin(), variances.end());
  draft.set_statistics(node, statistics);
}

void gather_incoming(Draft& draft, std::size_t connection, const Units& units) {
  const Block old = block_of(draft, connection);
  std::vector<float> weights;
  weights.reserve(units.from.size() * old.slab());
  for (const std::size_t u : units.from)
    weights.insert(weights.end(), old.values.begin() + std::ptrdiff_t(u * old.slab()),
                   old.values.begin() + std::ptrdiff_t((u + 1) * old.slab()));
  draft.set_weights(connection, weights);
}

void gather_outgoing(Draft& draft, std::size_t connection, const Units& units) {
  const Block old = block_of(draft, connection);
  const std::size_t rows = old.values.size() / (old.sources * old.columns);
  std::vector<float> weights;
  weights.reserve(rows * units.from.size() * old.columns);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t k = 0; k < units.from.size(); ++k) {
      const float* channel = old.values.data() + (row * old.sources + units.from[k]) * old.columns;
      for (std::size_t i = 0; i < old.columns; ++i) weights.push_back(channel[i] * units.share[k]);
    }
  draft.set_weights(connection, weights);
}

/// Gives the nodes these units; every block at either side follows.
void rebuild(Draft& draft, const std::vector<NodeId>& nodes, const Units& units) {
  const auto among = [&](NodeId id) { return std::ranges::find(nodes, id) != nodes.end(); };
  for (std::size_t i = 0; i < draft.connections.size(); ++i) {
    const ConnectionGene c = draft.connections[i];
    if (!has_weights(c.op.kind)) continue;
    if (among(c.target)) gather_incoming(draft, i, units);
    if (among(c.source) && c.op.kind != OperatorKind::depthwise) gather_outgoing(draft, i, units);
  }
  for (const NodeId id : nodes) gather_node(draft, draft.node_index(id), units);
  for (const NodeId id : nodes)
    draft.nodes[draft.node_index(id)].shape.channels = std::uint32_t(units.from.size());
}

/// Product of incoming and outgoing norms of each unit: what the network loses with it.
std::vector<double> unit_norms(Draft& draft, const std::vector<NodeId>& nodes) {
  const auto among = [&](NodeId id) { return std::ranges::find(nodes, id) != nodes.end(); };
  const std::size_t width = node_of(draft, nodes.front()).shape.channels;
  std::vector<double> in(width, 0), out(width, 0);
  for (std::size_t i = 0; i < draft.connections.size(); ++i) {
    const ConnectionGene& c = draft.connections[i];
    if (!has_weights(c.op.kind)) continue;
    const bool enters = among(c.target), leaves = among(c.source) && c.op.kind != OperatorKind::depthwise;
    if (!enters && !leaves) continue;
    const Block block = block_of(draft, i);
    for (std::size_t at = 0; at < block.values.size(); ++at) {
      const double square = double(block.values[at]) * double(block.values[at]);
      if (enters) in[at / block.slab()] += square;
      if (leaves) out[at / block.columns % block.sources] += square;
    }
  }
  for (std::size_t u = 0; u < width; ++u) in[u] = std::sqrt(in[u]) * std::sqrt(out[u]);
  return in;
}

}  // namespace

bool widen_node(Draft& draft, const Variation& variation, Random& random) {
  const std::size_t most = variation.genome.max_layer_width;
  const auto nodes = pick_hidden_tensors(draft, 2, most - 1, random);
  if (nodes.empty()) return false;
  const std::size_t old_width = node_of(draft, nodes.front()).shape.channels;
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
  rebuild(draft, nodes, units);
  return true;
}

bool narrow_node(Draft& draft, const Variation& variation, Random& random) {
  const auto nodes = pick_hidden_tensors(draft, 3, std::size_t{1} << 31, random);
  if (nodes.empty()) return false;
  const auto norms = unit_norms(draft, nodes);
  const auto kept =
      std::max<std::size_t>(2, std::size_t(double(norms.size()) / variation.mutation.widen_factor));
  std::vector<std::size_t> order(norms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return norms[a] > norms[b]; });
  order.resize(std::min(kept, norms.size() - 1));
  std::ranges::sort(order);
  rebuild(draft, nodes, {order, std::vector<float>(order.size(), 1.0F)});
  return true;
}

}  // namespace neat
