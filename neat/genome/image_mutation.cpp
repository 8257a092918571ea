// Structural mutations of networks that read images (mutation.hpp).
#include <algorithm>
#include <cmath>

#include "neat/genome/mutation.hpp"
#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

constexpr std::uint8_t kKernel = 3, kPool = 2, kLargestKernel = 7;

bool has(const GenomeOptions& options, OperatorKind kind) {
  return std::ranges::count(options.operators, kind) > 0;
}

bool is_image(const Shape& shape) {
  return shape.height > 1 && shape.width > 1;
}

NodeGene hidden_image(const Shape& shape, const GenomeOptions& options) {
  NodeGene node;
  node.activation = options.activations.front();
  node.bias = options.bias == BiasKind::parameter;
  node.normalisation = shape.is_neuron() ? Normalisation::none : options.normalisation;
  node.shape = shape;
  return node;
}

/// Without bias, normalisation and activation: what follows has them.
NodeGene linear(NodeGene node) {
  node.activation = Activation::identity;
  node.normalisation = Normalisation::none;
  node.bias = false;
  return node;
}

/// The convolution that changes nothing (Chen et al. 2016, section 3.2): 1 in the middle, from each channel to itself.
std::vector<float> identity_weights(const Operator& op, std::uint32_t channels) {
  const std::size_t area = std::size_t{op.kernel} * op.kernel,
                    rows = op.kind == OperatorKind::conv ? channels : 1;
  std::vector<float> weights(channels * rows * area, 0.0F);
  for (std::size_t c = 0; c < channels; ++c) weights[(c * rows + (rows > 1 ? c : 0)) * area + area / 2] = 1;
  return weights;
}

/// He et al. 2015, for rectifiers.
std::vector<float> random_weights(const Operator& op, const Shape& source, const Shape& target,
                                  Random& random) {
  std::vector<float> weights(weight_count(op, source, target));
  random.fill_normal(weights, float(std::sqrt(2.0 / double(fan_in(op, source)))));
  return weights;
}

/// One mutation of one connection: nodes are put between its source and what it leads to.
class Growth {
 public:
  Growth(Draft& draft, std::size_t connection, const GenomeOptions& options, Random& random)
      : draft_(draft),
        options_(options),
        random_(random),
        connection_(connection),
        old_(draft.connections[connection]),
        source_(draft.nodes[draft.node_index(old_.source)]),
        last_(source_) {}

  /// The ways to grow here, of which one is taken.
  bool grow() {
    using Way = void (Growth::*)();
    std::vector<Way> ways;
    if (is_image(source_.shape) && is_rectified()) {
      ways.push_back(&Growth::deepen);
      if (has(options_, OperatorKind::depthwise)) ways.push_back(&Growth::deepen_separably);
      if (has(options_, OperatorKind::identity)) ways.push_back(&Growth::add_residual);
      if (old_.op.kind == OperatorKind::global_max_pool && pools()) ways.push_back(&Growth::add_stage);
    }
    if (old_.op.kind == OperatorKind::dense && is_image(source_.shape) && pools())
      ways.push_back(&Growth::add_branch);
    if (ways.empty()) return false;
    (this->*ways[random_.below(std::uint32_t(ways.size()))])();
    return true;
  }

 private:
  bool pools() const {
    return has(options_, OperatorKind::max_pool) && source_.shape.height >= 2 * kPool &&
           source_.shape.width >= 2 * kPool;
  }
  /// Gives nothing below 0, and so do the new nodes: a rectifier behind it changes nothing.
  bool is_rectified() const {
    return source_.role == Role::hidden && source_.activation == Activation::relu &&
           options_.activations.front() == Activation::relu;
  }

  void append(NodeGene node, const Operator& op, std::span<const float> weights) {
    node.id = draft_.add_split_node(old_.innovation, node);
    link(last_, node, op, weights);
    last_ = node;
  }

  void link(const NodeGene& source, const NodeGene& target, const Operator& op,
            std::span<const float> weights) {
    ConnectionGene gene;
    gene.source = source.id;
    gene.target = target.id;
    gene.op = op;
    draft_.add_connection(gene, weights);
  }

  void append_identity(NodeGene node, const Operator& op) {
    append(node, op, identity_weights(op, last_.shape.channels));
  }

  /// The old connection leaves from the last new node, and from its source no more.
  void finish() {
    const std::vector<float> weights(draft_.weights(connection_).begin(), draft_.weights(connection_).end());
    const NodeGene& target = draft_.nodes[draft_.node_index(old_.target)];
    link(last_, target, old_.op, weights);
    draft_.remove_connection(connection_);
  }

  void deepen() {
    append_identity(hidden_image(source_.shape, options_), {OperatorKind::conv, kKernel, 1});
    finish();
  }

  void deepen_separably() {
    append_identity(linear(hidden_image(source_.shape, options_)), {OperatorKind::depthwise, kKernel, 1});
    append_identity(hidden_image(source_.shape, options_), {OperatorKind::conv, 1, 1});
    finish();
  }

  /// He et al. 2016; the branch ends in zeros: in its scale, where it is normalised (Goyal et al. 2017, section 5.1).
  void add_residual() {
    const Operator conv{OperatorKind::conv, kKernel, 1}, same{OperatorKind::identity, 1, 1};
    const NodeGene node = hidden_image(source_.shape, options_);
    append(node, conv, random_weights(conv, source_.shape, node.shape, random_));
    NodeGene end = node;
    end.activation = Activation::identity;
    auto weights = random_weights(conv, source_.shape, node.shape, random_);
    const bool normalised = end.normalisation != Normalisation::none;
    if (!normalised) std::ranges::fill(weights, 0.0F);
    append(end, conv, weights);
    if (normalised) std::ranges::fill(draft_.scale(draft_.node_index(last_.id)), 0.0F);
    NodeGene sum = linear(node);
    sum.activation = node.activation;
    append(sum, same, {});
    link(source_, last_, same, {});
    finish();
  }

