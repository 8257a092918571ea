#include "neat/io/network_text.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "neat/genome/shapes.hpp"
#include "neat/io/drawing.hpp"
#include "neat/io/genome_json.hpp"
#include "neat/io/number_text.hpp"
#include "neat/io/strict_json.hpp"

namespace neat::io {

using nlohmann::json;

namespace {

using Row = std::vector<std::string>;

/// Rows of cells as aligned columns, two spaces apart.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += "  " + row[i] + std::string(widths[i] - row[i].size(), ' ');
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string shape_text(const Shape& shape) {
  if (shape.is_neuron()) return "neuron";
  if (shape.height == 1 && shape.width == 1) return std::to_string(shape.channels);
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

std::string bias_text(const Genome& genome, std::size_t node) {
  const ParameterRange range = genome.topology->bias(node);
  if (range.size == 0) return "-";
  if (range.size == 1) return short_text(genome.parameters[range.offset]);
  return std::to_string(range.size) + " values";
}

std::string activation_text(const NodeGene& node) {
  const std::string activation(name(node.activation));
  if (node.normalisation == Normalisation::none) return activation;
  return std::string(name(node.normalisation)) + ", " + activation;
}

Row node_row(const Genome& genome, std::size_t node, std::uint32_t column) {
  const NodeGene& n = genome.topology->nodes()[node];
  const bool computes = n.role == Role::hidden || n.role == Role::output;
  return {std::to_string(n.id),
          std::string(name(n.role)),
          shape_text(n.shape),
          std::to_string(column),
          computes ? activation_text(n) : "-",
          computes ? std::string(name(n.aggregation)) : "-",
          bias_text(genome, node)};
}

Row connection_row(const Genome& genome, std::size_t connection) {
  const ConnectionGene& c = genome.topology->connections()[connection];
  const ParameterRange range = genome.topology->weights(connection);
  const bool scalar = c.op.kind == OperatorKind::weight;
  const std::string value = short_text(strength(genome, connection));
  std::string state = c.enabled ? "" : "disabled";
  if (c.recurrent) state += c.enabled ? "recurrent" : ", recurrent";
  return {std::to_string(c.innovation),
          std::to_string(c.source),
          std::to_string(c.target),
          described(c.op),
          scalar            ? value
          : range.size == 0 ? "-"
                            : std::to_string(range.size) + " weights, RMS " + value,
          state};
}

std::string plural(std::size_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string parents_text(const Lineage& lineage) {
  const auto [a, b] = lineage.parents;
  if (a == 0 && b == 0) return "no parents";
  if (a == b || b == 0) return "parent " + std::to_string(a);
  return "parents " + std::to_string(a) + " and " + std::to_string(b);
}

std::string summary(const Genome& genome) {
  const Topology& t = *genome.topology;
  const std::size_t disabled = t.connections().size() - t.enabled_connections();
  std::string out = "genome " + std::to_string(genome.lineage.id) + ": " + parents_text(genome.lineage) +
                    ", born in generation " + std::to_string(genome.lineage.birth) + "\n";
  out += plural(t.inputs(), "input") + ", " + plural(t.outputs(), "output") + ", " +
         plural(t.hidden_nodes(), "hidden node") + ", " + plural(t.enabled_connections(), "connection");
  if (disabled > 0) out += " (and " + std::to_string(disabled) + " disabled)";
  return out + ", " + plural(t.parameter_count(), "parameter") + ", " +
         (t.recurrent() ? "recurrent" : "feed-forward") + "\n";
}

/// The first `max_rows` rows under their heading, then how many are left out.
template <class MakeRow>
std::string section(Row heading, std::size_t count, std::size_t max_rows, const char* what,
                    const MakeRow& make_row) {
  std::vector<Row> rows{std::move(heading)};
  const std::size_t shown = std::min(count, max_rows);
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(make_row(i));
  std::string out = "\n" + table(rows);
  if (shown < count) out += "  ... and " + plural(count - shown, what) + " more\n";
  return out;
}

json described_connections(const Genome& genome) {
  json connections = json_of(*genome.topology)["connections"];
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const bool scalar = genome.topology->connections()[i].op.kind == OperatorKind::weight;
    connections[i][scalar ? "weight" : "rms"] = strength(genome, i);
    if (!scalar) connections[i]["parameters"] = genome.topology->weights(i).size;
  }
  return connections;
}

json described_nodes(const Genome& genome) {
  json nodes = json_of(*genome.topology)["nodes"];
  const std::vector<std::uint32_t> column = columns(*genome.topology);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ParameterRange range = genome.topology->bias(i);
    nodes[i]["column"] = column[i];
    if (range.size == 1) nodes[i]["bias_value"] = genome.parameters[range.offset];
  }
  return nodes;
}

}  // namespace

std::string to_text(const Genome& genome, std::size_t max_rows) {
  const Topology& t = *genome.topology;
  const std::vector<std::uint32_t> column = columns(t);
  return summary(genome) +
         section({"node", "role", "shape", "column", "activation", "aggregation", "bias"}, t.nodes().size(),
                 max_rows, "node", [&](std::size_t i) { return node_row(genome, i, column[i]); }) +
         section({"connection", "from", "to", "kind", "weight", ""}, t.connections().size(), max_rows,
                 "connection", [&](std::size_t i) { return connection_row(genome, i); });
}

std::string to_text(const ModelCard& card) {
  std::vector<Row> rows;
  const auto add = [&](const std::string& key, const std::string& value) {
    if (!value.empty()) rows.push_back({key + ":", value});
  };
  add("task", card.task + (card.task_version.empty() ? "" : " " + card.task_version));
  add("preset", card.preset);
  add("strategy", card.strategy);
  add("seed", std::to_string(card.seed));
  add("fitness", short_text(card.fitness) + (card.maximise ? " (more is better)" : " (less is better)"));
  add("solved", card.solved ? "yes" : "no");
  for (const auto& [partition, figures] : card.metrics)
    for (const auto& [metric, value] : figures) add(partition + " " + metric, short_text(value));
  add("found in generation", std::to_string(card.generation));
  add("evaluations", std::to_string(card.evaluations));
  add("training samples seen", std::to_string(card.samples_seen));
  add("test set measured", plural(card.test_touched, "time"));
  for (const auto& [data, digest] : card.data) add("data " + data, "sha256 " + digest);
  add("written by", card.writer);
  return table(rows);
}

std::string to_json(const GenomeFile& file) {
  const Topology& t = *file.genome.topology;
  const json value = {{"card", json_of(file.card)},
                      {"traits", json_of(file.genome.traits)},
                      {"lineage", json_of(file.genome.lineage)},
                      {"nodes", described_nodes(file.genome)},
                      {"connections", described_connections(file.genome)},
                      {"learned", !file.learned.empty()},
                      {"counts",
                       {{"inputs", t.inputs()},
                        {"outputs", t.outputs()},
                        {"hidden_nodes", t.hidden_nodes()},
                        {"nodes", t.nodes().size()},
                        {"connections", t.connections().size()},
                        {"enabled_connections", t.enabled_connections()},
                        {"parameters", t.parameter_count()}}},
                      {"recurrent", t.recurrent()}};
  return dump(value) + "\n";
}

}  // namespace neat::io
