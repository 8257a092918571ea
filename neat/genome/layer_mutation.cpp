// Structural mutations of dense layers (mutation.hpp): splitting a block.
#include <algorithm>
#include <cmath>

#include "neat/genome/mutation.hpp"

namespace neat {
namespace {

NodeGene hidden_tensor(std::uint32_t width, const GenomeOptions& options) {
  NodeGene node;
  node.activation = options.activations.front();
  node.bias = options.bias == BiasKind::parameter;
  node.dropout = float(options.dropout);
  node.shape = {width, 1, 1};
  return node;
}

ConnectionGene dense(NodeId source, NodeId target) {
  ConnectionGene gene;
  gene.source = source;
  gene.target = target;
  gene.op.kind = OperatorKind::dense;
  return gene;
}

std::vector<float> identity_matrix(std::size_t size) {
  std::vector<float> matrix(size * size, 0.0F);
  for (std::size_t i = 0; i < size; ++i) matrix[i * size + i] = 1;
  return matrix;
}

bool can_deepen(const NodeGene& source, const GenomeOptions& options) {
  return source.role == Role::hidden && source.activation == Activation::relu &&
         options.activations.front() == Activation::relu && source.shape.size() <= options.max_layer_width;
}

void deepen(Draft& draft, std::size_t connection, const GenomeOptions& options) {
  const ConnectionGene old = draft.connections[connection];
  const auto width = draft.nodes[draft.node_index(old.source)].shape.size();
  const std::vector<float> weights(draft.weights(connection).begin(), draft.weights(connection).end());
  draft.connections[connection].enabled = false;
  const NodeId id = draft.add_split_node(old.innovation, hidden_tensor(std::uint32_t(width), options));
  draft.add_connection(dense(old.source, id), identity_matrix(width));
  draft.add_connection(dense(id, old.target), weights);
}

void add_parallel_path(Draft& draft, std::size_t connection, const GenomeOptions& options, Random& random) {
  const ConnectionGene old = draft.connections[connection];
  const auto sources = draft.nodes[draft.node_index(old.source)].shape.size();
  const auto targets = draft.nodes[draft.node_index(old.target)].shape.size();
  const std::size_t width = std::min(options.layer_width, options.max_layer_width);
  std::vector<float> in(width * sources);
  random.fill_normal(in, float(std::sqrt(2.0 / double(sources))));  // He et al. 2015, for rectifiers
  const NodeId id = draft.add_split_node(old.innovation, hidden_tensor(std::uint32_t(width), options));
  draft.add_connection(dense(old.source, id), in);
  draft.add_connection(dense(id, old.target), std::vector<float>(targets * width, 0.0F));
}

}  // namespace

bool split_dense(Draft& draft, std::size_t connection, const Variation& variation, Random& random) {
  const NodeGene& source = draft.nodes[draft.node_index(draft.connections[connection].source)];
  if (random.chance(0.5) && can_deepen(source, variation.genome))
    deepen(draft, connection, variation.genome);
  else
    add_parallel_path(draft, connection, variation.genome, random);
  return true;
}

}  // namespace neat
