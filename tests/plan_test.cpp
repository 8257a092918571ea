#include "neat/network/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "neat/base/error.hpp"
#include "reference_network.hpp"

namespace neat {
namespace {

NodeGene node(NodeId id, Role role, Shape shape = {}) {
  NodeGene n;
  n.id = id;
  n.role = role;
  n.shape = shape;
  return n;
}

ConnectionGene connect(InnovationNumber innovation, NodeId source, NodeId target, bool recurrent = false) {
  return {innovation, source, target, true, recurrent, {OperatorKind::dense}};
}

TEST_CASE("plan: it is compiled once per topology and shared") {
  const auto topology = test::random_network(3);
  CHECK(&Plan::of(*topology) == &Plan::of(*topology));
  CHECK(Plan::of(*topology).parameters() == topology->parameter_count());
}

TEST_CASE("plan: nodes that reach no output are left out, inputs never are") {
  auto lost = connect(4, 0, 6);
  auto off = connect(5, 7, 2);
  off.enabled = false;
  const auto topology = Topology::make(
      {node(0, Role::input, {3, 1, 1}), node(1, Role::input), node(8, Role::bias), node(9, Role::bias),
       node(2, Role::output), node(5, Role::hidden), node(6, Role::hidden), node(7, Role::hidden)},
      {connect(1, 0, 5), connect(2, 5, 2), connect(3, 9, 2), lost, off, connect(6, 0, 7)});
  const Plan plan(*topology);
  CHECK(plan.inputs() == 4);
  CHECK(plan.steps().size() == 2);  // 5, then 2; neither 6 nor 7
  CHECK(plan.ones().size() == 1);   // 9, not 8
  CHECK(plan.ones()[0] == 4);
  CHECK(plan.first_computed() == 5);
  CHECK(plan.features() == 7);
}

TEST_CASE("plan: a node that is heard only one step later is live") {
  const auto topology = Topology::make({node(0, Role::input), node(1, Role::output), node(2, Role::hidden)},
                                       {connect(1, 0, 2), connect(2, 2, 1, true)});
  const Plan plan(*topology);
  CHECK(plan.steps().size() == 2);
  CHECK(plan.recurrent());
  CHECK(plan.edges(plan.steps()[0]).size() + plan.edges(plan.steps()[1]).size() == 2);
}

TEST_CASE("plan: of the nodes that are ready the lowest id comes first") {
  const auto topology = Topology::make(
      {node(0, Role::input), node(1, Role::output), node(2, Role::hidden, {2, 1, 1}),
       node(3, Role::hidden, {3, 1, 1}), node(4, Role::hidden, {4, 1, 1}), node(5, Role::hidden, {5, 1, 1})},
      {connect(1, 0, 5), connect(2, 5, 2), connect(3, 0, 4), connect(4, 0, 3), connect(5, 2, 1),
       connect(6, 3, 1), connect(7, 4, 1)});
  const Plan plan(*topology);
  std::vector<std::uint32_t> sizes;
  for (const PlanStep& step : plan.steps()) sizes.push_back(step.size);
  CHECK(sizes == std::vector<std::uint32_t>{3, 4, 5, 2, 1});
}

TEST_CASE("plan: outputs are in id order, features of a node adjacent") {
  const auto topology = Topology::make(
      {node(0, Role::input), node(1, Role::output, {2, 1, 1}), node(2, Role::output), node(3, Role::hidden)},
      {connect(1, 0, 3), connect(2, 3, 1), connect(3, 0, 2)});
  const Plan plan(*topology);
  CHECK(plan.outputs() == 3);
  const auto f = plan.output_features();
  REQUIRE(f.size() == 3);
  CHECK(f[1] == f[0] + 1);
  CHECK(f[2] == 1);  // node 2 is ready at once, node 1 waits for node 3
  CHECK(f[0] == 3);
}

TEST_CASE("plan: every forward edge comes from an input, a one or an earlier step, for any structure") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const auto topology = test::random_network(seed, {seed % 2 == 0, seed % 3 != 0, 0});
    const Plan plan(*topology);
    std::vector<int> written(plan.features(), 0);
    std::fill_n(written.begin(), plan.first_computed(), 1);
    const auto is_written = [&](std::size_t first, std::size_t size) {
      return std::all_of(written.begin() + first, written.begin() + first + size,
                         [](int w) { return w == 1; });
    };
    for (const PlanStep& step : plan.steps()) {
      for (const PlanEdge& edge : plan.edges(step)) {
        CHECK((edge.recurrent || is_written(edge.source, edge.source_size)));
        CHECK(edge.source + edge.source_size <= plan.features());
        CHECK(edge.weights + std::size_t{edge.source_size} * step.size <= plan.parameters());
      }
      for (std::size_t i = 0; i < step.size; ++i) ++written[step.target + i];
    }
    CHECK(is_written(0, written.size()));
    CHECK(plan.output_features().size() == topology->outputs());
  }
}

