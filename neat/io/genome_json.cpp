#include "neat/io/genome_json.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "neat/genome/shapes.hpp"
#include "neat/io/strict_json.hpp"

namespace neat::io {

using nlohmann::json;

namespace {

constexpr int kTopologyDepth = 4;  // topology, nodes, node, shape
constexpr int kCardDepth = 3;      // card, metrics, partition
constexpr std::uint64_t kMaxFeatures = std::uint64_t{1} << 31;

json json_of_node(const NodeGene& node) {
  return {{"id", node.id},
          {"role", name(node.role)},
          {"shape", {node.shape.channels, node.shape.height, node.shape.width}},
          {"activation", name(node.activation)},
          {"aggregation", name(node.aggregation)},
          {"normalisation", name(node.normalisation)},
          {"bias", node.bias},
          {"dropout", node.dropout}};
}

json json_of_connection(const ConnectionGene& connection) {
  json value{{"innovation", connection.innovation}, {"source", connection.source},
             {"target", connection.target},         {"enabled", connection.enabled},
             {"recurrent", connection.recurrent},   {"op", name(connection.op.kind)}};
  if (!has_window(connection.op.kind)) return value;
  value["kernel"] = connection.op.kernel;
  value["stride"] = connection.op.stride;
  return value;
}

template <class E>
void read_name(const json& object, const char* key, E& value) {
  const std::string text = string_of(object, key);
  if (!parse(text, value))
    throw JsonRefusal("has an unknown " + std::string(key) + " '" + text.substr(0, 60) + "'");
}

Shape parse_shape(const json& value) {
  if (!value.is_array() || value.size() != 3)
    throw JsonRefusal("has a node whose shape is not three numbers");
  std::uint64_t size = 1;
  std::uint32_t extents[3];
  for (std::size_t i = 0; i < 3; ++i) {
    extents[i] = std::uint32_t(whole_number(value[i], kMaxFeatures, "shape"));
    size *= extents[i];
    if (size == 0 || size > kMaxFeatures) throw JsonRefusal("has a node with an impossible shape");
  }
  return {extents[0], extents[1], extents[2]};
}

NodeGene parse_node(const json& value) {
  NodeGene node;
  node.id = whole_of<NodeId>(value, "id");
  read_name(value, "role", node.role);
  node.shape = parse_shape(member(value, "shape"));
  read_name(value, "activation", node.activation);
  read_name(value, "aggregation", node.aggregation);
  read_name(value, "normalisation", node.normalisation);
  node.bias = bool_of(value, "bias");
  const double dropout = number_of(value, "dropout");
  if (!(dropout >= 0 && dropout < 1)) throw JsonRefusal("has a node with a dropout outside [0, 1)");
  node.dropout = float(dropout);
  expect_members(value, 8, "node");
  return node;
}

ConnectionGene parse_connection(const json& value) {
  ConnectionGene connection;
  connection.innovation = whole_of<InnovationNumber>(value, "innovation");
  connection.source = whole_of<NodeId>(value, "source");
  connection.target = whole_of<NodeId>(value, "target");
  connection.enabled = bool_of(value, "enabled");
  connection.recurrent = bool_of(value, "recurrent");
  read_name(value, "op", connection.op.kind);
  if (has_window(connection.op.kind)) {
    connection.op.kernel = whole_of<std::uint8_t>(value, "kernel");
    connection.op.stride = whole_of<std::uint8_t>(value, "stride");
  }
  expect_members(value, has_window(connection.op.kind) ? 8 : 6, "connection");
  return connection;
}

const json& array_of(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_array()) throw JsonRefusal("has '" + std::string(key) + "' that are not a list");
  return value;
}

/// Counts what the genes ask for without trusting that the sum fits in 64 bits.
class Allowance {
 public:
  explicit Allowance(std::uint64_t available) : left_(available) {}
  void take(std::uint64_t rows, std::uint64_t columns = 1) {
    if (rows == 0 || columns == 0) return;
    if (rows > left_ / columns) throw JsonRefusal("asks for more parameters than the file holds");
    left_ -= rows * columns;
  }

 private:
  std::uint64_t left_;
};

void check_size(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections,
                std::uint64_t available) {
  Allowance allowance(available);
  std::map<NodeId, Shape> shapes;
  for (const NodeGene& node : nodes) {
    shapes[node.id] = node.shape;
    if (node.bias) allowance.take(node.shape.channels);
    if (node.normalisation != Normalisation::none) allowance.take(node.shape.channels);
    if (node.normalisation == Normalisation::batch) allowance.take(node.shape.channels, 2);
  }
  for (const ConnectionGene& c : connections) {
    const auto source = shapes.find(c.source), target = shapes.find(c.target);
    if (source == shapes.end() || target == shapes.end()) continue;  // Topology::make names it
    if (c.op.kind == OperatorKind::dense)
      allowance.take(target->second.size(), source->second.size());
    else if (c.op.kind == OperatorKind::conv)
      allowance.take(target->second.channels,
                     std::uint64_t{source->second.channels} * c.op.kernel * c.op.kernel);
    else
      allowance.take(weight_count(c.op, source->second, target->second));
  }
}

using Figures = std::map<std::string, double>;

Figures parse_figures(const json& object) {
  if (!object.is_object()) throw JsonRefusal("has metrics that are not an object");
  Figures figures;
  for (const auto& item : object.items()) figures[item.key()] = number_of(object, item.key().c_str());
  return figures;
}

void parse_measurements(const json& value, ModelCard& card) {
  const json& metrics = member(value, "metrics");
  const json& rows = member(value, "rows");
  const json& data = member(value, "data");
  if (!metrics.is_object() || !rows.is_object() || !data.is_object())
    throw JsonRefusal("has metrics, rows or data that are not objects");
  for (const auto& item : metrics.items()) card.metrics[item.key()] = parse_figures(item.value());
  for (const auto& item : rows.items())
    card.rows[item.key()] = whole_number(item.value(), std::numeric_limits<std::uint64_t>::max(), "rows");
  for (const auto& item : data.items()) card.data[item.key()] = string_of(data, item.key().c_str());
}

}  // namespace

