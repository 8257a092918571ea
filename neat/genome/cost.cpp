#include "neat/genome/cost.hpp"

#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

double size_of(const Shape& shape) {
  return double(shape.channels) * double(shape.height) * double(shape.width);
}

void add_node(const NodeGene& node, Cost& cost) {
  const bool normalised = node.normalisation != Normalisation::none;
  cost.features += size_of(node.shape);
  cost.parameters += double(node.shape.channels) * ((node.bias ? 1 : 0) + (normalised ? 1 : 0) +
                                                    (node.normalisation == Normalisation::batch ? 2 : 0));
  if (node.role == Role::hidden || node.role == Role::output)
    cost.flops += size_of(node.shape) * (1 + (node.bias ? 1 : 0) + (normalised ? 2 : 0));
}

/// In doubles, as weight_count and flops would overflow.
void add_connection(const ConnectionGene& c, const NodeGene& source, const NodeGene& target, Cost& cost) {
  const double area = double(c.op.kernel) * double(c.op.kernel);
  const bool concat = target.aggregation == Aggregation::concat;
  const double made =
      concat ? size_of(target.shape) / double(target.shape.channels) * double(source.shape.channels)
             : size_of(target.shape);
  double fan = area, weights = 0;
  if (c.op.kind == OperatorKind::weight || c.op.kind == OperatorKind::dense)
    fan = size_of(source.shape), weights = fan * made;
  if (c.op.kind == OperatorKind::conv)
    fan *= double(source.shape.channels), weights = fan * double(target.shape.channels);
  if (c.op.kind == OperatorKind::depthwise) weights = area * double(source.shape.channels);
  if (c.op.kind > OperatorKind::average_pool) fan = size_of(source.shape) / made;
  cost.parameters += weights;
  if (c.enabled) cost.flops += (has_weights(c.op.kind) ? 2 : 1) * fan * made;
}

std::string short_text(double value) {
  const std::string text = std::to_string(value);
  return text.substr(0, text.find('.'));
}

}  // namespace

Cost cost_of(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections) {
  Cost cost;
  for (const NodeGene& node : nodes) add_node(node, cost);
  for (const ConnectionGene& c : connections) {
    const NodeGene *source = nullptr, *target = nullptr;
    for (const NodeGene& node : nodes) {
      if (node.id == c.source) source = &node;
      if (node.id == c.target) target = &node;
    }
    if (source != nullptr && target != nullptr) add_connection(c, *source, *target, cost);
  }
  return cost;
}

std::string over_limits(const Cost& cost, const GenomeOptions& options) {
  if (options.max_flops > 0 && cost.flops > double(options.max_flops))
    return "it takes " + short_text(cost.flops) + " operations a row, and genome.max_flops is " +
           std::to_string(options.max_flops);
  if (options.max_bytes > 0 && cost.bytes() > double(options.max_bytes))
    return "it takes " + short_text(cost.bytes()) + " bytes to learn, and genome.max_bytes is " +
           std::to_string(options.max_bytes);
  return {};
}

}  // namespace neat
