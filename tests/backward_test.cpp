#include "neat/network/backward.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "reference_network.hpp"

namespace neat {
namespace {

using test::random_network;
using test::random_values;
using test::ReferenceNetwork;

/// The loss of all tests: sum of c y + y^2 / 2 with a random c per output.
OutputLoss loss_with(std::span<const float> c, std::size_t per_row) {
  return [c, per_row](std::size_t from, std::size_t, std::span<const float> y, std::span<float> dy) {
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const float factor = c[from * per_row + i];
      dy[i] = factor + y[i];
      sum += double(factor) * double(y[i]) + double(y[i]) * double(y[i]) / 2;
    }
    return sum;
  };
}

struct Case {
  std::shared_ptr<const Topology> topology;
  std::size_t rows, time, window;
  std::vector<float> parameters, x, c;
  std::vector<std::vector<ReferenceNetwork::Values>>
      recorded;  ///< [row][step], with the unchanged parameters

  Case(std::uint64_t seed, std::size_t row_count, std::size_t steps, std::size_t cut,
       test::RandomNetworkOptions options)
      : topology(random_network(seed, options)),
        rows(row_count),
        time(steps),
        window(cut),
        parameters(random_values(topology->parameter_count(), seed, 0.6F)),
        x(random_values(rows * time * topology->inputs(), seed + 1)),
        c(random_values(rows * time * topology->outputs(), seed + 2)) {}

  /// The loss in double. Where the gradient is cut, the memory is what it was with the unchanged parameters.
  double loss(const ReferenceNetwork& network, bool record) {
    if (record) recorded.assign(rows, std::vector<ReferenceNetwork::Values>(time));
    const std::size_t inputs = topology->inputs(), outputs = topology->outputs();
    double sum = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      ReferenceNetwork::Values memory;
      for (std::size_t t = 0; t < time; ++t) {
        if (!record && t > 0 && window != 0 && t % window == 0) memory = recorded[r][t - 1];
        memory = network.step(std::span(x).subspan((r * time + t) * inputs, inputs), memory);
        if (record) recorded[r][t] = memory;
        const auto y = network.outputs(memory);
        for (std::size_t k = 0; k < outputs; ++k)
          sum += double(c[(r * time + t) * outputs + k]) * y[k] + y[k] * y[k] / 2;
      }
    }
    return sum;
  }

  /// Central differences in double: error about h^2 = 1e-10, far below the tolerance.
  std::vector<double> differences() {
    ReferenceNetwork network(*topology, std::vector<double>(parameters.begin(), parameters.end()));
    loss(network, true);
    constexpr double h = 1e-5;
    std::vector<double> gradient;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      network.parameter(i) = double(parameters[i]) + h;
      const double above = loss(network, false);
      network.parameter(i) = double(parameters[i]) - h;
      gradient.push_back((above - loss(network, false)) / (2 * h));
      network.parameter(i) = double(parameters[i]);
    }
    return gradient;
  }

  std::vector<float> gradient(Workspace& workspace, double* sum = nullptr) {
    Network network(topology, parameters, workspace);
    std::vector<float> g(parameters.size(), 0.0F);
    const Rows view = plain_rows(x, time * topology->inputs());
    const auto loss_of = loss_with(c, time * topology->outputs());
    const double value = time == 1 ? add_gradient(network, view, loss_of, g)
                                   : add_gradient_through_time(network, view, time, window, loss_of, g);
    if (sum != nullptr) *sum = value;
    return g;
  }

  /// Single precision carries about 1e-7 of the largest intermediate; 3e-4 of the largest derivative leaves room for
  /// products of a dozen factors and is far below what a wrong term would give.
  void check() {
    Workspace workspace;
    const auto expected = differences();
    const auto g = gradient(workspace);
    double largest = 1;
    for (const double e : expected) largest = std::max(largest, std::abs(e));
    for (std::size_t i = 0; i < g.size(); ++i) {
      CAPTURE(i);
      CHECK(std::abs(double(g[i]) - expected[i]) <= 3e-4 * largest);
    }
  }
};

TEST_CASE("backward: the gradient is that of finite differences, for any structure") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Case(seed, 3, 1, 0, {seed % 3 == 0, seed % 4 != 1, 0}).check();
  }
}

TEST_CASE("backward: through time the gradient is that of finite differences") {
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    CAPTURE(seed);
    Case(seed, 2, 4, 0, {true, seed % 2 == 0, 0}).check();
  }
}

TEST_CASE("backward: a cut lets values pass and gradients not") {
  int cuts_matter = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    CAPTURE(seed);
    Case cut(seed, 2, 5, 2, {true, false, 0});
    cut.check();
    Workspace workspace;
    const auto with_cut = cut.gradient(workspace);
    cut.window = 0;
    cuts_matter += with_cut != cut.gradient(workspace);
  }
  CHECK(cuts_matter > 20);
}

