#include "neat/io/drawing.hpp"

#include <algorithm>
#include <cmath>

namespace neat::io {
namespace {

/// Longest path by relaxing in topological order (Kahn).
std::vector<std::uint32_t> depths(const Topology& topology) {
  const std::size_t size = topology.nodes().size();
  std::vector<std::vector<std::size_t>> targets(size);
  std::vector<std::size_t> waiting(size, 0), ready;
  std::vector<std::uint32_t> depth(size, 0);
  for (std::size_t i = 0; i < size; ++i)
    depth[i] = topology.nodes()[i].role == Role::hidden;  // one that nothing leads to still is no input
  for (const ConnectionGene& c : topology.connections()) {
    if (c.recurrent) continue;
    targets[topology.node_index(c.source)].push_back(topology.node_index(c.target));
    ++waiting[topology.node_index(c.target)];
  }
  for (std::size_t i = 0; i < size; ++i)
    if (waiting[i] == 0) ready.push_back(i);
  for (std::size_t seen = 0; seen < ready.size(); ++seen)
    for (const std::size_t t : targets[ready[seen]]) {
      depth[t] = std::max(depth[t], depth[ready[seen]] + 1);
      if (--waiting[t] == 0) ready.push_back(t);
    }
  return depth;
}

bool is_source(Role role) {
  return role == Role::input || role == Role::bias;
}

std::string_view name_from(const std::vector<std::string>& names, std::size_t position) {
  return position < names.size() ? std::string_view(names[position]) : std::string_view();
}

/// Which of the nodes of its role, in id order.
std::size_t position_in_role(const Topology& topology, std::size_t node) {
  const auto nodes = topology.nodes().first(node);
  const Role role = topology.nodes()[node].role;
  return std::size_t(std::ranges::count(nodes, role, &NodeGene::role));
}

}  // namespace

std::vector<std::uint32_t> columns(const Topology& topology) {
  std::vector<std::uint32_t> column = depths(topology);
  std::uint32_t last = 1;
  for (std::size_t i = 0; i < column.size(); ++i) {
    const Role role = topology.nodes()[i].role;
    last = std::max(last, role == Role::hidden ? column[i] + 1 : column[i]);
  }
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (topology.nodes()[i].role == Role::output) column[i] = last;
    if (is_source(topology.nodes()[i].role)) column[i] = 0;
  }
  return column;
}

double strength(const Genome& genome, std::size_t connection) {
  const ParameterRange range = genome.topology->weights(connection);
  const float* values = genome.parameters.data() + range.offset;
  if (range.size == 1) return values[0];
  double sum = 0;
  for (std::size_t i = 0; i < range.size; ++i) sum += double(values[i]) * values[i];
  return range.size == 0 ? 0 : std::sqrt(sum / double(range.size));
}

std::string weight_colour(const Genome& genome, std::size_t connection) {
  // Orange and blue keep apart for every kind of colour vision, and both show on white and on black.
  const bool block = genome.topology->connections()[connection].op.kind != OperatorKind::weight;
  const double weight = strength(genome, connection);
  if (block || weight == 0) return "#8a8f98";
  return weight > 0 ? "#2f7fd8" : "#e0711a";
}

std::string node_label(const Topology& topology, std::size_t node, const DrawOptions& options) {
  const NodeGene& gene = topology.nodes()[node];
  std::string_view name;
  if (gene.role == Role::input && !options.inputs.empty())
    name = name_from(options.inputs, position_in_role(topology, node));
  if (gene.role == Role::output && !options.outputs.empty())
    name = name_from(options.outputs, position_in_role(topology, node));
  return name.empty() ? std::to_string(gene.id) : std::string(name);
}

}  // namespace neat::io
