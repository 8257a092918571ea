#include "neat/io/dot.hpp"

#include <algorithm>
#include <cmath>

#include "neat/genome/shapes.hpp"
#include "neat/io/number_text.hpp"

namespace neat::io {
namespace {

/// A DOT string: quotes and backslashes escaped, control characters left out.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + "\"";
}

std::string shape_text(const Shape& shape) {
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

std::string label(const Topology& topology, std::size_t node, const DrawOptions& options) {
  const NodeGene& gene = topology.nodes()[node];
  std::string text = node_label(topology, node, options);
  if (!gene.shape.is_neuron()) text += " " + shape_text(gene.shape);
  if (gene.role == Role::output || gene.role == Role::hidden)
    text += " " + std::string(name(gene.activation));
  if (gene.role == Role::bias) text += " bias";
  return text;
}

std::string node_line(const Topology& topology, std::size_t node, const DrawOptions& options) {
  const NodeGene& gene = topology.nodes()[node];
  const char* fill = gene.role == Role::input || gene.role == Role::bias ? "#dfe7f2"
                     : gene.role == Role::output                         ? "#dff2e1"
                                                                         : "#f4f1e6";
  return "  n" + std::to_string(gene.id) + " [label=" + quoted(label(topology, node, options)) +
         ", shape=" + (gene.shape.is_neuron() ? "ellipse" : "box") +
         ", style=filled, color=\"#5b6470\", fillcolor=\"" + fill + "\"];\n";
}

double strongest(const Genome& genome) {
  double most = 0;
  for (std::size_t i = 0; i < genome.topology->connections().size(); ++i)
    most = std::max(most, std::fabs(strength(genome, i)));
  return most;
}

std::string connection_line(const Genome& genome, std::size_t connection, double most) {
  const ConnectionGene& c = genome.topology->connections()[connection];
  const double weight = strength(genome, connection);
  const double width = most > 0 ? 0.5 + 3 * std::fabs(weight) / most : 0.5;
  std::string line = "  n" + std::to_string(c.source) + " -> n" + std::to_string(c.target) + " [color=\"" +
                     weight_colour(genome, connection) + "\", penwidth=" + fixed_text(width, 2) +
                     ", tooltip=" +
                     quoted((c.op.kind == OperatorKind::weight ? "weight " : described(c.op) + ", RMS ") +
                            short_text(weight));
  if (!c.enabled) line += ", style=dashed";
  if (c.recurrent) line += ", constraint=false, arrowhead=empty";
  return line + "];\n";
}

/// Inputs and outputs each share a rank; depth between them is Graphviz's own layering.
std::string rank_line(const Topology& topology, const char* rank, bool outputs) {
  std::string line = "  {rank=" + std::string(rank) + ";";
  for (const NodeGene& node : topology.nodes())
    if (outputs ? node.role == Role::output : node.role == Role::input || node.role == Role::bias)
      line += " n" + std::to_string(node.id) + ";";
  return line + "}\n";
}

}  // namespace

std::string to_dot(const Genome& genome, const DrawOptions& options) {
  const Topology& topology = *genome.topology;
  std::string out = "digraph genome {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n";
  if (!options.title.empty()) out += "  label=" + quoted(options.title) + ";\n";
  for (std::size_t i = 0; i < topology.nodes().size(); ++i) out += node_line(topology, i, options);
  out += rank_line(topology, "source", false) + rank_line(topology, "sink", true);
  const double most = strongest(genome);
  for (std::size_t i = 0; i < topology.connections().size(); ++i)
    if (topology.connections()[i].enabled || options.disabled) out += connection_line(genome, i, most);
  return out + "}\n";
}

}  // namespace neat::io
