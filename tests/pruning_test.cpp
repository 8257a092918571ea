#include "neat/genome/pruning.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "random_genome.hpp"

using namespace neat;

namespace {

/// Nodes that lie on a way along connections, one step after the other.
std::set<NodeId> spread(const Draft& draft, std::set<NodeId> found, bool onwards) {
  for (std::size_t before = 0; before != found.size();) {
    before = found.size();
    for (const auto& c : draft.connections)
      if (found.contains(onwards ? c.source : c.target)) found.insert(onwards ? c.target : c.source);
  }
  return found;
}

std::set<NodeId> of_role(const Draft& draft, Role a, Role b) {
  std::set<NodeId> found;
  for (const auto& node : draft.nodes)
    if (node.role == a || node.role == b) found.insert(node.id);
  return found;
}

bool dangles(const Draft& draft, NodeId id) {
  return !spread(draft, of_role(draft, Role::input, Role::bias), true).contains(id) ||
         !spread(draft, of_role(draft, Role::output, Role::output), false).contains(id);
}

}  // namespace

TEST_CASE("pruning: exactly the hidden nodes that lie on no way from an input to an output go") {
  std::size_t gone = 0, stayed = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draft draft(test::random_genome(seed, false, 30));
    Random random(seed, Purpose::test, 3, 0);
    for (int cut = 0; cut < 4; ++cut) delete_connection(draft, random);
    std::vector<NodeId> wanted;
    for (const auto& node : draft.nodes)
      if (node.role != Role::hidden || !dangles(draft, node.id)) wanted.push_back(node.id);
    const std::size_t before = draft.nodes.size();
    CHECK(remove_dangling(draft) == before - wanted.size());
    CHECK(std::ranges::equal(draft.nodes, wanted, {}, &NodeGene::id));
    CHECK(remove_dangling(draft) == 0);
    for (const auto& c : draft.connections) {
      CHECK(draft.node_index(c.source) < draft.nodes.size());
      CHECK(draft.node_index(c.target) < draft.nodes.size());
    }
    gone += before - draft.nodes.size();
    stayed += draft.nodes.size();
  }
  CHECK(gone > 50);
  CHECK(stayed > 500);
}

TEST_CASE("mutation: a deletion takes what dangles with it where that is asked, and only then") {
  std::size_t pruned = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Genome genome = test::random_genome(seed, false, 20);
    Variation v = test::busy_variation(false);
    v.genome = resolve(v.genome, test::small_interface(false));
    v.mutation = {};
    v.mutation.add_node = v.mutation.add_connection = v.mutation.toggle = v.mutation.activation = 0;
    v.mutation.delete_node = 0;
    v.mutation.delete_connection = 1;
    Random plain(seed, Purpose::test, 7, 0), same(seed, Purpose::test, 7, 0);
    const auto kept = mutate_structure(genome, v, plain);
    v.mutation.prune = true;
    auto without = mutate_structure(genome, v, same);
    REQUIRE(kept.has_value() == without.has_value());
    if (!kept) continue;
    CHECK(kept->nodes.size() == genome.topology->nodes().size());
    CHECK(remove_dangling(*without) == 0);
    pruned += without->nodes.size() < kept->nodes.size();
  }
  CHECK(pruned > 20);
}
