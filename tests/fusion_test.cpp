#include "neat/evolution/fusion.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "random_genome.hpp"

using namespace neat;

namespace {

double effective(const std::vector<double>& weights) {
  double squares = 0;
  for (const double w : weights) squares += w * w;
  return 1 / squares;
}

}  // namespace

TEST_CASE("fusion: weights rise with fitness, sum to 1 and amount to the parents asked for") {
  const std::vector<double> fitness{0.97, 0.96, 0.955, 0.95, 0.93, 0.9, 0.88, 0.5};
  for (const double wanted : {1.5, 2.0, 4.0, 7.0}) {
    const auto weights = fusion_weights(fitness, wanted);
    CHECK(effective(weights) == doctest::Approx(wanted).epsilon(1e-3));
    CHECK(std::ranges::is_sorted(weights, std::ranges::greater()));
    double sum = 0;
    for (const double w : weights) sum += w;
    CHECK(sum == doctest::Approx(1));
  }
}

TEST_CASE("fusion: equal fitness has equal weights") {
  const std::vector<double> fitness(5, 0.3);
  CHECK(fusion_weights(fitness, 2) == std::vector<double>(5, 0.2));
}

TEST_CASE("fusion: genomes of one structure are averaged with their weights") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Genome a = test::random_genome(seed, false, 20);
    Genome b = a, c = a;
    for (float& x : b.parameters) x += 1;
    for (float& x : c.parameters) x -= 3;
    const std::array<const Genome*, 3> genomes{&a, &b, &c};
    const std::array weights{1.0, 2.0, 1.0};
    const Genome fused = fuse(genomes, weights);
    CHECK(fused.topology == a.topology);
    for (std::size_t i = 0; i < a.parameters.size(); ++i)
      CHECK(double(fused.parameters[i]) == doctest::Approx(double(a.parameters[i]) - 0.25).epsilon(1e-4));
  }
}

TEST_CASE("fusion: a genome fused with itself is itself") {
  const Genome a = test::random_genome(4, true, 30);
  const std::array<const Genome*, 2> genomes{&a, &a};
  const std::array weights{0.5, 0.5};
  CHECK(fuse(genomes, weights).parameters == a.parameters);
}

TEST_CASE(
    "fusion: genes that another genome lacks keep their values, and so does the structure of the first") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Genome a = test::random_genome(seed, false, 20), b = test::random_genome(seed + 100, false, 25);
    const std::array<const Genome*, 2> genomes{&a, &b};
    const std::array weights{1.0, 1.0};
    const Genome fused = fuse(genomes, weights);
    REQUIRE(fused.topology == a.topology);
    for (std::size_t i = 0; i < a.topology->connections().size(); ++i) {
      const std::size_t at = b.topology->connection_index(a.topology->connections()[i].innovation);
      const auto mine = a.topology->weights(i);
      const float alone = a.parameters[mine.offset];
      const bool both = at < b.topology->connections().size();
      const float wanted = both ? (alone + b.parameters[b.topology->weights(at).offset]) / 2 : alone;
      CHECK(double(fused.parameters[mine.offset]) == doctest::Approx(double(wanted)));
    }
  }
}
