// The task two_spirals, loaded from disk: its points, fitness and `solved`.
#include <algorithm>
#include <cmath>
#include <set>

#include "neat/base/random.hpp"
#include "tasks/control.hpp"

namespace {

using namespace neat;
using namespace neat::test;

struct Point {
  double x, y;
  bool first;
};

/// By the original generator's formula, with libm.
std::vector<Point> spirals() {
  std::vector<Point> points;
  for (int i = 0; i <= 96; ++i) {
    const double angle = i * std::acos(-1.0) / 16, radius = 6.5 * (104 - i) / 104;
    points.push_back({radius * std::sin(angle), radius * std::cos(angle), true});
    points.push_back({-radius * std::sin(angle), -radius * std::cos(angle), false});
  }
  return points;
}

float sigmoid_of(float x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace

TEST_CASE("two_spirals: fitness and accuracy are those of the closed form, for any linear network") {
  const auto task = load("two_spirals");
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    Random random(seed, Purpose::test, 0, 0);
    std::vector<float> w(2);
    random.fill_normal(w, 1);
    double error = 0, right = 0;
    for (const auto& p : spirals()) {
      const float y = sigmoid_of(w[0] * float(p.x) + w[1] * float(p.y));
      error += std::pow(double(y) - (p.first ? 1 : 0), 2);
      right += p.first ? y > 0.5F : y < 0.5F;
    }
    const Evaluation evaluation = measure(*task, wired(w, Activation::sigmoid));
    CHECK(evaluation.rows == 194);
    CHECK(evaluation.fitness() == doctest::Approx(194 - error).epsilon(1e-5));
    CHECK(evaluation.metrics.at(0) ==
          doctest::Approx(right / 194).epsilon(0.011));  // two points may lie on the line
    CHECK_FALSE(evaluation.solved);
    CHECK(evaluation.metrics.at(0) < 0.75);  // no line parts the spirals
  }
}

TEST_CASE("two_spirals: a scale multiplies the inputs") {
  const auto plain = load("two_spirals"), small = load("two_spirals", {{"scale", "0.125"}});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed, Purpose::test, 1, 0);
    std::vector<float> w(2), eight(2);
    random.fill_normal(w, 1);
    for (int i = 0; i < 2; ++i) eight[i] = 8 * w[i];
    CHECK(measure(*plain, wired(w)).fitness() == measure(*small, wired(eight)).fitness());
  }
}

TEST_CASE("two_spirals: a network that knows the points is solved, and one wrong point makes it unsolved") {
  // A bump at every point of spiral 1: gauss(20 dx) times gauss(20 dy).
  const auto points = spirals();
  const auto build = [&](std::size_t left_out) {
    std::vector<NodeGene> nodes(3);
    nodes[1].id = 1;
    nodes[2].id = 2, nodes[2].role = Role::output, nodes[2].activation = Activation::identity;
    nodes[0].role = nodes[1].role = Role::input;
    std::vector<ConnectionGene> connections;
    std::vector<float> biases, weights;
    const auto connect = [&](NodeId from, NodeId to, double weight) {
      ConnectionGene gene;
      gene.innovation = InnovationNumber(connections.size() + 1);
      gene.source = from, gene.target = to;
      connections.push_back(gene);
      weights.push_back(float(weight));
    };
    for (std::size_t p = 0; p < points.size(); p += 2) {
      if (p == left_out) continue;
      const auto id = NodeId(nodes.size());
      for (NodeId k = 0; k < 3; ++k) {
        NodeGene node;
        node.id = id + k;
        node.activation = k < 2 ? Activation::gauss : Activation::identity;
        node.aggregation = k < 2 ? Aggregation::sum : Aggregation::product;
        node.bias = k < 2;
        nodes.push_back(node);
      }
      connect(0, id, 20), biases.push_back(float(-20 * points[p].x));
      connect(1, id + 1, 20), biases.push_back(float(-20 * points[p].y));
      connect(id, id + 2, 1), connect(id + 1, id + 2, 1), connect(id + 2, 2, 1);
    }
    auto genome = std::make_shared<Genome>();
    genome->topology = Topology::make(nodes, connections);
    genome->parameters.assign(biases.begin(), biases.end());
    genome->parameters.insert(genome->parameters.end(), weights.begin(), weights.end());
    return genome;
  };
  const Evaluation whole = measure(*load("two_spirals"), build(1000));
  CHECK(whole.solved);
  CHECK(whole.metrics.at(0) == 1);
  CHECK(whole.fitness() == doctest::Approx(194).epsilon(1e-3));
  const Evaluation one_wrong = measure(*load("two_spirals"), build(40));
  CHECK_FALSE(one_wrong.solved);
  CHECK(one_wrong.metrics.at(0) == doctest::Approx(193.0 / 194));
}

TEST_CASE("two_spirals: an output of exactly 0.5 is on neither side") {
  const Evaluation evaluation = measure(*load("two_spirals"), wired({0, 0}, Activation::sigmoid));
  CHECK(evaluation.metrics.at(0) == 0);
  CHECK(evaluation.fitness() == 194 - 194 * 0.25);
}
