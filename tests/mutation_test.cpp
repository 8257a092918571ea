#include "neat/genome/mutation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "neat/network/network.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

std::vector<float> outputs(Genome genome, std::uint64_t seed) {
  const std::size_t inputs = genome.topology->inputs(), rows = 20;
  std::vector<float> x(rows * inputs), y(rows * genome.topology->outputs());
  Random random(seed, Purpose::test, 9, 0);
  for (float& v : x) v = float(random.uniform());
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  network.forward(plain_rows(x, inputs), y);
  return y;
}

void check_same_function(const Genome& a, const Genome& b, std::uint64_t seed, float tolerance) {
  const auto before = outputs(a, seed), after = outputs(b, seed);
  for (std::size_t i = 0; i < before.size(); ++i)
    CHECK(std::abs(before[i] - after[i]) <= tolerance * (1 + std::abs(before[i])));
}

Genome numbered(Draft draft) {
  Innovations innovations(1000);
  for (const auto& gene : draft.connections)
    if (!is_provisional(gene.innovation)) innovations.adopt(gene);
  draft.number(innovations);
  return std::move(draft).finish();
}

Variation layer_variation() {
  Variation v = test::busy_variation(true);
  v.genome = resolve(v.genome, test::small_interface(true));
  return v;
}

}  // namespace

TEST_CASE("mutation: widening a layer preserves the function and grows it") {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Genome genome = test::random_genome(seed, true, 6);
    Random random(seed, Purpose::test, 7, 0);
    Draft draft(genome);
    if (!widen_node(draft, layer_variation(), random)) continue;
    const Genome wider = numbered(std::move(draft));
    CHECK(wider.topology->parameter_count() > genome.topology->parameter_count());
    check_same_function(genome, wider, seed, 2e-5F);
    ++tried;
  }
  CHECK(tried > 30);
}

TEST_CASE("mutation: a new layer beside or within a dense connection preserves the function") {
  int deepened = 0, paralleled = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const Genome genome = test::random_genome(seed, true, 6);
    Random random(seed, Purpose::test, 7, 0);
    Draft draft(genome);
    const std::size_t c = random.below(std::uint32_t(draft.connections.size()));
    if (!draft.connections[c].enabled) continue;
    REQUIRE(split_dense(draft, c, layer_variation(), random));
    (draft.connections[c].enabled ? paralleled : deepened)++;
    check_same_function(genome, numbered(std::move(draft)), seed, 1e-5F);
  }
  CHECK(deepened > 3);
  CHECK(paralleled > 20);
}

TEST_CASE("mutation: a new dense connection starts at zero and preserves the function") {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Genome genome = test::random_genome(seed, true, 8);
    Random random(seed, Purpose::test, 7, 0);
    Draft draft(genome);
    if (!add_connection(draft, layer_variation(), random)) continue;
    check_same_function(genome, numbered(std::move(draft)), seed, 0);
    ++tried;
  }
  CHECK(tried > 5);
}

TEST_CASE("mutation: narrowing keeps the strongest units and at least two") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Genome genome = test::random_genome(seed, true, 8);
    Random random(seed, Purpose::test, 7, 0);
    Draft draft(genome);
    if (!narrow_node(draft, layer_variation(), random)) continue;
    const Genome narrower = numbered(std::move(draft));
    CHECK(narrower.topology->parameter_count() < genome.topology->parameter_count());
    for (const auto& node : narrower.topology->nodes()) CHECK(node.shape.size() >= 2);
  }
}

TEST_CASE("mutation: weights change at the configured rate and stay within the limit") {
  Variation v;
  v.mutation.weight_share = 0.5;
  v.mutation.weight_replace = 0.2;
  v.mutation.weight_power = 3;
  v.genome.weight_limit = 4;
  Interface interface { {400, 1, 1}, {20, 1, 1}, false, false };
  v.genome = resolve(v.genome, interface);
  Innovations innovations(1000);
  Random random(1, Purpose::test, 0, 0);
  const Genome before = test::minimal_genome(v, interface, innovations, random);
  Genome after = before;
  mutate_parameters(after, v, random);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before.parameters.size(); ++i) {
    changed += after.parameters[i] != before.parameters[i];
    CHECK(std::abs(after.parameters[i]) <= 4.0F);
  }
  // 8,020 draws with p = 0.5: six standard deviations are 269; a false alarm has probability 2e-9.
  CHECK(std::abs(double(changed) - 0.5 * double(before.parameters.size())) < 269);
  CHECK(after.topology == before.topology);
}

TEST_CASE(
    "mutation: each neuron's bias draws a decision and a normal, then all weights' decisions, then their "
    "normals") {
  Variation v = test::busy_variation(false);
  v.genome.weight_limit = 2;
  const auto changed = std::uint32_t(v.mutation.weight_share * 4294967295.0);
  const auto redrawn = std::uint32_t(v.mutation.weight_share * v.mutation.weight_replace * 4294967295.0);
  const auto change = [&](float value, std::uint32_t decision, float normal) {
    if (decision < redrawn)
      value = float(v.genome.initial_deviation) * normal;
    else if (decision < changed)
      value += float(v.mutation.weight_power) * normal;
    return std::clamp(value, -2.0F, 2.0F);
  };
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Genome genome = test::random_genome(seed, false, int(seed));
    Random random(seed, Purpose::test, 5, 0), plain = random;
    Floats expected = genome.parameters;
    const std::size_t biases = genome.topology->scalar_offset();
    for (std::size_t i = 0; i < biases; ++i) {
      const std::uint32_t decision = plain.bits();
      expected[i] = change(expected[i], decision, plain.normal_float());
    }
    std::vector<std::uint32_t> decisions(genome.topology->scalar_count());
    for (auto& decision : decisions) decision = plain.bits();
    for (std::size_t i = 0; i < decisions.size(); ++i)
      expected[biases + i] = change(expected[biases + i], decisions[i], plain.normal_float());
    mutate_parameters(genome, v, random);
    CHECK(std::ranges::equal(genome.parameters, expected));
    CHECK(random.bits() == plain.bits());
  }
}

