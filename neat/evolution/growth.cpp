#include "neat/evolution/growth.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "neat/genome/pruning.hpp"

namespace neat {
namespace {

/// The connection whose split names a wired node: the first numbered one that leads to an output.
const ConnectionGene* name_giver(const Draft& draft) {
  const auto leads_out = [&](const ConnectionGene& c) {
    return !is_provisional(c.innovation) && draft.nodes[draft.node_index(c.target)].role == Role::output;
  };
  const auto found = std::ranges::find_if(draft.connections, leads_out);
  return found == draft.connections.end() ? nullptr : &*found;
}

void wire(Draft& draft, NodeId source, NodeId target, float weight) {
  ConnectionGene gene;
  gene.source = source;
  gene.target = target;
  draft.add_connection(gene, std::array{weight});
}

bool only_neurons(const Draft& draft) {
  return std::ranges::all_of(draft.nodes, [](const NodeGene& n) { return n.shape.is_neuron(); });
}

bool add_some_node(Draft& draft, const TuningOptions& options, const Variation& variation, Random& random) {
  if (!random.chance(options.split) && add_wired_node(draft, variation, random)) return true;
  return add_node(draft, variation, random);
}

/// One node, and more the more its parent has: a task that wants many of them gets them in a few generations.
bool add_some_nodes(Draft& draft, const TuningOptions& options, const Variation& variation, Random& random) {
  const auto hidden = double(std::ranges::count(draft.nodes, Role::hidden, &NodeGene::role));
  if (!add_some_node(draft, options, variation, random)) return false;
  for (auto more = std::uint32_t(options.more_nodes * hidden); more > 0; --more)
    if (!add_some_node(draft, options, variation, random)) break;
  return true;
}

bool keeps_time(const NodeGene& node) {
  return node.role == Role::hidden || node.role == Role::output;
}

bool add_structure(Draft& draft, const TuningOptions& options, const Variation& variation, Random& random) {
  const bool remembers = variation.genome.recurrent && random.chance(options.add_recurrent);
  if (remembers && add_recurrent_connection(draft, random)) return true;
  const bool nodes = random.chance(options.add_node);
  if (!nodes && add_connection(draft, variation, random)) return true;
  return add_some_nodes(draft, options, variation, random);
}

void shrink(Draft& draft, Random& random) {
  delete_connection(draft, random);
  remove_dangling(draft);
}

}  // namespace

bool add_recurrent_connection(Draft& draft, Random& random) {
  std::vector<std::pair<NodeId, NodeId>> free;
  for (const NodeGene& from : draft.nodes)
    for (const NodeGene& to : draft.nodes)
      if (keeps_time(from) && keeps_time(to) && !draft.connected(from.id, to.id, true))
        free.emplace_back(from.id, to.id);
  if (free.empty() || !only_neurons(draft)) return false;
  ConnectionGene gene;
  std::tie(gene.source, gene.target) = free[random.below(std::uint32_t(free.size()))];
  gene.recurrent = true;
  draft.add_connection(gene, std::array{0.0F});
  return true;
}

bool add_wired_node(Draft& draft, const Variation& variation, Random& random) {
  const auto hidden = std::ranges::count(draft.nodes, Role::hidden, &NodeGene::role);
  const ConnectionGene* named_by = name_giver(draft);
  if (std::uint64_t(hidden) >= variation.genome.max_nodes || !named_by || !only_neurons(draft)) return false;
  NodeGene node;
  node.activation = variation.genome.activations.front();
  node.aggregation = variation.genome.aggregations.front();
  node.bias = variation.genome.bias == BiasKind::parameter;
  const std::vector<NodeGene> before = draft.nodes;
  const NodeId id = draft.add_split_node(named_by->innovation, node);
  for (const NodeGene& other : before) {
    const bool gives = other.role == Role::input || other.role == Role::bias;
    if (gives) wire(draft, other.id, id, float(random.normal() * variation.genome.initial_deviation));
    if (other.role == Role::output) wire(draft, id, other.id, 0.0F);
  }
  return true;
}

Genome grow(const Genome& parent, const TuningOptions& options, const Variation& variation,
            Innovations& innovations, Random& random) {
  Draft draft(parent);
  if (options.shrink > 0 && random.chance(options.shrink))
    shrink(draft, random);
  else
    add_structure(draft, options, variation, random);
  draft.number(innovations);
  return std::move(draft).finish();
}

}  // namespace neat
