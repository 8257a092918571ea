#include "neat/io/svg.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "neat/io/layout.hpp"
#include "sample_genomes.hpp"

using namespace neat;
using namespace neat::io;

namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

/// Every tag is closed in order and every & begins an entity: enough XML for what we write.
bool well_formed(const std::string& text) {
  static const std::regex tag(R"(<(/?)([a-z]+)((?: [a-z:A-Z-]+="[^"<]*")*)(/?)>)");
  std::vector<std::string> open;
  std::string rest;
  auto last = text.cbegin();
  for (std::sregex_iterator it(text.begin(), text.end(), tag), end; it != end; ++it) {
    rest.append(last, (*it)[0].first), last = (*it)[0].second;
    if ((*it)[4].length() > 0) continue;
    if ((*it)[1].length() == 0)
      open.push_back((*it)[2]);
    else if (open.empty() || open.back() != (*it)[2])
      return false;
    else
      open.pop_back();
  }
  rest.append(last, text.cend());
  const std::string bare = std::regex_replace(rest, std::regex("&(amp|lt|gt|quot);"), "");
  return open.empty() && bare.find_first_of("<>&") == std::string::npos;
}

bool overlap(const Place& a, const Place& b) {
  return std::fabs(a.x - b.x) < a.half_width + b.half_width &&
         std::fabs(a.y - b.y) < a.half_height + b.half_height;
}

}  // namespace

TEST_CASE("svg: every node and every connection of any genome is drawn once, in well-formed XML") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    const Genome genome = sample::random_genome(seed);
    const std::string svg = to_svg(genome);
    const auto nodes = genome.topology->nodes();
    const auto neurons =
        std::size_t(std::ranges::count_if(nodes, [](auto& n) { return n.shape.is_neuron(); }));
    CHECK(count(svg, "<circle") == neurons);
    CHECK(count(svg, "<rect") == nodes.size() - neurons);
    CHECK(count(svg, "<path") == genome.topology->connections().size());
    CHECK(count(svg, "dasharray") ==
          genome.topology->connections().size() - genome.topology->enabled_connections());
    CHECK(well_formed(svg));
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
    CHECK(to_svg(genome) == svg);
  }
}

TEST_CASE("svg: no two nodes overlap, and depth grows to the right") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    const Genome genome = sample::random_genome(seed, 60, 100);
    const Layout layout(*genome.topology);
    const std::size_t size = genome.topology->nodes().size();
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t k = i + 1; k < size; ++k) CHECK_FALSE(overlap(layout.place(i), layout.place(k)));
    for (const ConnectionGene& c : genome.topology->connections()) {
      if (c.recurrent) continue;
      const Place& source = layout.place(genome.topology->node_index(c.source));
      const Place& target = layout.place(genome.topology->node_index(c.target));
      const bool among_outputs =
          genome.topology->nodes()[genome.topology->node_index(c.source)].role == Role::output;
      if (!among_outputs) CHECK(source.x < target.x);
    }
  }
}

TEST_CASE("svg: disabled connections are left out when asked") {
  DrawOptions options;
  options.disabled = false;
  const std::string svg = to_svg(sample::xor_genome(), options);
  CHECK(count(svg, "<path") == 4);
  CHECK(svg.find("dash") == std::string::npos);
}

TEST_CASE("svg: recurrent connections carry an arrow, forward ones none") {
  CHECK(count(to_svg(sample::recurrent_genome()), "<polygon") == 4);
  CHECK(count(to_svg(sample::xor_genome()), "<polygon") == 0);
}