TEST_CASE("mutation: dense blocks are left alone unless layer_power asks") {
  const Genome before = test::random_genome(2, true, 5);
  Genome after = before;
  Variation v = layer_variation();
  Random random(1, Purpose::test, 0, 0);
  v.mutation.layer_power = 0;
  mutate_parameters(after, v, random);
  CHECK(std::ranges::equal(after.parameters, before.parameters));
  v.mutation.layer_power = 0.1;
  mutate_parameters(after, v, random);
  CHECK_FALSE(std::ranges::equal(after.parameters, before.parameters));
}

TEST_CASE("mutation: traits stay in their ranges over many steps") {
  Traits traits;
  Random random(1, Purpose::test, 0, 0);
  const TraitOptions options{.evolve = true, .power = 1.0};
  for (int i = 0; i < 2000; ++i) {
    mutate_traits(traits, options, random);
    CHECK(traits.learning_rate >= 1e-6);
    CHECK(traits.learning_rate <= 10);
    CHECK(traits.momentum >= 0);
    CHECK(traits.momentum < 1);
    CHECK(traits.sigma >= 1e-3);
  }
}

TEST_CASE("mutation: growth stops at max_nodes") {
  Variation v = test::busy_variation(false);
  v.genome.max_nodes = 3;
  v.mutation.delete_node = 0;
  const Interface interface = test::small_interface(false);
  Innovations innovations(10);
  Random random(1, Purpose::test, 0, 0);
  Genome genome = test::minimal_genome(v, interface, innovations, random);
  genome = test::grow(std::move(genome), v, interface, 100, innovations, random);
  CHECK(genome.topology->hidden_nodes() == 3);
}

TEST_CASE("mutation: forward growth never makes a cycle and recurrent growth appears when asked") {
  int recurrent = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    recurrent += test::random_genome(seed, false, 30).topology->recurrent();
  CHECK(recurrent > 25);  // Topology::make would have thrown on a cycle
}

TEST_CASE("mutation: uniform shifts and weights drawn anew fill their bounds, and nothing lies beyond") {
  Variation v;
  v.mutation.weight_share = 1;
  v.mutation.weight_distribution = Distribution::uniform;
  v.genome.weight_limit = 100;
  const Interface interface { {400, 1, 1}, {20, 1, 1}, false, false };
  v.genome = resolve(v.genome, interface);
  Innovations innovations(1000);
  Random random(1, Purpose::test, 0, 0);
  const Genome before = test::minimal_genome(v, interface, innovations, random);
  const auto furthest = [&](double replaced, double power, double replace_power, bool from_zero) {
    v.mutation.weight_replace = replaced;
    v.mutation.weight_power = power;
    v.mutation.replace_power = replace_power;
    Genome after = before;
    mutate_parameters(after, v, random);
    float most = 0;
    for (std::size_t i = 0; i < before.parameters.size(); ++i)
      most = std::max(most, std::abs(after.parameters[i] - (from_zero ? 0 : before.parameters[i])));
    return most;
  };
  // Of 8,020 uniform draws none within 0.5 % of the bound: probability 4e-18.
  const auto fills = [](float most, float bound) {
    return most > 0.995F * bound && most <= bound * 1.000001F;
  };
  CHECK(fills(furthest(0, 2.5, 0, false), 2.5F));
  CHECK(fills(furthest(1, 2.5, 0.75, true), 0.75F));
  CHECK(fills(furthest(1, 2.5, 0, true), 1.0F));  // genome.initial_deviation
}

TEST_CASE("mutation: an exclusive child has one structural mutation at most") {
  Variation v = test::busy_variation(false);
  v.mutation.add_node = v.mutation.add_connection = 1;
  v.mutation.delete_node = v.mutation.delete_connection = v.mutation.toggle = 0;
  int grown = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Genome genome = test::random_genome(seed, false, 4);
    v.genome = resolve(v.genome, test::small_interface(false));
    v.mutation.exclusive = true;
    Random random(seed, Purpose::test, 7, 0);
    const auto one = mutate_structure(genome, v, random);
    if (!one) continue;  // no place for a node
    CHECK(one->nodes.size() == genome.topology->nodes().size() + 1);
    CHECK(one->connections.size() == genome.topology->connections().size() + 2);
    v.mutation.exclusive = false;
    Random same(seed, Purpose::test, 7, 0);
    grown += mutate_structure(genome, v, same)->connections.size() > one->connections.size();
  }
  CHECK(grown > 20);
}

TEST_CASE("mutation: a connection from the bias input is split only where that is allowed") {
  Variation v;
  v.genome.bias = BiasKind::input;
  const Interface interface { {2, 1, 1}, {1, 1, 1}, false, false };
  v.genome = resolve(v.genome, interface);
  Innovations innovations(first_free_node(v.genome, interface));
  Random random(1, Purpose::test, 0, 0);
  const Genome genome = test::minimal_genome(v, interface, innovations, random);
  const auto splits_of_bias = [&](bool allowed) {
    v.mutation.split_bias = allowed;
    int count = 0;
    for (int i = 0; i < 60; ++i) {
      Draft draft(genome);
      REQUIRE(add_node(draft, v, random));
      for (const auto& c : draft.connections)
        count += !c.enabled && draft.nodes[draft.node_index(c.source)].role == Role::bias;
    }
    return count;
  };
  CHECK(splits_of_bias(true) > 5);
  CHECK(splits_of_bias(false) == 0);
}
