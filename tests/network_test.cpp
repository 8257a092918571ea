#include "neat/network/network.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "reference_network.hpp"

namespace neat {
namespace {

using test::random_network;
using test::random_values;
using test::ReferenceNetwork;

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

/// A network with its own parameters, memory and input rows.
struct Subject {
  std::shared_ptr<const Topology> topology;
  std::vector<float> parameters, x;
  Workspace workspace;
  Network network;

  Subject(std::uint64_t seed, std::size_t rows, bool recurrent)
      : topology(random_network(seed, {recurrent, seed % 2 == 0, 0})),
        parameters(random_values(topology->parameter_count(), seed, 0.7F)),
        x(random_values(rows * topology->inputs(), seed + 1)),
        network(topology, parameters, workspace) {}

  std::vector<float> forward() {
    const Rows rows = plain_rows(x, topology->inputs());
    std::vector<float> y(rows.size() * topology->outputs());
    network.forward(rows, y);
    return y;
  }
};

ReferenceNetwork reference(const Subject& s) {
  return {*s.topology, std::vector<double>(s.parameters.begin(), s.parameters.end())};
}

/// Single precision against double: a few hundred roundings of the largest value on the way.
void check_close(std::span<const float> y, const std::vector<double>& expected) {
  REQUIRE(y.size() == expected.size());
  for (std::size_t k = 0; k < y.size(); ++k)
    CHECK(std::abs(double(y[k]) - expected[k]) <= 1e-4 * (1 + std::abs(expected[k])));
}

TEST_CASE("network: forward computes what the genes say, for any structure") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Subject s(seed, 5, seed % 3 == 0);
    const auto y = s.forward();
    const auto expected = reference(s);
    const std::size_t inputs = s.topology->inputs(), outputs = s.topology->outputs();
    for (std::size_t r = 0; r < 5; ++r)
      check_close(std::span(y).subspan(r * outputs, outputs),
                  expected.outputs(expected.step(std::span(s.x).subspan(r * inputs, inputs), {})));
  }
}

TEST_CASE("network: step computes what the genes say, through time") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Subject s(seed, 4, true);
    const auto expected = reference(s);
    const std::size_t inputs = s.topology->inputs();
    std::vector<float> y(s.topology->outputs());
    ReferenceNetwork::Values memory;
    for (std::size_t t = 0; t < 4; ++t) {
      const auto x = std::span<const float>(s.x).subspan(t * inputs, inputs);
      s.network.step(x, y);
      memory = expected.step(x, memory);
      check_close(y, expected.outputs(memory));
    }
  }
}

TEST_CASE("network: the first step has the bits of forward") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Subject s(seed, 1, true);
    std::vector<float> y(s.topology->outputs());
    s.network.step(s.x, y);
    CHECK(same_bits(y, s.forward()));
  }
}

TEST_CASE("network: reset forgets, and forward leaves the memory of step alone") {
  int remembered = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    Subject s(seed, 1, true);
    std::vector<float> first(s.topology->outputs()), second(first), again(first), third(first);
    s.network.step(s.x, first);
    s.network.step(s.x, second);
    remembered += !same_bits(first, second);
    s.network.reset();
    s.network.step(s.x, again);
    s.forward();
    s.network.step(s.x, third);
    CHECK(same_bits(first, again));
    CHECK(same_bits(second, third));
  }
  CHECK(remembered > 10);
}

TEST_CASE("network: a row has the same bits however rows are cut into calls") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Subject s(seed, 150, seed % 2 == 0);
    const auto whole = s.forward();
    const Rows rows = plain_rows(s.x, s.topology->inputs());
    const std::size_t outputs = s.topology->outputs();
    for (const std::size_t size : {1, 7, 16, 64, 100}) {
      std::vector<float> y(whole.size());
      for (std::size_t from = 0; from < rows.size(); from += size) {
        const std::size_t count = std::min(size, rows.size() - from);
        s.network.forward(rows.slice(from, count), std::span(y).subspan(from * outputs, count * outputs));
      }
      CHECK(same_bits(y, whole));
    }
  }
}

TEST_CASE("network: what a workspace did before changes nothing") {
  Workspace shared;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Subject s(seed, 20, seed % 2 == 0);
    Network other(s.topology, s.parameters, shared);
    std::vector<float> y(20 * s.topology->outputs());
    other.forward(plain_rows(s.x, s.topology->inputs()), y);
    CHECK(same_bits(y, s.forward()));
  }
}

TEST_CASE("network: a second call allocates nothing in the workspace") {
  Subject s(12, 200, true);
  s.forward();
  const auto* activations = s.workspace.activations.data();
  const auto size = s.workspace.activations.size();
  s.forward();
  CHECK(s.workspace.activations.data() == activations);
  CHECK(s.workspace.activations.size() == size);
}

TEST_CASE("network: an output without connections is the activation of its bias") {
  NodeGene input, output, bare;
  input.role = Role::input;
  output.id = 1;
  output.role = Role::output;
  output.bias = true;
  output.activation = Activation::sigmoid;
  bare = output;
  bare.id = 2;
  bare.bias = false;
  bare.aggregation = Aggregation::product;
  const auto topology = Topology::make({input, output, bare}, {});
  std::vector<float> parameters{2.0F}, x{5.0F}, y(2);
  Workspace workspace;
  Network network(topology, parameters, workspace);
  network.forward(plain_rows(x, 1), y);
  CHECK(y[0] == doctest::Approx(1 / (1 + std::exp(-2.0))));
  CHECK(y[1] == doctest::Approx(0.5));
}

TEST_CASE("network: no rows give no outputs") {
  Subject s(3, 0, false);
  CHECK(s.forward().empty());
}

}  // namespace
}  // namespace neat
