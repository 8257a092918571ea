#include "neat/genome/topology.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "neat/base/error.hpp"
#include "neat/base/threads.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

NodeGene node(NodeId id, Role role, Shape shape = {}) {
  NodeGene gene;
  gene.id = id;
  gene.role = role;
  gene.shape = shape;
  return gene;
}

ConnectionGene connection(InnovationNumber innovation, NodeId source, NodeId target, bool recurrent = false,
                          OperatorKind kind = OperatorKind::weight) {
  ConnectionGene gene;
  gene.innovation = innovation;
  gene.source = source;
  gene.target = target;
  gene.recurrent = recurrent;
  gene.op.kind = kind;
  return gene;
}

std::vector<NodeGene> three_nodes() {
  return {node(0, Role::input), node(1, Role::output), node(2, Role::hidden)};
}

}  // namespace

TEST_CASE("topology: equal structures are one object, in whatever order the genes come") {
  const auto a = Topology::make(three_nodes(), {connection(1, 0, 1), connection(2, 0, 2)});
  auto reversed = three_nodes();
  std::ranges::reverse(reversed);
  const auto b = Topology::make(reversed, {connection(2, 0, 2), connection(1, 0, 1)});
  CHECK(a == b);
  CHECK(a != Topology::make(three_nodes(), {connection(1, 0, 1)}));
}

TEST_CASE("topology: interning is safe from many threads") {
  Threads threads(4);
  std::vector<std::shared_ptr<const Topology>> made(400);
  threads.for_each(made.size(), [&](std::size_t i, unsigned) {
    made[i] = Topology::make(three_nodes(), {connection(InnovationNumber(100 + i % 7), 0, 1)});
  });
  for (std::size_t i = 7; i < made.size(); ++i) CHECK(made[i] == made[i - 7]);
}

TEST_CASE("topology: every broken invariant is refused by name") {
  const auto make = [](std::vector<NodeGene> nodes, std::vector<ConnectionGene> connections) {
    return [=] { return Topology::make(nodes, connections); };
  };
  const auto refuses = [](const auto& build, const char* text) {
    try {
      build();
      FAIL("accepted although: ", text);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::data);
      CHECK_MESSAGE(std::string(error.what()).find(text) != std::string::npos, error.what());
    }
  };
  auto twice = three_nodes();
  twice.push_back(node(2, Role::hidden));
  refuses(make(twice, {}), "node 2 is there twice");
  refuses(make({node(kFirstProvisional, Role::hidden)}, {}), "provisional id");
  refuses(make({node(0, Role::input, {0, 1, 1})}, {}), "empty shape");
  refuses(make({node(0, Role::input, {1u << 20, 1u << 20, 1})}, {}), "too large");
  refuses(make({node(0, Role::input, {1u << 31, 1u << 31, 1u << 31})}, {}), "too large");
  const Shape huge{1u << 28, 1, 1};
  refuses(make({node(0, Role::input, huge), node(1, Role::output, huge)},
               {connection(1, 0, 1, false, OperatorKind::dense)}),
          "more than 2^40 parameters");
  auto drop = three_nodes();
  drop[2].dropout = 1;
  refuses(make(drop, {}), "dropout outside [0, 1)");
  refuses(make(three_nodes(), {connection(1, 9, 1)}), "leaves from node 9");
  refuses(make(three_nodes(), {connection(1, 0, 9)}), "leads to node 9");
  refuses(make(three_nodes(), {connection(1, 2, 0)}), "into an input or bias node");
  refuses(make(three_nodes(), {connection(kFirstProvisional, 0, 1)}), "provisional number");
  refuses(make(three_nodes(), {connection(1, 0, 1), connection(1, 0, 2)}), "connection 1 is there twice");
  refuses(make(three_nodes(), {connection(1, 0, 1), connection(2, 0, 1)}), "connected twice in the same way");
  refuses(make(three_nodes(), {connection(1, 1, 2), connection(2, 2, 1)}), "form a cycle");
  auto wide = three_nodes();
  wide[2].shape = {4, 1, 1};
  refuses(make(wide, {connection(1, 0, 2)}), "single weight between nodes that are not neurons");
  refuses(make(wide, {connection(1, 2, 2, true, OperatorKind::dense)}),
          "recurrent between nodes that are not neurons");
}

TEST_CASE("topology: a disabled connection still counts for cycles, so that enabling one is always safe") {
  auto back = connection(2, 2, 1);
  back.enabled = false;
  CHECK_THROWS_AS(Topology::make(three_nodes(), {connection(1, 1, 2), back}), Error);
  back.recurrent = true;
  CHECK_NOTHROW(Topology::make(three_nodes(), {connection(1, 1, 2), back}));
}

TEST_CASE("topology: parameters lie without gaps: biases, scalar weights, tensors") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Genome genome = test::random_genome(seed, seed % 2 == 0);
    const Topology& t = *genome.topology;
    std::size_t offset = 0;
    for (std::size_t i = 0; i < t.nodes().size(); ++i) {
      CHECK(t.bias(i).offset == offset);
      offset += t.bias(i).size;
    }
    CHECK(t.scalar_offset() == offset);
    for (const auto kind : {OperatorKind::weight, OperatorKind::dense})
      for (std::size_t i = 0; i < t.connections().size(); ++i) {
        if (t.connections()[i].op.kind != kind) continue;
        CHECK(t.weights(i).offset == offset);
        offset += t.weights(i).size;
      }
    CHECK(t.parameter_count() == offset);
    CHECK(genome.parameters.size() == offset);
    CHECK(std::ranges::is_sorted(t.nodes(), {}, &NodeGene::id));
    CHECK(std::ranges::is_sorted(t.connections(), {}, &ConnectionGene::innovation));
  }
}

TEST_CASE("topology: ids far apart are found like ids close together") {
  constexpr NodeId kFar = 2'000'000'000;
  std::vector<NodeGene> nodes{node(3, Role::input), node(70'000, Role::hidden), node(kFar, Role::hidden),
                              node(kFar + 1, Role::output)};
  const auto made = Topology::make(
      nodes, {connection(1, 3, kFar), connection(2, kFar, 70'000), connection(3, 70'000, kFar + 1)});
  CHECK(made->node_index(kFar) == 2);
  CHECK_THROWS_AS(Topology::make(nodes, {connection(1, 3, kFar), connection(2, kFar + 2, 70'000)}), Error);
  CHECK_THROWS_AS(Topology::make(nodes, {connection(1, 70'000, kFar), connection(2, kFar, 70'000)}), Error);
}

TEST_CASE("topology: neurons alone are told apart from structures with a tensor or a block") {
  CHECK(Topology::make(three_nodes(), {connection(1, 0, 1)})->neurons_only());
  CHECK_FALSE(
      Topology::make(three_nodes(), {connection(1, 0, 1, false, OperatorKind::dense)})->neurons_only());
  CHECK_FALSE(Topology::make({node(0, Role::input), node(1, Role::output, {4, 1, 1})}, {})->neurons_only());
}

TEST_CASE("topology: names of genes' attributes are read back as the same value") {
  for (std::uint8_t i = 0; i < 12; ++i) {
    Activation read{};
    CHECK(parse(name(Activation(i)), read));
    CHECK(read == Activation(i));
  }
  Role role{};
  CHECK_FALSE(parse("no such role", role));
}
