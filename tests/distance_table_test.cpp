#include "neat/genome/distance_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <map>

#include "random_genome.hpp"

using namespace neat;

namespace {

/// Genomes of one run: they share ancestors and numbers.
std::vector<Genome> relatives(std::uint64_t seed, std::size_t count, bool layers) {
  const Variation variation = test::busy_variation(layers);
  const Interface interface = test::small_interface(layers);
  Innovations innovations(first_free_node(resolve(variation.genome, interface), interface));
  Random random(seed, Purpose::test, 1, 0);
  std::vector<Genome> all{test::minimal_genome(variation, interface, innovations, random)};
  while (all.size() < count) {
    const Genome parent = all[random.below(std::uint32_t(all.size()))];
    all.push_back(test::grow(parent, variation, interface, int(random.below(6)), innovations, random));
  }
  return all;
}

/// Equation 1 from maps by number, as one would write it down; neurons only.
double plain_distance(const Genome& a, const Genome& b, const DistanceOptions& options) {
  double sum = 0, genes = 0, disjoint = 0, excess = 0;
  const Topology &x = *a.topology, &y = *b.topology;
  for (std::size_t i = 0; i < x.nodes().size(); ++i) {
    const std::size_t j = y.node_index(x.nodes()[i].id);
    if (j == y.nodes().size()) continue;
    const NodeGene &m = x.nodes()[i], &n = y.nodes()[j];
    disjoint += m.activation != n.activation || m.aggregation != n.aggregation;
    if (!m.bias || !n.bias) continue;
    sum += std::abs(double(a.parameters[x.bias(i).offset]) - double(b.parameters[y.bias(j).offset]));
    ++genes;
  }
  std::map<InnovationNumber, std::pair<const float*, const float*>> aligned;
  for (std::size_t i = 0; i < x.connections().size(); ++i)
    aligned[x.connections()[i].innovation].first = &a.parameters[x.weights(i).offset];
  for (std::size_t j = 0; j < y.connections().size(); ++j)
    aligned[y.connections()[j].innovation].second = &b.parameters[y.weights(j).offset];
  const auto last = [](const Topology& t) {
    return t.connections().empty() ? 0 : t.connections().back().innovation;
  };
  const InnovationNumber common = std::min(last(x), last(y));
  for (const auto& [number, values] : aligned) {
    const bool both = values.first && values.second;
    if (both) sum += std::abs(double(*values.first) - double(*values.second)), ++genes;
    disjoint += !both && number <= common;
    excess += !both && number > common;
  }
  const auto size = double(std::max({x.connections().size(), y.connections().size(), std::size_t{1}}));
  return (options.excess * excess + options.disjoint * disjoint) / (options.normalise ? size : 1.0) +
         options.weights * (genes > 0 ? sum / genes : 0);
}

DistanceOptions drawn_options(Random& random) {
  DistanceOptions options;
  options.excess = random.uniform(0, 2);
  options.disjoint = random.uniform(0, 2);
  options.weights = random.uniform(0, 2);
  options.normalise = random.chance(0.5);
  return options;
}

std::vector<const Genome*> pointers(const std::vector<Genome>& genomes) {
  std::vector<const Genome*> all;
  for (const Genome& genome : genomes) all.push_back(&genome);
  return all;
}

/// The threshold a hair above a distance, and the distance itself, tell whether the table has the same double.
void check_every_distance(const std::vector<Genome>& many, const Genome& one,
                          const DistanceOptions& options) {
  DistanceTable::Scratch scratch;
  for (const Genome& other : many) {
    Threads threads(1);
    const DistanceTable table({&other}, options, threads);
    const double apart = distance(one, other, options);
    CHECK(table.first_nearer(one, std::nextafter(apart, 1e300), scratch) == 0);
    CHECK(table.first_nearer(one, apart, scratch) == 1);
    scratch = {};
  }
}

std::size_t first_nearer_one_by_one(const std::vector<Genome>& many, const Genome& one, double threshold,
                                    const DistanceOptions& options) {
  std::size_t at = 0;
  while (at < many.size() && !(distance(one, many[at], options) < threshold)) ++at;
  return at;
}

}  // namespace

