/// tests/layer_reference.hpp - random networks of layers with every operator, normalisation and aggregation, and what they
/// compute, in double, straight from the genes, all rows of a batch at once.
#pragma once

#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "neat/genome/shapes.hpp"
#include "reference_network.hpp"

namespace neat::test {

/// A chain with side branches: each node reads one or more earlier ones through operators that fit.
class RandomLayers {
 public:
  explicit RandomLayers(std::uint64_t seed, float dropout = 0)
      : random_(seed, Purpose::test, 79, 0), dropout_(dropout) {}

  std::shared_ptr<const Topology> make() {
    add_node(Role::input, {1 + random_.below(3), 3 + random_.below(4), 3 + random_.below(4)});
    const std::uint32_t hidden = 1 + random_.below(5);
    for (std::uint32_t i = 0; i < hidden; ++i) add_layer();
    const NodeGene output = add_node(Role::output, {3, 1, 1});
    connect(nodes_[nodes_.size() - 2], output, {OperatorKind::dense, 1, 1});
    if (random_.chance(0.5))
      connect(nodes_[random_.below(std::uint32_t(nodes_.size() - 2))], output, {OperatorKind::dense, 1, 1});
    return Topology::make(nodes_, connections_);
  }

 private:
  NodeGene add_node(Role role, Shape shape) {
    NodeGene node;
    node.id = NodeId(nodes_.size());
    node.role = role;
    node.shape = shape;
    if (role != Role::input) {
      node.activation = Activation(random_.below(12));
      node.bias = random_.chance(0.6);
      if (random_.chance(0.5)) node.dropout = role == Role::hidden ? dropout_ : 0;
      if (!shape.is_neuron()) node.normalisation = Normalisation(random_.below(4));
    }
    nodes_.push_back(node);
    return node;
  }

  Operator any_operator(const Shape& source) {
    Operator op{OperatorKind(1 + random_.below(8)), 1, 1};
    const std::uint32_t side = std::min(source.height, source.width);
    if (op.kind == OperatorKind::conv || op.kind == OperatorKind::depthwise)
      op.kernel = std::uint8_t(1 + 2 * random_.below(3)), op.stride = std::uint8_t(1 + random_.below(2));
    if (op.kind == OperatorKind::max_pool || op.kind == OperatorKind::average_pool)
      op.kernel = std::uint8_t(1 + random_.below(std::min(side, 3U))),
      op.stride = std::uint8_t(1 + random_.below(3));
    return op;
  }

  void add_layer() {
    const NodeGene source =
        nodes_[random_.chance(0.7) ? nodes_.size() - 1 : random_.below(std::uint32_t(nodes_.size()))];
    const Operator op = any_operator(source.shape);
    Shape shape = shape_after(op, source.shape, 2 + random_.below(9));
    if (keeps_channels(op.kind) && random_.chance(0.4)) return add_concat(source, op);
    const NodeGene node = add_node(Role::hidden, shape);
    connect(source, node, op);
    bool several = false;
    for (std::size_t i = 0; i + 1 < nodes_.size(); ++i)
      for (const OperatorKind kind : {OperatorKind::identity, OperatorKind::conv, OperatorKind::dense}) {
        if (nodes_[i].id == source.id || !random_.chance(0.15)) continue;
        const Operator more{kind, std::uint8_t(kind == OperatorKind::conv ? 3 : 1), 1};
        if (misfit(more, nodes_[i].shape, shape, Aggregation::sum).empty())
          several |= connect(nodes_[i], node, more);
      }
    if (several) nodes_.back().aggregation = Aggregation(random_.below(4));
  }

  void add_concat(const NodeGene& source, const Operator& op) {
    const Shape part = shape_after(op, source.shape, 1);
    Shape all = part;
    std::vector<NodeGene> others;
    for (const NodeGene& node : nodes_)
      if (node.id != source.id && node.shape.height == part.height && node.shape.width == part.width)
        others.push_back(node), all.channels += node.shape.channels;
    const NodeGene node = add_node(Role::hidden, all);
    nodes_.back().aggregation = Aggregation::concat;
    connect(source, node, op);
    for (const NodeGene& other : others) connect(other, node, {OperatorKind::identity, 1, 1});
  }

