// Networks of layers against a reference in double: every operator, normalisation and aggregation.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string>

#include "layer_reference.hpp"
#include "neat/base/error.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/network/backward.hpp"
#include "neat/network/calibration.hpp"
#include "neat/network/kernels/paths.hpp"

namespace neat {
namespace {

using test::LayerReference;
using test::random_values;
using test::RandomLayers;

struct Case {
  std::shared_ptr<const Topology> topology;
  std::size_t rows;
  std::vector<float> parameters, x, c;

  explicit Case(std::uint64_t seed)
      : topology(RandomLayers(seed).make()),
        rows(seed % 3 == 0   ? 5
             : seed % 3 == 1 ? 16
                             : 19),
        parameters(random_values(topology->parameter_count(), seed, 0.5F)),
        x(random_values(rows * topology->inputs(), seed + 1)),
        c(random_values(rows * topology->outputs(), seed + 2)) {
    for (std::size_t i = 0; i < topology->nodes().size(); ++i) {
      const auto kept = topology->statistics(i);
      for (std::size_t k = kept.size / 2; k < kept.size; ++k)  // variances
        parameters[kept.offset + k] = 0.5F + std::abs(parameters[kept.offset + k]);
    }
  }

  LayerReference reference(bool learning) const {
    return {*topology, std::vector<double>(parameters.begin(), parameters.end()), learning};
  }

  double loss(const LayerReference& network) const {
    double sum = 0;
    const auto y = network.outputs(x, rows);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t k = 0; k < y[r].size(); ++k)
        sum += double(c[r * y[r].size() + k]) * y[r][k] + y[r][k] * y[r][k] / 2;
    return sum;
  }

  std::vector<float> gradient(double* sum = nullptr) {
    Workspace workspace;
    Network network(topology, parameters, workspace);
    std::vector<float> g(parameters.size(), 0.0F);
    const double value = add_gradient(
        network, plain_rows(x, topology->inputs()),
        [&](std::size_t from, std::size_t, std::span<const float> y, std::span<float> dy) {
          double total = 0;
          for (std::size_t i = 0; i < y.size(); ++i) {
            const float factor = c[from * topology->outputs() + i];
            dy[i] = factor + y[i];
            total += double(factor) * double(y[i]) + double(y[i]) * double(y[i]) / 2;
          }
          return total;
        },
        g);
    if (sum != nullptr) *sum = value;
    return g;
  }
};

/// Of every path this machine has.
class OnEachPath {
 public:
  OnEachPath() : before_(kernels::path()) {}
  ~OnEachPath() { kernels::use(before_); }

  template <class F>
  void run(const F& f) {
    for (const kernels::Path path : kernels::available_paths()) {
      CAPTURE(kernels::name(path));
      kernels::use(path);
      f();
    }
  }

 private:
  kernels::Path before_;
};

TEST_CASE("layers: what a network computes is what its genes say, with kept statistics") {
  OnEachPath paths;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Case one(seed);
    const auto expected = one.reference(false).outputs(one.x, one.rows);
    paths.run([&] {
      Workspace workspace;
      Network network(one.topology, one.parameters, workspace);
      std::vector<float> y(one.rows * one.topology->outputs()), step(one.topology->outputs());
      network.forward(plain_rows(one.x, one.topology->inputs()), y);
      for (std::size_t i = 0; i < y.size(); ++i) {
        const double e = expected[i / step.size()][i % step.size()];
        CHECK(std::abs(double(y[i]) - e) <= 2e-4 * std::max(1.0, std::abs(e)));
      }
      network.step(std::span(one.x).first(one.topology->inputs()), step);
      CHECK(std::memcmp(step.data(), y.data(), step.size() * sizeof(float)) == 0);
    });
  }
}