json json_of(const Topology& topology) {
  json nodes = json::array(), connections = json::array();
  for (const NodeGene& node : topology.nodes()) nodes.push_back(json_of_node(node));
  for (const ConnectionGene& connection : topology.connections())
    connections.push_back(json_of_connection(connection));
  return {{"nodes", std::move(nodes)}, {"connections", std::move(connections)}};
}

json json_of(const Traits& traits) {
  json value{{"learning_rate", traits.learning_rate},
             {"momentum", traits.momentum},
             {"weight_decay", traits.weight_decay},
             {"batch", traits.batch},
             {"sigma", traits.sigma}};
  if (traits.is_plain()) return value;
  value["other_optimiser"] = traits.other_optimiser;
  value["label_smoothing"] = traits.label_smoothing;
  value["augmentation"] = traits.augmentation;
  return value;
}

json json_of(const Lineage& lineage) {
  return {{"id", lineage.id}, {"parents", lineage.parents}, {"birth", lineage.birth}};
}

json json_of(const ModelCard& card) {
  return {{"writer", card.writer},
          {"task", card.task},
          {"task_version", card.task_version},
          {"abi_major", card.abi_major},
          {"abi_minor", card.abi_minor},
          {"data", card.data},
          {"seed", card.seed},
          {"strategy", card.strategy},
          {"preset", card.preset},
          {"config", card.config},
          {"fitness", card.fitness},
          {"maximise", card.maximise},
          {"solved", card.solved},
          {"metrics", card.metrics},
          {"rows", card.rows},
          {"test_touched", card.test_touched},
          {"generation", card.generation},
          {"evaluations", card.evaluations},
          {"samples_seen", card.samples_seen},
          {"arithmetic", card.arithmetic}};
}

std::shared_ptr<const Topology> parse_topology(std::string_view text, std::uint64_t available) {
  const json value = parse_strictly(text, kTopologyDepth);
  std::vector<NodeGene> nodes;
  std::vector<ConnectionGene> connections;
  for (const json& node : array_of(value, "nodes")) nodes.push_back(parse_node(node));
  for (const json& connection : array_of(value, "connections"))
    connections.push_back(parse_connection(connection));
  expect_members(value, 2, "topology");
  check_size(nodes, connections, available);
  return Topology::make(std::move(nodes), std::move(connections));
}

Traits parse_traits(std::string_view text) {
  const json value = parse_strictly(text, 1);
  Traits traits;
  traits.learning_rate = number_of(value, "learning_rate");
  traits.momentum = number_of(value, "momentum");
  traits.weight_decay = number_of(value, "weight_decay");
  traits.batch = whole_of<std::uint32_t>(value, "batch");
  traits.sigma = number_of(value, "sigma");
  const bool plain = !value.contains("other_optimiser");
  if (!plain) {
    traits.other_optimiser = bool_of(value, "other_optimiser");
    traits.label_smoothing = number_of(value, "label_smoothing");
    traits.augmentation = number_of(value, "augmentation");
  }
  expect_members(value, plain ? 5 : 8, "trait list");
  const double all = traits.learning_rate + traits.momentum + traits.weight_decay + traits.sigma +
                     traits.label_smoothing + traits.augmentation;
  if (!std::isfinite(all) || traits.batch == 0) throw JsonRefusal("has a trait that is not a usable number");
  return traits;
}

Lineage parse_lineage(std::string_view text) {
  const json value = parse_strictly(text, 2);
  Lineage lineage;
  lineage.id = whole_of<GenomeId>(value, "id");
  lineage.birth = whole_of<std::uint32_t>(value, "birth");
  const json& parents = array_of(value, "parents");
  if (parents.size() != lineage.parents.size()) throw JsonRefusal("has 'parents' that are not a pair");
  for (std::size_t i = 0; i < parents.size(); ++i)
    lineage.parents[i] = whole_number(parents[i], std::numeric_limits<GenomeId>::max(), "parents");
  expect_members(value, 3, "lineage");
  return lineage;
}

ModelCard parse_card(std::string_view text) {
  const json value = parse_strictly(text, kCardDepth);
  ModelCard card;
  card.writer = string_of(value, "writer");
  card.task = string_of(value, "task");
  card.task_version = string_of(value, "task_version");
  card.abi_major = whole_of<std::uint32_t>(value, "abi_major");
  card.abi_minor = whole_of<std::uint32_t>(value, "abi_minor");
  card.seed = whole_of<std::uint64_t>(value, "seed");
  card.strategy = string_of(value, "strategy");
  card.preset = string_of(value, "preset");
  card.config = string_of(value, "config");
  card.fitness = number_of(value, "fitness");
  card.maximise = bool_of(value, "maximise");
  card.solved = bool_of(value, "solved");
  card.test_touched = whole_of<std::uint64_t>(value, "test_touched");
  card.generation = whole_of<std::uint32_t>(value, "generation");
  card.evaluations = whole_of<std::uint64_t>(value, "evaluations");
  card.samples_seen = whole_of<std::uint64_t>(value, "samples_seen");
  card.arithmetic = string_of(value, "arithmetic");
  parse_measurements(value, card);
  return card;
}

std::string to_json(const ModelCard& card) {
  return dump(json_of(card));
}

}  // namespace neat::io
