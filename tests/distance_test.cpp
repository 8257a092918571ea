#include "neat/genome/distance.hpp"

#include <doctest/doctest.h>

#include "random_genome.hpp"

using namespace neat;

TEST_CASE("distance: zero to itself, symmetric, and positive between different genomes") {
  const DistanceOptions options;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const bool layers = seed % 2 == 0;
    const Genome a = test::random_genome(seed, layers), b = test::random_genome(seed + 1000, layers);
    CHECK(distance(a, a, options) == 0.0);
    CHECK(distance(a, b, options) == distance(b, a, options));
    CHECK(distance(a, b, options) > 0.0);
  }
}

TEST_CASE("distance: excess, disjoint and weight terms add up as in equation 1") {
  Innovations innovations(2);
  NodeGene in, out;
  in.role = Role::input;
  out.id = 1;
  out.role = Role::output;
  std::vector<ConnectionGene> genes(4);
  for (std::uint32_t i = 0; i < 4; ++i) {
    genes[i].innovation = i + 1;
    genes[i].source = i % 2;
    genes[i].target = 1;
    genes[i].recurrent = i > 0;
  }
  genes[1].source = 1;
  genes[2].source = 0;
  genes[3].source = 2;
  NodeGene hidden;
  hidden.id = 2;
  // a has innovations 1, 2; b has 1, 3, 4: one disjoint (2), then 3 and 4 are excess.
  const Genome a{Topology::make({in, out, hidden}, {genes[0], genes[1]}), {1.0F, 5.0F}, {}, {}};
  const Genome b{
      Topology::make({in, out, hidden}, {genes[0], genes[2], genes[3]}), {3.0F, 0.0F, 0.0F}, {}, {}};
  DistanceOptions options{.excess = 10, .disjoint = 100, .weights = 1000, .normalise = false};
  CHECK(distance(a, b, options) == doctest::Approx(10 * 2 + 100 * 1 + 1000 * 2.0));
  options.normalise = true;
  CHECK(distance(a, b, options) == doctest::Approx((10 * 2 + 100 * 1) / 3.0 + 1000 * 2.0));
}

TEST_CASE("distance: genomes that share a topology differ by their values alone") {
  const Genome a = test::random_genome(3, false);
  Genome b = a;
  for (float& w : b.parameters) w += 0.25F;
  DistanceOptions options;
  options.weights = 1;
  CHECK(distance(a, b, options) == doctest::Approx(0.25).epsilon(1e-6));
}
