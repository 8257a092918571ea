#include "neat/genome/initial.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "neat/base/error.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

constexpr Interface kInterface{{3, 1, 1}, {2, 1, 1}, false, false};

GenomeOptions options_of(std::uint32_t nodes, bool random, BiasKind bias = BiasKind::input) {
  GenomeOptions options;
  options.start_nodes = nodes;
  options.start_random = random;
  options.bias = bias;
  return resolve(options, kInterface);
}

std::shared_ptr<const Topology> start(const GenomeOptions& options) {
  Innovations innovations(first_free_node(options, kInterface));
  return initial_topology(options, kInterface, innovations);
}

std::size_t count_between(const Topology& topology, Role source, Role target) {
  const auto role = [&](NodeId id) { return topology.nodes()[topology.node_index(id)].role; };
  return std::size_t(std::ranges::count_if(topology.connections(), [&](const ConnectionGene& c) {
    return role(c.source) == source && role(c.target) == target;
  }));
}

}  // namespace

TEST_CASE("initial: hidden neurons of the start lie between all inputs and all outputs") {
  const auto topology = start(options_of(4, false));
  CHECK(topology->hidden_nodes() == 4);
  CHECK(count_between(*topology, Role::input, Role::hidden) == 12);
  CHECK(count_between(*topology, Role::bias, Role::hidden) == 4);
  CHECK(count_between(*topology, Role::hidden, Role::output) == 8);
  CHECK(count_between(*topology, Role::input, Role::output) == 6);
  CHECK(count_between(*topology, Role::hidden, Role::hidden) == 0);
  CHECK(topology->enabled_connections() == 12 + 4 + 8 + 6 + 2);
  GenomeOptions layered = options_of(4, false, BiasKind::unconnected);
  layered.connected = false;
  CHECK(start(layered)->enabled_connections() == 12 + 8);
}

TEST_CASE("initial: nodes that growth adds have ids behind those of the start") {
  const GenomeOptions options = options_of(4, false);
  Innovations innovations(first_free_node(options, kInterface));
  const auto topology = initial_topology(options, kInterface, innovations);
  CHECK(innovations.split(topology->connections()[0].innovation, 0) == topology->nodes().back().id + 1);
}

TEST_CASE("initial: a random start has every number of hidden nodes, and its share of the connections") {
  GenomeOptions options = options_of(3, true);
  const auto all = start(options);
  CHECK(count_between(*all, Role::hidden, Role::hidden) == 3);
  std::set<std::size_t> sizes;
  std::size_t kept = 0, possible = 0;
  for (std::uint32_t i = 0; i < 400; ++i) {
    Random random(1, Purpose::test, 0, i);
    const auto part = random_part(*all, options, random);
    sizes.insert(part->hidden_nodes());
    CHECK(part->inputs() == 3);
    CHECK(part->outputs() == 2);
    for (const auto& c : part->connections())
      CHECK(all->connection_index(c.innovation) < all->connections().size());
    kept += part->connections().size();
    possible += start(options_of(std::uint32_t(part->hidden_nodes()), true))->connections().size();
  }
  CHECK(sizes == std::set<std::size_t>{0, 1, 2, 3});
  // About 7,000 draws with p = 0.3: six standard deviations are 3.3 %.
  CHECK(std::abs(double(kept) / double(possible) - 0.3) < 0.033);
  options.start_share = 1;
  Random random(1, Purpose::test, 1, 0);
  const auto whole = random_part(*all, options, random);
  CHECK(whole == start(options_of(std::uint32_t(whole->hidden_nodes()), true)));
}

TEST_CASE("initial: uniform first weights fill their bounds and keep within them") {
  GenomeOptions options = options_of(200, false);
  options.initial_distribution = Distribution::uniform;
  options.initial_deviation = 0.5;
  Random random(1, Purpose::test, 0, 0);
  const Floats weights = initial_parameters(*start(options), options, random);
  REQUIRE(weights.size() > 1200);
  const auto [lowest, highest] = std::ranges::minmax_element(weights);
  // Of 1,208 draws none within 3 % of a bound: probability 2e-8.
  CHECK(*lowest >= -0.5F);
  CHECK(*lowest < -0.485F);
  CHECK(*highest <= 0.5F);
  CHECK(*highest > 0.485F);
}

TEST_CASE("initial: networks of layers have no hidden nodes at the start, and say so") {
  GenomeOptions options;
  options.granularity = Granularity::layer;
  options.start_nodes = 10;
  try {
    resolve(options, kInterface);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::config);
    CHECK(std::string(error.what()) ==
          "genome.start_nodes: 10: only networks of neurons start with hidden nodes; set it to 0, or "
          "genome.granularity to neuron");
  }
}