  bool connect(const NodeGene& from, const NodeGene& to, Operator op) {
    for (const ConnectionGene& c : connections_)
      if (c.source == from.id && c.target == to.id) return false;
    ConnectionGene c;
    c.innovation = InnovationNumber((connections_.size() * 7 + 3) % 64);
    c.source = from.id, c.target = to.id, c.op = op;
    c.enabled = random_.chance(0.9);
    connections_.push_back(c);
    return true;
  }

  Random random_;
  float dropout_;
  std::vector<NodeGene> nodes_;
  std::vector<ConnectionGene> connections_;
};

class LayerReference {
 public:
  using Values = std::vector<std::vector<double>>;  ///< [row][feature]

  LayerReference(const Topology& topology, std::vector<double> parameters, bool learning)
      : topology_(topology), parameters_(std::move(parameters)), learning_(learning) {}

  double& parameter(std::size_t i) { return parameters_[i]; }

  /// x: [rows x inputs] of the one input node. Returns the outputs' values.
  Values outputs(std::span<const float> x, std::size_t rows) const {
    std::map<NodeId, Values> now;
    const std::size_t inputs = x.size() / rows;
    Values y(rows);
    for (const NodeGene& node : topology_.nodes())
      if (node.role == Role::input)
        for (std::size_t r = 0; r < rows; ++r)
          now[node.id].emplace_back(x.begin() + std::ptrdiff_t(r * inputs),
                                    x.begin() + std::ptrdiff_t((r + 1) * inputs));
    for (std::size_t i = 0; i < topology_.nodes().size(); ++i)
      if (topology_.nodes()[i].role == Role::output) compute(i, now, rows), y = now[topology_.nodes()[i].id];
    return y;
  }

 private:
  void compute(std::size_t i, std::map<NodeId, Values>& now, std::size_t rows) const {
    const NodeGene& node = topology_.nodes()[i];
    if (now.contains(node.id)) return;
    std::vector<Values> parts;
    for (std::size_t c = 0; c < topology_.connections().size(); ++c) {
      const ConnectionGene& connection = topology_.connections()[c];
      if (connection.target != node.id) continue;
      const std::size_t source = topology_.node_index(connection.source);
      const Shape from = topology_.nodes()[source].shape;
      if (!connection.enabled) {
        if (node.aggregation == Aggregation::concat)
          parts.push_back(
              Values(rows, std::vector<double>(from.channels * node.shape.height * node.shape.width, 0.0)));
        continue;
      }
      compute(source, now, rows);
      Values part;
      for (const auto& row : now[connection.source]) part.push_back(apply(c, from, node.shape, row));
      parts.push_back(part);
    }
    Values y(rows, std::vector<double>(node.shape.size(), 0.0));
    for (std::size_t r = 0; r < rows; ++r) aggregate(node, parts, r, y[r]);
    normalise(i, y);
    const std::size_t plane = node.shape.height * node.shape.width;
    for (auto& row : y)
      for (std::size_t k = 0; k < row.size(); ++k) {
        if (node.bias) row[k] += parameters_[topology_.bias(i).offset + k / plane];
        row[k] = reference_activation(node.activation, row[k]);
      }
    now[node.id] = y;
  }

  static void aggregate(const NodeGene& node, const std::vector<Values>& parts, std::size_t r,
                        std::vector<double>& y) {
    if (node.aggregation == Aggregation::concat) {
      y.clear();
      for (const Values& part : parts) y.insert(y.end(), part[r].begin(), part[r].end());
      return;
    }
    for (std::size_t k = 0; k < y.size() && !parts.empty(); ++k) {
      double sum = 0, product = 1, largest = parts[0][r][k];
      for (const Values& part : parts)
        sum += part[r][k], product *= part[r][k], largest = std::max(largest, part[r][k]);
      y[k] = node.aggregation == Aggregation::product   ? product
             : node.aggregation == Aggregation::maximum ? largest
             : node.aggregation == Aggregation::mean    ? sum / double(parts.size())
                                                        : sum;
    }
  }