TEST_CASE("distance: it is equation 1 written down plainly, to the last bit") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto genomes = relatives(seed, 12, false);
    Random random(seed, Purpose::test, 2, 0);
    const DistanceOptions options = drawn_options(random);
    for (const Genome& a : genomes)
      for (const Genome& b : genomes) CHECK(distance(a, b, options) == plain_distance(a, b, options));
  }
}

TEST_CASE("distance table: it holds the same doubles as distance gives") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const bool layers : {false, true}) {
      const auto genomes = relatives(seed, 12, layers);
      Random random(seed, Purpose::test, 3, 0);
      const DistanceOptions options = drawn_options(random);
      for (const Genome& genome : relatives(seed, 16, layers)) check_every_distance(genomes, genome, options);
    }
}

TEST_CASE("distance table: of many, the first that is near enough is found, in any number of lanes") {
  for (const std::size_t count : {0, 1, 15, 16, 17, 32, 33, 50}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      auto genomes = relatives(seed, count + 5, false);
      const std::vector<Genome> others(genomes.begin() + std::ptrdiff_t(count), genomes.end());
      genomes.resize(count);
      const DistanceOptions options;
      Threads threads(2);
      const DistanceTable table(pointers(genomes), options, threads);
      DistanceTable::Scratch scratch;
      for (const double threshold : {0.0, 0.5, 2.0, 5.0, 20.0, 1e9})
        for (const Genome& other : others)
          CHECK(table.first_nearer(other, threshold, scratch) ==
                first_nearer_one_by_one(genomes, other, threshold, options));
    }
  }
}

TEST_CASE("distance table: a genome with a NaN is near to none, also beside others") {
  auto genomes = relatives(3, 6, false);
  genomes[2].parameters.back() = std::nanf("");
  Threads threads(2);
  const DistanceTable table(pointers(genomes), {}, threads);
  DistanceTable::Scratch scratch;
  CHECK(table.first_nearer(genomes[2], 1e9, scratch) ==
        first_nearer_one_by_one(genomes, genomes[2], 1e9, DistanceOptions{}));
  CHECK(table.first_nearer(genomes[3], 1e9, scratch) == 0);
}

TEST_CASE("distance table: values that no float sum can hold, and infinities, are left to distance itself") {
  const DistanceOptions options;
  for (const float extreme : {3e38F, -3e38F, 1e-45F, std::numeric_limits<float>::infinity()})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      auto genomes = relatives(seed, 8, false);
      for (float& value : genomes[1].parameters) value = extreme;
      for (float& value : genomes[5].parameters) value = -extreme;
      const std::vector<Genome> others = genomes;
      DistanceTable::Scratch scratch;
      for (const std::size_t left_out : {1, 5, 8}) {
        std::vector<Genome> many;
        for (std::size_t i = 0; i < genomes.size(); ++i)
          if (i != left_out) many.push_back(genomes[i]);
        Threads threads(2);
        const DistanceTable table(pointers(many), options, threads);
        for (const double threshold : {0.0, 1.0, 5.0, 1e30, 1e300, std::numeric_limits<double>::infinity()})
          for (const Genome& other : others)
            CHECK(table.first_nearer(other, threshold, scratch) ==
                  first_nearer_one_by_one(many, other, threshold, options));
        scratch = {};
      }
    }
}

TEST_CASE(
    "distance table: thresholds a hair from a distance are decided as distance decides, for long genomes "
    "too") {
  const DistanceOptions options;
  const auto genomes = relatives(11, 60, false);  // the last have hundreds of mutations behind them
  Threads threads(2);
  const DistanceTable table(pointers(genomes), options, threads);
  DistanceTable::Scratch scratch;
  for (const Genome& one : genomes)
    for (const Genome& other : genomes) {
      const double apart = distance(one, other, options);
      for (const double threshold : {std::nextafter(apart, -1.0), apart, std::nextafter(apart, 1e300)})
        CHECK(table.first_nearer(one, threshold, scratch) ==
              first_nearer_one_by_one(genomes, one, threshold, options));
    }
}