TEST_CASE("plan: groups hold every step once, adjacent, and read only what earlier groups wrote") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const auto topology = test::random_network(seed, {seed % 2 == 0, seed % 3 != 0, 0});
    const Plan plan(*topology);
    std::size_t placed = plan.first_computed(), neurons = 0;
    for (const PlanGroup& group : plan.groups()) {
      CHECK(group.target == placed);
      std::size_t size = 0;
      for (const PlanStep& step : plan.steps()) {
        const bool member = group.neurons == 0 ? &step == &plan.steps()[group.step]
                                               : step.neuron != PlanStep::kNoNeuron &&
                                                     step.neuron - group.first_neuron < group.neurons;
        if (!member) continue;
        CHECK(step.activation == plan.steps()[group.step].activation);
        for (const PlanEdge& edge : plan.edges(step))
          CHECK((edge.recurrent || edge.source + edge.source_size <= group.target));
        size += step.size;
      }
      CHECK(size > 0);
      placed += size;
      neurons += group.neurons;
    }
    CHECK(placed == plan.features());
    CHECK(neurons == std::size_t(std::ranges::count_if(
                         plan.steps(), [](const PlanStep& s) { return s.neuron != PlanStep::kNoNeuron; })));
  }
}

TEST_CASE("plan: operations are counted as they are defined") {
  auto hidden = node(2, Role::hidden, {128, 1, 1});
  auto output = node(1, Role::output, {10, 1, 1});
  hidden.bias = output.bias = true;
  const auto topology = Topology::make({node(0, Role::input, {1, 28, 28}), output, hidden},
                                       {connect(1, 0, 2), connect(2, 2, 1)});
  CHECK(Plan(*topology).flops() == 2 * (784 * 128 + 128 * 10) + 2 * 128 + 2 * 10);
}

TEST_CASE("plan: a bias is shared by the places of a channel") {
  auto output = node(1, Role::output, {3, 2, 4});
  output.bias = true;
  const auto topology = Topology::make({node(0, Role::input), output}, {});
  CHECK(Plan(*topology).steps()[0].bias_span == 8);
  CHECK(topology->parameter_count() == 3);
}

TEST_CASE("plan: a network that 32 bits cannot address is refused") {
  std::vector<NodeGene> inputs{node(16, Role::output)};
  for (NodeId id = 0; id < 16; ++id) inputs.push_back(node(id, Role::input, {1U << 28, 1, 1}));
  const auto wide = Topology::make(inputs, {});
  CHECK_THROWS_WITH_AS(Plan::of(*wide),
                       "plan: 4294967296 features: more than 32 bits can address; use a smaller network",
                       Error);
  const Shape large{1U << 16, 1, 1};
  const auto heavy =
      Topology::make({node(0, Role::input, large), node(2, Role::output, large)}, {connect(1, 0, 2)});
  CHECK_THROWS_WITH_AS(Plan::of(*heavy),
                       "plan: 4294967296 parameters: more than 32 bits can address; use a smaller network",
                       Error);
}

}  // namespace
}  // namespace neat