TEST_CASE("backward: of equal maxima the first connection gets the gradient, and it alone") {
  NodeGene one, two, output;
  one.role = two.role = Role::input;
  two.id = 1;
  output.id = 2;
  output.role = Role::output;
  output.aggregation = Aggregation::maximum;
  const auto topology =
      Topology::make({one, two, output}, {{1, 0, 2, true, false, {}}, {2, 1, 2, true, false, {}}});
  std::vector<float> parameters{0.5F, 0.5F}, gradient(2, 0.0F);
  const std::vector<float> x{3, 3, 1, 3, 3, 1}, c{0, 0, 0};
  Workspace workspace;
  Network network(topology, parameters, workspace);
  add_gradient(network, plain_rows(x, 2), loss_with(c, 1), gradient);
  CHECK(gradient[0] == 1.5F * 3 + 1.5F * 3);  // the tie, and the row it wins; dL/dy = y
  CHECK(gradient[1] == 1.5F * 3);
}

TEST_CASE("backward: the summed loss is returned") {
  Case c(4, 150, 1, 0, {});
  Workspace workspace;
  double sum = 0;
  c.gradient(workspace, &sum);
  ReferenceNetwork network(*c.topology, std::vector<double>(c.parameters.begin(), c.parameters.end()));
  CHECK(sum == doctest::Approx(c.loss(network, true)).epsilon(1e-4));
}

TEST_CASE("backward: many rows in several batches give the sum of their gradients") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    Case(seed, 70, 1, 0, {false, seed % 2 == 0, 0}).check();
  }
}

TEST_CASE("backward: what a workspace did before changes nothing, and gradients add to what is there") {
  Workspace used;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Case c(seed, 20, seed % 2 == 0 ? 1 : 3, 0, {true, seed % 3 == 0, 0});
    Workspace fresh;
    const auto g = c.gradient(fresh);
    const auto again = c.gradient(used);
    CHECK((g.empty() || std::memcmp(g.data(), again.data(), g.size() * sizeof(float)) == 0));
  }
}

TEST_CASE("backward: dropout silences about its share, keeps the mean, and the gradient follows the mask") {
  NodeGene input, hidden, output;
  input.role = Role::input;
  hidden.id = 2;
  hidden.shape = {100, 1, 1};
  hidden.dropout = 0.25F;
  hidden.bias = true;
  hidden.activation = Activation::sigmoid;
  output.id = 1;
  output.role = Role::output;
  const ConnectionGene up{1, 0, 2, true, false, {OperatorKind::dense}};
  const ConnectionGene down{2, 2, 1, true, false, {OperatorKind::dense}};
  const auto topology = Topology::make({input, hidden, output}, {up, down});
  std::vector<float> parameters(topology->parameter_count(), 0.0F);
  for (std::size_t i = 200; i < 300; ++i) parameters[i] = 1;  // output = sum of 100 units of sigmoid(0) = 1/2
  Workspace workspace;
  Network network(topology, parameters, workspace);
  const std::vector<float> x(64, 0.0F);
  std::vector<float> y(64);
  const OutputLoss copy = [&](std::size_t, std::size_t, std::span<const float> out, std::span<float> dy) {
    std::ranges::copy(out, y.begin());
    std::ranges::fill(dy, 1.0F);
    return 0.0;
  };
  std::vector<float> g(parameters.size(), 0.0F);
  Random random(1, Purpose::test, 0, 0);
  add_gradient(network, plain_rows(x, 1), copy, g, &random);
  double mean = 0, bias_gradient = 0, weight_gradient = 0;
  for (const float v : y) mean += double(v) / 64;
  for (std::size_t i = 0; i < 100; ++i) bias_gradient += double(g[i]);
  for (std::size_t i = 200; i < 300; ++i) weight_gradient += double(g[i]);
  // 6400 units, each 0 or 2/3: the mean of 64 sums has deviation 100 * (2/3) * sqrt(.25 * .75 / 6400) = 0.36.
  CHECK(mean == doctest::Approx(50).epsilon(0.04));
  CHECK(mean != 50);
  CHECK(weight_gradient == doctest::Approx(mean * 64).epsilon(1e-4));    // dL/dw = the masked unit
  CHECK(bias_gradient == doctest::Approx(mean * 64 / 2).epsilon(1e-4));  // times s (1 - s) / s = 1/2

  network.forward(plain_rows(x, 1), y);
  CHECK(y[0] == doctest::Approx(50));  // none is silent outside learning
  add_gradient(network, plain_rows(x, 1), copy, g);
  CHECK(y[0] == doctest::Approx(50));
}

}  // namespace
}  // namespace neat
