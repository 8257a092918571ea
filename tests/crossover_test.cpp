#include "neat/genome/crossover.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "random_genome.hpp"

using namespace neat;

namespace {

/// Two relatives: both grown from one ancestor with one registry.
struct Relatives {
  Genome first, second;
};

Relatives relatives(std::uint64_t seed, bool layers) {
  const Variation variation = test::busy_variation(layers);
  const Interface interface = test::small_interface(layers);
  Innovations innovations(first_free_node(resolve(variation.genome, interface), interface));
  Random random(seed, Purpose::test, 0, 0);
  const Genome root = test::grow(test::minimal_genome(variation, interface, innovations, random), variation,
                                 interface, 4, innovations, random);
  return {test::grow(root, variation, interface, 4, innovations, random),
          test::grow(root, variation, interface, 4, innovations, random)};
}

}  // namespace

TEST_CASE("crossover: a child shares its first parent's topology") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto [first, second] = relatives(seed, seed % 2 == 0);
    Random random(seed, Purpose::test, 2, 0);
    CHECK(crossover(first, second, {}, random).topology == first.topology);
  }
}

TEST_CASE("crossover: every scalar is a parent's or their average, and genes without a match stay") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto [first, second] = relatives(seed, false);
    Random random(seed, Purpose::test, 2, 0);
    const Genome child = crossover(first, second, {}, random);
    for (std::size_t i = 0; i < child.topology->connections().size(); ++i) {
      const auto& gene = child.topology->connections()[i];
      const float mine = first.parameters[first.topology->weights(i).offset];
      const float value = child.parameters[child.topology->weights(i).offset];
      const std::size_t j = second.topology->connection_index(gene.innovation);
      if (j == second.topology->connections().size()) {
        CHECK(value == mine);
        continue;
      }
      const float other = second.parameters[second.topology->weights(j).offset];
      CHECK((value == mine || value == other || value == 0.5F * (mine + other)));
    }
  }
}

TEST_CASE("crossover: neurons are crossed gene by gene, a uniform draw each, biases before weights") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Relatives parents = relatives(seed, false);
    const Genome &first = parents.first, &second = parents.second;
    const CrossoverOptions options{1, double(seed % 3) * 0.4, 0};
    Random random(seed, Purpose::test, 2, 0), plain = random;
    const Genome child = crossover(first, second, options, random);
    Floats expected = first.parameters;
    const auto cross = [&](std::size_t mine, std::size_t other) {
      const double draw = plain.uniform();
      const float a = expected[mine], b = second.parameters[other];
      if (draw < options.average + 0.5 * (1 - options.average)) expected[mine] = b;
      if (draw < options.average) expected[mine] = 0.5F * (a + b);
    };
    const Topology &x = *first.topology, &y = *second.topology;
    for (std::size_t i = 0; i < x.nodes().size(); ++i) {
      const std::size_t j = y.node_index(x.nodes()[i].id);
      if (j < y.nodes().size() && x.bias(i).size == 1 && y.bias(j).size == 1)
        cross(x.bias(i).offset, y.bias(j).offset);
    }
    for (std::size_t i = 0; i < x.connections().size(); ++i) {
      const std::size_t j = y.connection_index(x.connections()[i].innovation);
      if (j < y.connections().size()) cross(x.weights(i).offset, y.weights(j).offset);
    }
    CHECK(std::ranges::equal(child.parameters, expected));
    CHECK(random.bits() == plain.bits());
  }
}

TEST_CASE("crossover: the blocks around a hidden layer come from one parent together") {
  int from_second = 0, from_first = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Genome first = test::random_genome(5, true, 6);
    Genome second = first;
    REQUIRE(first.topology->hidden_nodes() > 0);
    std::ranges::fill(first.parameters, 1.0F);
    std::ranges::fill(second.parameters, 2.0F);
    Random random(seed, Purpose::test, 3, 0);
    const Genome child = crossover(first, second, {}, random);
    const Topology& t = *child.topology;
    for (std::size_t n = 0; n < t.nodes().size(); ++n) {
      if (t.nodes()[n].role != Role::hidden || t.nodes()[n].shape.is_neuron()) continue;
      const float bundle = child.parameters[t.bias(n).offset];
      for (std::size_t c = 0; c < t.connections().size(); ++c) {
        const auto& gene = t.connections()[c];
        if (gene.source != t.nodes()[n].id && gene.target != t.nodes()[n].id) continue;
        const auto range = t.weights(c);
        CHECK(std::all_of(child.parameters.begin() + std::ptrdiff_t(range.offset),
                          child.parameters.begin() + std::ptrdiff_t(range.offset + range.size),
                          [&](float w) { return w == bundle; }));
      }
      (bundle == 2.0F ? from_second : from_first)++;
    }
  }
  CHECK(from_second > 0);
  CHECK(from_first > 0);
}

TEST_CASE("crossover: a layer of another width is never mixed in") {
  const Variation variation = test::busy_variation(true);
  Genome first = test::random_genome(5, true, 6);
  Random random(1, Purpose::test, 4, 0);
  Draft draft(first);
  REQUIRE(widen_node(draft, variation, random));
  Genome second = std::move(draft).finish();
  REQUIRE(second.topology != first.topology);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random r(seed, Purpose::test, 5, 0);
    const Genome child = crossover(second, first, {}, r);
    CHECK(child.topology == second.topology);
    CHECK(child.parameters.size() == second.topology->parameter_count());
  }
}

TEST_CASE(
    "crossover: with enabled_from both, a matching connection is disabled as often as asked where either "
    "is") {
  int changed = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto [first, second] = relatives(seed, seed % 3 == 0);
    const auto cross = [&](EnabledFrom from, double disable) {
      CrossoverOptions options;
      options.enabled_from = from;
      options.disable = disable;
      Random random(seed, Purpose::test, 2, 0);
      return crossover(first, second, options, random);
    };
    const Genome plain = cross(EnabledFrom::fitter, 1);
    const Genome never = cross(EnabledFrom::both, 0), always = cross(EnabledFrom::both, 1);
    CHECK(std::ranges::equal(plain.parameters, always.parameters));
    CHECK(std::ranges::equal(plain.parameters, never.parameters));
    for (std::size_t i = 0; i < first.topology->connections().size(); ++i) {
      const ConnectionGene mine = first.topology->connections()[i];
      const std::size_t at = second.topology->connection_index(mine.innovation);
      const bool matches = at < second.topology->connections().size();
      const bool both = matches && mine.enabled && second.topology->connections()[at].enabled;
      CHECK(never.topology->connections()[i].enabled == (matches || mine.enabled));
      CHECK(always.topology->connections()[i].enabled == (matches ? both : mine.enabled));
      CHECK(always.topology->connections()[i].innovation == mine.innovation);
      changed += always.topology->connections()[i].enabled != mine.enabled;
    }
    const auto nodes = always.topology->nodes();
    const auto genes = always.topology->connections();
    CHECK(Topology::make({nodes.begin(), nodes.end()}, {genes.begin(), genes.end()}) == always.topology);
  }
  CHECK(changed > 5);
}