/// With max pools and rectifiers the loss has kinks: a difference across one says nothing, so two steps must agree.
TEST_CASE(
    "layers: the gradient is that of finite differences, for every operator, normalisation and aggregation") {
  std::set<OperatorKind> operators;
  std::set<Normalisation> normalisations;
  std::size_t compared = 0, kinks = 0;
  OnEachPath paths;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    Case one(seed);
    for (const auto& connection : one.topology->connections()) operators.insert(connection.op.kind);
    for (const auto& node : one.topology->nodes()) normalisations.insert(node.normalisation);
    LayerReference network = one.reference(true);
    const double base = one.loss(network);
    std::vector<double> expected(one.parameters.size(), 0.0);
    std::vector<bool> smooth(one.parameters.size(), true);
    double largest = 1;
    for (std::size_t i = 0; i < one.topology->learned_count(); i += 1 + one.parameters.size() / 60) {
      const auto slope = [&](double h) {
        network.parameter(i) = double(one.parameters[i]) + h;
        const double above = one.loss(network);
        network.parameter(i) = double(one.parameters[i]) - h;
        const double below = one.loss(network);
        network.parameter(i) = double(one.parameters[i]);
        return (above - below) / (2 * h);
      };
      expected[i] = slope(1e-6);
      smooth[i] = std::abs(expected[i] - slope(2e-5)) <= 1e-4 * std::max(1.0, std::abs(expected[i]));
      largest = std::max(largest, std::abs(expected[i]));
    }
    paths.run([&] {
      double sum = 0;
      const auto g = one.gradient(&sum);
      CHECK(std::abs(sum - base) <= 1e-3 * std::max(1.0, std::abs(base)));
      for (std::size_t i = 0; i < one.topology->learned_count(); i += 1 + one.parameters.size() / 60) {
        CAPTURE(i);
        ++(smooth[i] ? compared : kinks);
        if (smooth[i]) CHECK(std::abs(double(g[i]) - expected[i]) <= 1e-3 * largest);
      }
      for (std::size_t i = one.topology->learned_count(); i < g.size(); ++i) CHECK(g[i] == 0);
    });
  }
  CHECK(operators.size() == 8);
  CHECK(normalisations.size() == 4);
  CHECK(kinks * 20 < compared);
}

TEST_CASE("layers: paths of one arithmetic give the same bytes, forwards and backwards") {
  OnEachPath paths;
  for (std::uint64_t seed = 200; seed < 280; ++seed) {
    CAPTURE(seed);
    Case one(seed);
    std::map<std::string, std::vector<float>> bytes;
    paths.run([&] {
      std::vector<float> all = one.gradient();
      Workspace workspace;
      Network network(one.topology, one.parameters, workspace);
      std::vector<float> y(one.rows * one.topology->outputs());
      network.forward(plain_rows(one.x, one.topology->inputs()), y);
      all.insert(all.end(), y.begin(), y.end());
      const auto [first, is_new] = bytes.emplace(kernels::arithmetic(), all);
      CHECK((is_new || std::memcmp(first->second.data(), all.data(), all.size() * sizeof(float)) == 0));
    });
  }
}

TEST_CASE(
    "layers: calibration keeps what batches measure, and a network without batch normalisation is left "
    "alone") {
  std::size_t calibrated = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Case one(seed);
    Workspace workspace;
    const std::vector<float> before = one.parameters;
    Network network(one.topology, one.parameters, workspace);
    const std::size_t rows = calibrate(network, plain_rows(one.x, one.topology->inputs()));
    const std::size_t learned = one.topology->learned_count();
    CHECK(std::equal(before.begin(), before.begin() + std::ptrdiff_t(learned), one.parameters.begin()));
    CHECK((rows == one.rows) == (Plan::of(*one.topology).batch_statistics() > 0));
    if (rows == 0) continue;
    ++calibrated;
    // One batch holds all rows: with its statistics kept, the network is what it is while learning.
    const auto learning = one.reference(true).outputs(one.x, one.rows);
    std::vector<float> y(one.rows * one.topology->outputs());
    network.forward(plain_rows(one.x, one.topology->inputs()), y);
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double e = learning[i / one.topology->outputs()][i % one.topology->outputs()];
      CHECK(std::abs(double(y[i]) - e) <= 5e-4 * std::max(1.0, std::abs(e)));
    }
  }
  CHECK(calibrated > 10);
}

TEST_CASE("layers: a genome file holds every kind of gene and all its parameters") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Case one(seed);
    io::GenomeFile file;
    file.genome.topology = one.topology;
    file.genome.parameters.assign(one.parameters.begin(), one.parameters.end());
    const io::GenomeFile back = io::parse_genome(io::genome_bytes(file), "layers.genome");
    CHECK(back.genome.topology == one.topology);
    CHECK(back.genome.parameters == file.genome.parameters);
  }
}