TEST_CASE("svg: colour is the sign of a weight and width its strength") {
  Genome genome = sample::genome_of({sample::neuron(0, Role::input), sample::neuron(1, Role::output)},
                                    {sample::weight(1, 0, 1)});
  genome.parameters[0] = 2;
  CHECK(weight_colour(genome, 0) == "#2f7fd8");
  CHECK(to_svg(genome).find("stroke=\"#2f7fd8\" stroke-width=\"4.50\"") != std::string::npos);
  genome.parameters[0] = -2;
  CHECK(weight_colour(genome, 0) == "#e0711a");
  genome.parameters[0] = 0;
  CHECK(weight_colour(genome, 0) == "#8a8f98");
  CHECK(to_svg(genome).find("stroke-width=\"0.70\"") != std::string::npos);
}

TEST_CASE("svg: names are escaped and cannot break out") {
  DrawOptions options;
  options.title = "<script>alert(\"1\")</script> & more";
  options.inputs = {"a\"><b>", "caf\xe9\x01"};
  const std::string svg = to_svg(sample::xor_genome(), options);
  CHECK(well_formed(svg));
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more") != std::string::npos);
  CHECK(svg.find("caf\xef\xbf\xbd ") != std::string::npos);  // U+FFFD, and a space for the control character
}

TEST_CASE("svg: it needs nothing from outside") {
  const std::string svg = to_svg(sample::layer_genome());
  CHECK(count(svg, "http") == 1);  // the name of the SVG namespace
  CHECK(svg.find("href") == std::string::npos);
  CHECK(svg.find("url(") == std::string::npos);
}

TEST_CASE("svg: a layer is a block with its size, activation and number of weights") {
  const std::string svg = to_svg(sample::layer_genome());
  for (const char* text : {"1 × 784 × 1", ">64<", ">relu<", "dense 50176", ">output 1<"})
    CHECK(svg.find(text) != std::string::npos);
}

TEST_CASE("drawing: a node's column is its longest path from the inputs") {
  const Genome genome = sample::recurrent_genome();
  CHECK(columns(*genome.topology) == std::vector<std::uint32_t>{0, 0, 0, 3, 1, 2, 1});
}

TEST_CASE("drawing: the strength of a block is the root mean square of its weights") {
  Genome genome = sample::layer_genome(2, 2, 1);
  for (float& value : genome.parameters) value = -3;
  CHECK(strength(genome, 1) == 3);
}

TEST_CASE("svg: two thousand connections stay below half a megabyte") {
  std::vector<NodeGene> nodes;
  std::vector<ConnectionGene> connections;
  for (NodeId i = 0; i < 40; ++i) nodes.push_back(sample::neuron(i, Role::input));
  for (NodeId i = 40; i < 90; ++i) nodes.push_back(sample::neuron(i, Role::output));
  for (NodeId s = 0; s < 40; ++s)
    for (NodeId t = 40; t < 90; ++t) connections.push_back(sample::weight(1 + s * 50 + t, s, t));
  const std::string svg = to_svg(sample::genome_of(nodes, connections));
  CHECK(count(svg, "<path") == 2000);
  CHECK(svg.find("are not drawn") == std::string::npos);
  CHECK(svg.size() < 500'000);
}

TEST_CASE("svg: of too many connections the weakest are left out, and the legend says how many") {
  std::vector<NodeGene> nodes;
  std::vector<ConnectionGene> connections;
  for (NodeId i = 0; i < 10; ++i) nodes.push_back(sample::neuron(i, Role::input));
  nodes.push_back(sample::neuron(10, Role::output));
  for (NodeId s = 0; s < 10; ++s) connections.push_back(sample::weight(1 + s, s, 10));
  Genome genome = sample::genome_of(nodes, connections);
  for (std::size_t i = 0; i < 10; ++i) genome.parameters[genome.topology->weights(i).offset] = float(i + 1);
  DrawOptions few;
  few.most = 3;
  const std::string svg = to_svg(genome, few);
  CHECK(count(svg, "<path") == 3);
  CHECK(svg.find("the weakest 7 connections are not drawn") != std::string::npos);
  for (const char* kept : {"data-source=\"7\"", "data-source=\"8\"", "data-source=\"9\""})
    CHECK(svg.find(kept) != std::string::npos);
}
