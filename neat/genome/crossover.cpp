#include "neat/genome/crossover.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

namespace neat {
namespace {

/// A range of the child's parameters and where the second parent has the same gene's.
struct Match {
  ParameterRange child, second;
};

std::optional<ParameterRange> find_bias(const Topology& topology, NodeId id, std::size_t size) {
  const std::size_t i = topology.node_index(id);
  if (i == topology.nodes().size() || topology.bias(i).size != size) return std::nullopt;
  return topology.bias(i);
}

std::optional<ParameterRange> find_weights(const Topology& topology, const Topology& child,
                                           const ConnectionGene& gene, std::size_t size) {
  const std::size_t i = topology.connection_index(gene.innovation);
  if (i == topology.connections().size() || topology.weights(i).size != size) return std::nullopt;
  const auto shape = [](const Topology& t, NodeId id) { return t.nodes()[t.node_index(id)].shape; };
  const auto& other = topology.connections()[i];
  if (other.source != gene.source || other.target != gene.target) return std::nullopt;
  if (shape(topology, gene.source) != shape(child, gene.source)) return std::nullopt;
  if (shape(topology, gene.target) != shape(child, gene.target)) return std::nullopt;
  return topology.weights(i);
}

/// Hidden tensor nodes joined by dense blocks share a bundle; a dense block that touches none is a bundle of
/// its own.
class Bundles {
 public:
  explicit Bundles(const Topology& topology) : topology_(topology), parent_(topology.nodes().size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (const auto& c : topology.connections()) {
      const std::size_t s = topology.node_index(c.source), t = topology.node_index(c.target);
      if (c.op.kind == OperatorKind::dense && is_hidden_tensor(s) && is_hidden_tensor(t))
        parent_[root(s)] = root(t);
    }
  }

  bool is_hidden_tensor(std::size_t node) const {
    return topology_.nodes()[node].role == Role::hidden && !topology_.nodes()[node].shape.is_neuron();
  }
  /// The bundle of a hidden tensor node.
  std::size_t of_node(std::size_t node) { return root(node); }
  std::size_t of_connection(std::size_t connection) {
    const auto& c = topology_.connections()[connection];
    const std::size_t s = topology_.node_index(c.source), t = topology_.node_index(c.target);
    if (is_hidden_tensor(s)) return root(s);
    return is_hidden_tensor(t) ? root(t) : parent_.size() + connection;
  }
  std::size_t count() const { return parent_.size() + topology_.connections().size(); }

 private:
  std::size_t root(std::size_t node) {
    while (parent_[node] != node) node = parent_[node];
    return node;
  }

  const Topology& topology_;
  std::vector<std::size_t> parent_;
};

struct Bundle {
  std::vector<Match> matches;
  bool whole = true;  ///< the second parent has all of it
};

void add_to(Bundle& bundle, const ParameterRange& child, const std::optional<ParameterRange>& second) {
  if (second)
    bundle.matches.push_back({child, *second});
  else
    bundle.whole = false;
}

void cross_scalar(float& mine, float other, const CrossoverOptions& options, Random& random) {
  const double draw = random.uniform();
  if (draw < options.average)
    mine = 0.5F * (mine + other);
  else if (draw < options.average + 0.5 * (1 - options.average))
    mine = other;
}

void take(Floats& child, const Floats& second, const Match& match) {
  std::copy_n(second.data() + match.second.offset, match.second.size, child.data() + match.child.offset);
}

}  // namespace

Genome crossover(const Genome& first, const Genome& second, const CrossoverOptions& options, Random& random) {
  Genome child = first;
  const Topology& mine = *first.topology;
  const Topology& other = *second.topology;
  Bundles bundles(mine);
  std::vector<Bundle> tensors(bundles.count());
  for (std::size_t i = 0; i < mine.nodes().size(); ++i) {
    const auto range = mine.bias(i);
    if (range.size == 0) continue;
    const auto match = find_bias(other, mine.nodes()[i].id, range.size);
    if (bundles.is_hidden_tensor(i))
      add_to(tensors[bundles.of_node(i)], range, match);
    else if (match)
      for (std::size_t k = 0; k < range.size; ++k)
        cross_scalar(child.parameters[range.offset + k], second.parameters[match->offset + k], options,
                     random);
  }
  for (std::size_t i = 0; i < mine.connections().size(); ++i) {
    const auto& gene = mine.connections()[i];
    const auto range = mine.weights(i);
    const auto match = find_weights(other, mine, gene, range.size);
    if (gene.op.kind == OperatorKind::dense)
      add_to(tensors[bundles.of_connection(i)], range, match);
    else if (match)
      cross_scalar(child.parameters[range.offset], second.parameters[match->offset], options, random);
  }
  for (const auto& bundle : tensors)
    if (bundle.whole && !bundle.matches.empty() && random.chance(0.5))
      for (const auto& match : bundle.matches) take(child.parameters, second.parameters, match);
  return child;
}

}  // namespace neat