TEST_CASE("layers: operators are described with their windows") {
  CHECK(described({OperatorKind::conv, 3, 1}) == "conv 3x3");
  CHECK(described({OperatorKind::conv, 1, 2}) == "conv 1x1/2");
  CHECK(described({OperatorKind::max_pool, 2, 2}) == "max_pool 2x2");
  CHECK(described({OperatorKind::average_pool, 3, 2}) == "average_pool 3x3/2");
  CHECK(described({OperatorKind::identity, 1, 1}) == "identity");
  CHECK(described({OperatorKind::dense, 1, 1}) == "dense");
}

struct Pair {
  Operator op;
  Shape source, target;
  Aggregation aggregation = Aggregation::sum;
};

void refused(const Pair& pair, const std::string& why) {
  NodeGene source, target;
  source.role = Role::input;
  source.shape = pair.source;
  target.id = 1;
  target.role = Role::output;
  target.shape = pair.target;
  target.aggregation = pair.aggregation;
  ConnectionGene c;
  c.innovation = 5;
  c.target = 1;
  c.op = pair.op;
  CAPTURE(why);
  CHECK_THROWS_WITH_AS(
      Topology::make({source, target}, {c}),
      ("topology: connection 5 " + why + "; the genome is damaged or was made by hand, use another one")
          .c_str(),
      Error);
}

TEST_CASE("layers: an operator that does not fit its ends is refused by name") {
  const Shape image{3, 8, 8};
  using enum OperatorKind;
  refused({{conv, 3, 1}, image, {4, 7, 8}}, "gives 4x8x8 to a node of 4x7x8");
  refused({{conv, 3, 2}, image, {4, 8, 8}}, "gives 4x4x4 to a node of 4x8x8");
  refused({{conv, 4, 1}, image, {4, 8, 8}}, "is a convolution with an even kernel");
  refused({{conv, 17, 1}, image, {4, 8, 8}}, "has a kernel outside [1, 15] or a stride outside [1, 8]");
  refused({{conv, 3, 0}, image, {4, 8, 8}}, "has a kernel outside [1, 15] or a stride outside [1, 8]");
  refused({{depthwise, 3, 1}, image, {4, 8, 8}}, "gives 3x8x8 to a node of 4x8x8");
  refused({{identity, 1, 1}, image, {3, 8, 7}}, "gives 3x8x8 to a node of 3x8x7");
  refused({{identity, 3, 1}, image, image}, "has a kernel or a stride, and no window");
  refused({{max_pool, 9, 1}, image, {3, 1, 1}}, "has a window larger than the image");
  refused({{average_pool, 2, 2}, image, {3, 3, 4}}, "gives 3x4x4 to a node of 3x3x4");
  refused({{global_max_pool, 1, 1}, image, {4, 1, 1}}, "gives 3x1x1 to a node of 4x1x1");
  refused({{weight, 1, 1}, image, {1, 1, 1}}, "is a single weight between nodes that are not neurons");
  refused({{conv, 3, 1}, image, image, Aggregation::concat},
          "leads into a concat node, which takes no dense block or convolution");
}

TEST_CASE("layers: concat channels that do not add up, and a normalised neuron, are refused") {
  NodeGene source, target;
  source.role = Role::input;
  source.shape = {3, 4, 4};
  target.id = 1;
  target.role = Role::output;
  target.shape = {5, 4, 4};
  target.aggregation = Aggregation::concat;
  ConnectionGene c;
  c.target = 1;
  c.op.kind = OperatorKind::identity;
  CHECK_THROWS_WITH_AS(Topology::make({source, target}, {c}),
                       doctest::Contains("node 1 has 5 channels, but 3 are concatenated in it"), Error);
  target.aggregation = Aggregation::sum;
  target.shape = {1, 1, 1};
  target.normalisation = Normalisation::batch;
  CHECK_THROWS_WITH_AS(Topology::make({source, target}, {}),
                       doctest::Contains("node 1 is normalised, but is a neuron or computes nothing"), Error);
}

}  // namespace
}  // namespace neat
