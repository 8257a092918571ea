#include "neat/evolution/noise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "neat/genome/initial.hpp"

using namespace neat;

namespace {

std::size_t count_of(const std::vector<Origin>& all, Origin wanted) {
  return std::size_t(std::ranges::count(all, wanted));
}

Genome layered(std::uint64_t seed) {
  GenomeOptions options;
  options.granularity = Granularity::layer;
  options.hidden_layers = {40, 30};
  const Interface interface { {1, 7, 10}, {8, 1, 1}, true, false };
  options = resolve(options, interface);
  Innovations innovations(first_free_node(options, interface));
  const auto topology = initial_topology(options, interface, innovations);
  Random random(seed, Purpose::test, 0, 0);
  return {topology, initial_parameters(*topology, options, random), {}, {}};
}

double deviation_of(const Genome& noisy, const Genome& parent, const ParameterRange& range) {
  double sum = 0;
  for (std::size_t i = range.offset; i < range.offset + range.size; ++i)
    sum += std::pow(double(noisy.parameters[i]) - double(parent.parameters[i]), 2);
  return std::sqrt(sum / double(range.size));
}

double rms(const Genome& genome, const ParameterRange& range) {
  Genome zero = genome;
  std::ranges::fill(zero.parameters, 0.0F);
  return deviation_of(genome, zero, range);
}

}  // namespace

TEST_CASE("noise: shares are equal where none are given, and sum to 1") {
  NoiseOptions options;
  CHECK(starting_shares(options) == std::vector<double>{1 / 3.0, 1 / 3.0, 1 / 3.0});
  options.shares = {2, 1, 1};
  CHECK(starting_shares(options) == std::vector<double>{0.5, 0.25, 0.25});
  options.shares = {3};
  CHECK(starting_shares(options) == std::vector<double>{1, 0, 0});
}

TEST_CASE("noise: of every parent some children are unmutated, the others have scales by their shares") {
  const std::vector<double> shares{0.25, 0.5, 0.25};
  const auto all = origins({.count = 1, .plus = false, .unmutated = 1, .birth = false}, shares, 1, 13);
  REQUIRE(all.size() == 13);
  CHECK(count_of(all, {0, kUnmutated}) == 1);
  CHECK(count_of(all, {0, 0}) == 3);
  CHECK(count_of(all, {0, 1}) == 6);
  CHECK(count_of(all, {0, 2}) == 3);
}

TEST_CASE("noise: better parents have more children, and all children are accounted for, for any numbers") {
  const std::vector<double> shares{0.5, 0.5};
  for (std::size_t parents = 1; parents <= 5; ++parents)
    for (std::size_t children = 0; children <= 40; ++children) {
      const auto all =
          origins({.count = 1, .plus = false, .unmutated = 2, .birth = false}, shares, parents, children);
      REQUIRE(all.size() == children);
      std::vector<std::size_t> of(parents);
      for (const Origin& origin : all) ++of[origin.parent];
      CHECK(std::ranges::is_sorted(of, std::ranges::greater()));
      CHECK(std::ranges::is_sorted(all, {}, &Origin::parent));
    }
}

TEST_CASE("noise: without scales all children are unmutated") {
  const auto all = origins({}, {}, 2, 9);
  REQUIRE(all.size() == 9);
  CHECK(std::ranges::all_of(all, [](const Origin& origin) { return origin.scale == kUnmutated; }));
}

TEST_CASE(
    "noise: it has the deviation asked for in every gene, absolute or relative to the gene's root mean "
    "square") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const bool relative : {false, true}) {
      const Genome parent = layered(seed);
      Genome child = parent;
      NoiseOptions options;
      options.relative = relative;
      Random random(seed, Purpose::breeding, 0, 0);
      add_noise(child, 0.1, options, random);
      for (std::size_t i = 0; i < parent.topology->connections().size(); ++i) {
        const auto range = parent.topology->weights(i);
        const double wanted = 0.1 * (relative ? rms(parent, range) : 1);
        CHECK(deviation_of(child, parent, range) == doctest::Approx(wanted).epsilon(0.15));
      }
    }
}

TEST_CASE("noise: density is the share of the parameters that change") {
  const Genome parent = layered(3);
  for (const double density : {0.0, 0.25, 0.5, 1.0}) {
    Genome child = parent;
    NoiseOptions options;
    options.density = density;
    Random random(5, Purpose::breeding, 0, 0);
    add_noise(child, 0.1, options, random);
    std::size_t changed = 0;
    for (std::size_t i = 0; i < child.parameters.size(); ++i)
      changed += child.parameters[i] != parent.parameters[i];
    CHECK(double(changed) / double(child.parameters.size()) == doctest::Approx(density).epsilon(0.08));
  }
}

TEST_CASE("noise: where it is focused it stays on one layer, then on the next, and comes round again") {
  const Genome parent = layered(3);
  NoiseOptions options;
  options.focus = 4;
  std::vector<std::size_t> first_gene;
  for (std::uint32_t generation = 0; generation < 13; ++generation) {
    Genome child = parent;
    Random random(5, Purpose::breeding, generation, 0);
    add_noise(child, 0.1, options, random, focus(*parent.topology, options, generation));
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < parent.topology->connections().size(); ++i)
      if (deviation_of(child, parent, parent.topology->weights(i)) > 0) changed.push_back(i);
    REQUIRE(changed.size() == 1);
    first_gene.push_back(changed.front());
  }
  CHECK(std::set(first_gene.begin(), first_gene.end()).size() == 3);
  for (std::size_t generation = 0; generation < 13; ++generation)
    CHECK(first_gene[generation] == first_gene[generation / 4 % 3 * 4]);
}

TEST_CASE(
    "initial: hidden layers lie in a chain between inputs and outputs, and their ids are not given again") {
  const Genome genome = layered(1);
  const Topology& topology = *genome.topology;
  CHECK(topology.hidden_nodes() == 2);
  REQUIRE(topology.connections().size() == 3);
  CHECK(topology.parameter_count() == 70 * 40 + 40 + 40 * 30 + 30 + 30 * 8 + 8);
  GenomeOptions options;
  options.granularity = Granularity::layer;
  options.hidden_layers = {40, 30};
  CHECK(first_free_node(options, {{1, 7, 10}, {8, 1, 1}, true, false}) == 4);
}

TEST_CASE("initial: networks of neurons have no hidden layers") {
  GenomeOptions options;
  options.granularity = Granularity::neuron;
  options.hidden_layers = {40};
  CHECK_THROWS_WITH(
      resolve(options, {{2, 1, 1}, {1, 1, 1}, false, false}),
      "genome.hidden_layers: networks of neurons have none; set it to none, or genome.granularity to layer");
}