  /// Over the places (row, feature) of one channel or group.
  void normalise(std::size_t i, Values& y) const {
    const NodeGene& node = topology_.nodes()[i];
    if (node.normalisation == Normalisation::none) return;
    const std::uint32_t channels = node.shape.channels, plane = node.shape.height * node.shape.width;
    const bool batch = node.normalisation == Normalisation::batch;
    const std::uint32_t groups = batch                                        ? channels
                                 : node.normalisation == Normalisation::layer ? 1
                                                                              : std::gcd(channels, 8U);
    const std::size_t size = channels / groups * plane;
    for (std::uint32_t g = 0; g < groups; ++g)
      for (std::size_t r = 0; r < (batch ? 1 : y.size()); ++r) {
        const std::size_t last = batch ? y.size() : r + 1;
        double mean = 0, variance = 0;
        const double count = double((last - r) * size);
        for (std::size_t row = r; row < last; ++row)
          for (std::size_t k = g * size; k < (g + 1) * size; ++k) mean += y[row][k] / count;
        for (std::size_t row = r; row < last; ++row)
          for (std::size_t k = g * size; k < (g + 1) * size; ++k)
            variance += std::pow(y[row][k] - mean, 2) / count;
        if (batch && !learning_) {
          mean = parameters_[topology_.statistics(i).offset + g];
          variance = parameters_[topology_.statistics(i).offset + channels + g];
        }
        for (std::size_t row = r; row < last; ++row)
          for (std::size_t k = g * size; k < (g + 1) * size; ++k)
            y[row][k] = (y[row][k] - mean) / std::sqrt(variance + double(kVarianceFloor)) *
                        parameters_[topology_.scale(i).offset + k / plane];
      }
  }

  std::vector<double> apply(std::size_t connection, const Shape& from, const Shape& target,
                            const std::vector<double>& x) const {
    const Operator op = topology_.connections()[connection].op;
    const Shape to = op.kind == OperatorKind::dense ? target : shape_after(op, from, target.channels);
    const double* w = parameters_.data() + topology_.weights(connection).offset;
    std::vector<double> y(to.size(), 0.0);
    if (op.kind == OperatorKind::identity) return x;
    if (op.kind == OperatorKind::dense) {
      for (std::size_t k = 0; k < y.size(); ++k)
        for (std::size_t j = 0; j < x.size(); ++j) y[k] += w[k * x.size() + j] * x[j];
      return y;
    }
    for (std::uint32_t c = 0; c < to.channels; ++c)
      for (std::uint32_t row = 0; row < to.height; ++row)
        for (std::uint32_t column = 0; column < to.width; ++column)
          y[(c * to.height + row) * to.width + column] = pixel(op, from, w, x, c, row, column);
    return y;
  }

  static double pixel(const Operator& op, const Shape& from, const double* w, const std::vector<double>& x,
                      std::uint32_t c, std::uint32_t row, std::uint32_t column) {
    const bool global =
        op.kind == OperatorKind::global_max_pool || op.kind == OperatorKind::global_average_pool;
    const bool weighs = has_weights(op.kind);
    const int kernel = op.kernel, rows = global ? int(from.height) : kernel,
              columns = global ? int(from.width) : kernel;
    const int padding = weighs ? kernel / 2 : 0;
    double sum = 0, largest = -1e300;
    for (std::uint32_t in = 0; in < from.channels; ++in) {
      if (op.kind != OperatorKind::conv && in != c) continue;
      for (int r = 0; r < rows; ++r)
        for (int k = 0; k < columns; ++k) {
          const int at_row = int(row) * op.stride + r - padding,
                    at_column = int(column) * op.stride + k - padding;
          if (at_row < 0 || at_column < 0 || at_row >= int(from.height) || at_column >= int(from.width))
            continue;
          const double v =
              x[(in * from.height + std::uint32_t(at_row)) * from.width + std::uint32_t(at_column)];
          const std::size_t channel = op.kind == OperatorKind::conv ? std::size_t{c} * from.channels + in : c;
          sum += weighs ? v * w[(channel * op.kernel + std::size_t(r)) * op.kernel + std::size_t(k)] : v;
          largest = std::max(largest, v);
        }
    }
    if (weighs) return sum;
    const bool maximum = op.kind == OperatorKind::max_pool || op.kind == OperatorKind::global_max_pool;
    return maximum ? largest : sum / double(rows * columns);
  }

  const Topology& topology_;
  std::vector<double> parameters_;
  bool learning_;
};

}  // namespace neat::test
