// Whole networks, and what they learn: genomes grown by mutation, networks of every kind of node, gradients.
#include "aarch64/bytes.hpp"
#include "neat/network/backward.hpp"
#include "neat/network/network.hpp"
#include "random_genome.hpp"
#include "reference_network.hpp"

namespace neat::test {
namespace {

constexpr std::size_t kRows = 37;

void add_passes(Digest& digest, const std::shared_ptr<const Topology>& topology, Floats parameters,
                bool changed) {
  Workspace workspace;
  Network network(topology, parameters, workspace);
  const std::size_t inputs = network.plan().inputs(), outputs = network.plan().outputs();
  const Floats x = digest_input(kRows * inputs, 20, changed);
  Floats y(kRows * outputs);
  network.forward(plain_rows(x, inputs), y);
  digest.add(y);
  for (std::size_t r = 0; r < kRows; ++r)
    network.step({x.data() + r * inputs, inputs}, {y.data() + r * outputs, outputs});
  digest.add(y);
  if (network.plan().recurrent()) return;
  Floats gradient(parameters.size());
  const auto square = [](std::size_t, std::size_t, std::span<const float> out, std::span<float> delta) {
    double loss = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      delta[i] = out[i];
      loss += 0.5 * double(out[i]) * double(out[i]);
    }
    return loss;
  };
  digest.add(add_gradient(network, plain_rows(x, inputs), square, gradient));
  digest.add(gradient);
}

Line grown_line(bool layers, bool changed) {
  Digest digest;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Genome genome = random_genome(seed, layers, 25);
    digest.add(genome.parameters);
    add_passes(digest, genome.topology, genome.parameters, changed);
  }
  return {layers ? "grown layers" : "grown neurons", digest.value()};
}

Line random_line(bool recurrent, bool changed) {
  Digest digest;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto topology = random_network(seed, {recurrent, true, 0});
    add_passes(digest, topology, digest_input(topology->parameter_count() + 1, 21 + seed, false), changed);
  }
  return {recurrent ? "recurrent networks" : "forward networks", digest.value()};
}

}  // namespace

std::vector<Line> network_lines(bool changed) {
  return {grown_line(false, changed), grown_line(true, changed), random_line(false, changed),
          random_line(true, changed)};
}

}  // namespace neat::test
