#include "neat/io/dot.hpp"

#include <doctest/doctest.h>

#include <regex>

#include "sample_genomes.hpp"

using namespace neat;
using namespace neat::io;

namespace {

std::size_t matches(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  return std::size_t(
      std::distance(std::sregex_iterator(text.begin(), text.end(), regex), std::sregex_iterator()));
}

}  // namespace

TEST_CASE("dot: every node and connection of any genome has one line of its own form") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    const Genome genome = sample::random_genome(seed);
    const std::string dot = to_dot(genome);
    CHECK(
        matches(
            dot,
            R"(\n  n\d+ \[label="[^"]*", shape=(ellipse|box), style=filled, color="#[0-9a-f]{6}", fillcolor="#[0-9a-f]{6}"\];)") ==
        genome.topology->nodes().size());
    CHECK(
        matches(
            dot,
            R"(\n  n\d+ -> n\d+ \[color="#[0-9a-f]{6}", penwidth=\d\.\d\d, tooltip="[^"]*"(, style=dashed)?(, constraint=false, arrowhead=empty)?\];)") ==
        genome.topology->connections().size());
    CHECK(dot.starts_with("digraph genome {\n"));
    CHECK(dot.ends_with("}\n"));
  }
}

TEST_CASE("dot: disabled connections are dashed or left out, recurrent ones do not bend the ranks") {
  const std::string all = to_dot(sample::recurrent_genome());
  CHECK(matches(all, "style=dashed") == 1);
  CHECK(matches(all, "constraint=false") == 4);
  DrawOptions options;
  options.disabled = false;
  CHECK(matches(to_dot(sample::recurrent_genome(), options), " -> ") == 11);
}

TEST_CASE("dot: inputs and outputs each share a rank") {
  const std::string dot = to_dot(sample::recurrent_genome());
  CHECK(dot.find("{rank=source; n0; n1; n2;}") != std::string::npos);
  CHECK(dot.find("{rank=sink; n3;}") != std::string::npos);
}

TEST_CASE("dot: quotes, backslashes and control characters in names cannot break out") {
  DrawOptions options;
  options.title = "a \"title\" \\ of\n two lines";
  options.inputs = {"x\"]; evil"};
  const std::string dot = to_dot(sample::xor_genome(), options);
  CHECK(dot.find(R"(label="a \"title\" \\ of two lines";)") != std::string::npos);
  CHECK(dot.find(R"(label="x\"]; evil")") != std::string::npos);
}

TEST_CASE("dot: a tensor is a box with its shape and activation") {
  const std::string dot = to_dot(sample::layer_genome());
  CHECK(dot.find(R"(n2 [label="2 64x1x1 relu", shape=box)") != std::string::npos);
}