  /// The largest of all pixels is the largest of all windows' largest, where windows leave no pixel out.
  void add_stage() {
    const Operator pool{OperatorKind::max_pool, kPool, kPool};
    const bool whole = source_.shape.height % kPool == 0 && source_.shape.width % kPool == 0;
    if (!whole) return deepen();
    append_identity(linear(hidden_image(source_.shape, options_)), {OperatorKind::conv, kKernel, 1});
    append(hidden_image(shape_after(pool, source_.shape, 0), options_), pool, {});
    finish();
  }

  void add_branch() {
    const Operator conv{OperatorKind::conv, kKernel, 1}, pool{OperatorKind::max_pool, kPool, kPool};
    const NodeGene image =
        linear(hidden_image(shape_after(conv, source_.shape, options_.channels), options_));
    append(image, conv, random_weights(conv, source_.shape, image.shape, random_));
    const NodeGene pooled = hidden_image(shape_after(pool, image.shape, 0), options_);
    append(pooled, pool, {});
    const NodeGene& target = draft_.nodes[draft_.node_index(old_.target)];
    const std::vector<float> zeros(pooled.shape.size() * target.shape.size(), 0.0F);
    link(last_, target, {OperatorKind::dense, 1, 1}, zeros);
  }

  Draft& draft_;
  const GenomeOptions& options_;
  Random& random_;
  std::size_t connection_;
  ConnectionGene old_;
  NodeGene source_, last_;
};

/// The taps of `from` in the middle of a kernel of another size; zeros around them.
std::vector<float> with_kernel(std::span<const float> weights, std::size_t from, std::size_t to) {
  std::vector<float> changed(weights.size() / (from * from) * to * to, 0.0F);
  const std::size_t common = std::min(from, to), skip_from = (from - common) / 2, skip_to = (to - common) / 2;
  for (std::size_t k = 0; k < weights.size() / (from * from); ++k)
    for (std::size_t r = 0; r < common; ++r)
      for (std::size_t c = 0; c < common; ++c)
        changed[(k * to + r + skip_to) * to + c + skip_to] =
            weights[(k * from + r + skip_from) * from + c + skip_from];
  return changed;
}

bool is_convolution(const ConnectionGene& c) {
  return c.op.kind == OperatorKind::conv || c.op.kind == OperatorKind::depthwise;
}

}  // namespace

bool split_image(Draft& draft, std::size_t connection, const Variation& variation, Random& random) {
  const ConnectionGene& c = draft.connections[connection];
  if (draft.nodes[draft.node_index(c.target)].aggregation == Aggregation::concat) return false;
  return Growth(draft, connection, variation.genome, random).grow();
}

std::optional<Operator> joining_images(const Shape& source, const Shape& target) {
  for (std::uint8_t stride = 1; stride <= 8; ++stride) {
    const Operator op{OperatorKind::conv, 1, stride};
    if (shape_after(op, source, target.channels) == target) return op;
  }
  return std::nullopt;
}

bool change_kernel(Draft& draft, Random& random) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < draft.connections.size(); ++i)
    if (is_convolution(draft.connections[i])) found.push_back(i);
  if (found.empty()) return false;
  const std::size_t chosen = found[random.below(std::uint32_t(found.size()))];
  Operator& op = draft.connections[chosen].op;
  const bool grows = op.kernel == 1 || (op.kernel < kLargestKernel && random.chance(0.5));
  const auto kernel = std::uint8_t(grows ? op.kernel + 2 : op.kernel - 2);
  draft.set_weights(chosen, with_kernel(draft.weights(chosen), op.kernel, kernel));
  op.kernel = kernel;
  return true;
}

bool is_last_input(const Draft& draft, std::size_t connection) {
  const NodeId target = draft.connections[connection].target;
  for (std::size_t i = 0; i < draft.connections.size(); ++i)
    if (i != connection && draft.connections[i].enabled && draft.connections[i].target == target)
      return false;
  return true;
}

bool bypass_node(Draft& draft, std::size_t node) {
  const NodeId id = draft.nodes[node].id;
  std::vector<std::size_t> in, out;
  for (std::size_t i = 0; i < draft.connections.size(); ++i) {
    if (draft.connections[i].target == id) in.push_back(i);
    if (draft.connections[i].source == id) out.push_back(i);
  }
  if (in.size() != 1 || out.size() != 1) return false;
  const ConnectionGene before = draft.connections[in.front()], after = draft.connections[out.front()];
  const NodeGene &source = draft.nodes[draft.node_index(before.source)],
                 &target = draft.nodes[draft.node_index(after.target)];
  if (target.aggregation == Aggregation::concat || draft.connected(source.id, target.id, false)) return false;
  const bool by_second = source.shape == draft.nodes[node].shape;
  if (!by_second && target.shape != draft.nodes[node].shape) return false;
  const std::size_t kept = by_second ? out.front() : in.front();
  const std::vector<float> weights(draft.weights(kept).begin(), draft.weights(kept).end());
  ConnectionGene joint = draft.connections[kept];
  joint.source = source.id;
  joint.target = target.id;
  joint.enabled = true;
  draft.add_connection(joint, weights);
  draft.remove_node(draft.node_index(id));
  return true;
}

}  // namespace neat
