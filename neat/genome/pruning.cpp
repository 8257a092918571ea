#include "neat/genome/pruning.hpp"

#include <vector>

namespace neat {
namespace {

enum class Way { onwards, backwards };

/// Which nodes are met, by their place, on the way along connections from those that begin it.
template <class Begins>
std::vector<bool> met(const Draft& draft, Way way, const Begins& begins) {
  std::vector<bool> found;
  std::vector<std::size_t> next;
  for (std::size_t i = 0; i < draft.nodes.size(); ++i) {
    found.push_back(begins(draft.nodes[i].role));
    if (found.back()) next.push_back(i);
  }
  while (!next.empty()) {
    const NodeId at = draft.nodes[next.back()].id;
    next.pop_back();
    for (const ConnectionGene& gene : draft.connections) {
      if ((way == Way::onwards ? gene.source : gene.target) != at) continue;
      const std::size_t other = draft.node_index(way == Way::onwards ? gene.target : gene.source);
      if (!found[other]) next.push_back(other);
      found[other] = true;
    }
  }
  return found;
}

}  // namespace

std::size_t remove_dangling(Draft& draft) {
  const auto led_to = met(draft, Way::onwards, [](Role r) { return r == Role::input || r == Role::bias; });
  const auto leading = met(draft, Way::backwards, [](Role r) { return r == Role::output; });
  std::size_t removed = 0;
  for (std::size_t i = draft.nodes.size(); i-- > 0;) {
    if (draft.nodes[i].role != Role::hidden || (led_to[i] && leading[i])) continue;
    draft.remove_node(i);
    ++removed;
  }
  return removed;
}

}  // namespace neat
