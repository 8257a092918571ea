#include "neat/genome/draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "random_genome.hpp"

using namespace neat;

namespace {

struct Setting {
  Variation variation = test::busy_variation(false);
  Interface interface = test::small_interface(false);
  Innovations innovations{first_free_node(resolve(variation.genome, interface), interface)};
  Random random{1, Purpose::test, 0, 0};
  Genome genome = test::minimal_genome(variation, interface, innovations, random);

  Setting() { variation.genome = resolve(variation.genome, interface); }
};

}  // namespace

TEST_CASE("draft: the same split in two children gets the same numbers") {
  Setting s;
  Random left(7, Purpose::test, 0, 0), right = left;
  Draft a(s.genome), b(s.genome);
  REQUIRE(add_node(a, s.variation, left));
  REQUIRE(add_node(b, s.variation, right));
  a.number(s.innovations);
  b.number(s.innovations);
  CHECK(std::move(a).finish().topology == std::move(b).finish().topology);
}

TEST_CASE("draft: splitting one connection twice in a genome makes two different nodes") {
  Setting s;
  const auto split_first = [&](const Genome& genome) {
    Draft draft(genome);
    draft.connections.front().enabled = true;
    for (std::size_t i = 1; i < draft.connections.size(); ++i) draft.connections[i].enabled = false;
    REQUIRE(add_node(draft, s.variation, s.random));
    draft.number(s.innovations);
    return std::move(draft).finish();
  };
  const Genome once = split_first(s.genome), twice = split_first(once);
  CHECK(once.topology->hidden_nodes() == 1);
  CHECK(twice.topology->hidden_nodes() == 2);
  CHECK(split_first(s.genome).topology == once.topology);
}

TEST_CASE("draft: the classic split disables the old connection and keeps its weight on the way out") {
  Setting s;
  Draft draft(s.genome);
  REQUIRE(add_node(draft, s.variation, s.random));
  const auto off = std::ranges::find(draft.connections, false, &ConnectionGene::enabled);
  REQUIRE(off != draft.connections.end());
  const auto old = std::size_t(off - draft.connections.begin()), in = draft.connections.size() - 2,
             out = in + 1;
  CHECK(draft.weights(in)[0] == 1.0F);
  CHECK(draft.weights(out)[0] == draft.weights(old)[0]);
  CHECK(draft.connections[in].source == draft.connections[old].source);
  CHECK(draft.connections[out].target == draft.connections[old].target);
}

TEST_CASE("draft: values stay with their genes through growth and deletion") {
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    const Genome before = test::random_genome(seed, seed % 2 == 0);
    Innovations innovations(10000);
    for (const auto& gene : before.topology->connections()) innovations.adopt(gene);
    Random random(seed, Purpose::test, 1, 0);
    Variation variation = test::busy_variation(seed % 2 == 0);
    variation.genome = resolve(variation.genome, test::small_interface(seed % 2 == 0));
    Draft draft(before);
    delete_node(draft, random);
    add_node(draft, variation, random);
    add_connection(draft, variation, random);
    draft.number(innovations);
    const Genome after = std::move(draft).finish();
    for (std::size_t i = 0; i < after.topology->connections().size(); ++i) {
      const std::size_t j = before.topology->connection_index(after.topology->connections()[i].innovation);
      if (j == before.topology->connections().size()) continue;
      const auto now = after.topology->weights(i), then = before.topology->weights(j);
      REQUIRE(now.size == then.size);
      CHECK(std::equal(after.parameters.begin() + std::ptrdiff_t(now.offset),
                       after.parameters.begin() + std::ptrdiff_t(now.offset + now.size),
                       before.parameters.begin() + std::ptrdiff_t(then.offset)));
    }
  }
}

TEST_CASE("innovation: a registry restored from its state gives the same numbers") {
  Innovations innovations(5);
  innovations.connection(0, 3, OperatorKind::weight, false);
  innovations.connection(0, 3, OperatorKind::weight, true);
  innovations.split(1, 0);
  innovations.split(1, 1);
  Innovations restored(innovations.state());
  CHECK(restored.connection(0, 3, OperatorKind::weight, true) == 2);
  CHECK(restored.split(1, 1) == 6);
  CHECK(restored.connection(1, 3, OperatorKind::dense, false) ==
        innovations.connection(1, 3, OperatorKind::dense, false));
  CHECK(restored.split(2, 0) == 7);
}

TEST_CASE("innovation: a state brought up to date is the state") {
  Random random(4, Purpose::test, 0, 0);
  Innovations innovations(10);
  InnovationState kept;
  for (int round = 0; round < 30; ++round) {
    for (std::uint32_t k = random.below(20); k > 0; --k) {
      const InnovationNumber number = innovations.connection(random.below(30), random.below(30),
                                                             OperatorKind::weight, random.chance(0.5));
      innovations.split(number, random.below(3));
    }
    innovations.update(kept);
    const InnovationState whole = Innovations(kept).state(), now = innovations.state();
    for (const InnovationState& state : {whole, now}) {
      CHECK(state.next_connection == kept.next_connection);
      CHECK(state.next_node == kept.next_node);
      REQUIRE(state.connections.size() == kept.connections.size());
      REQUIRE(state.splits.size() == kept.splits.size());
      for (std::size_t i = 0; i < kept.connections.size(); ++i) {
        CHECK(state.connections[i].number == kept.connections[i].number);
        const auto key = [](const InnovationState::Connection& c) {
          return std::tuple(c.source, c.target, c.kind, c.recurrent);
        };
        CHECK(key(state.connections[i]) == key(kept.connections[i]));
        if (i > 0) CHECK(key(kept.connections[i - 1]) < key(kept.connections[i]));
      }
      for (std::size_t i = 0; i < kept.splits.size(); ++i) CHECK(state.splits[i].node == kept.splits[i].node);
    }
  }
}

TEST_CASE(
    "draft: what mutation makes of a genome keeps every invariant that a topology from outside is checked "
    "for") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed)
    for (const bool layers : {false, true}) {
      const Genome genome = test::random_genome(seed, layers, 20);
      const auto nodes = genome.topology->nodes();
      const auto connections = genome.topology->connections();
      const auto checked =
          Topology::make({nodes.begin(), nodes.end()}, {connections.begin(), connections.end()});
      CHECK(checked == genome.topology);
    }
}
