#include "neat/genome/crossover.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <vector>

#include "neat/base/wide.hpp"

namespace neat {
namespace {

/// A range of the child's parameters and where the second parent has the same gene's.
struct Match {
  ParameterRange child, second;
};

std::optional<ParameterRange> find_bias(const Topology& topology, NodeId id, std::size_t size) {
  const std::size_t i = topology.node_index(id);
  if (i == topology.nodes().size() || topology.bias(i).size != size) return std::nullopt;
  return topology.bias(i);
}

/// What belongs to a node's normalisation, scales or statistics.
std::optional<ParameterRange> find_normal(const Topology& topology, NodeId id, const ParameterRange& mine) {
  const std::size_t i = topology.node_index(id);
  if (i == topology.nodes().size()) return std::nullopt;
  const ParameterRange other = mine.learned ? topology.scale(i) : topology.statistics(i);
  return other.size == mine.size ? std::optional(other) : std::nullopt;
}

std::optional<ParameterRange> find_weights(const Topology& topology, const Topology& child,
                                           const ConnectionGene& gene, std::size_t size) {
  const std::size_t i = topology.connection_index(gene.innovation);
  if (i == topology.connections().size() || topology.weights(i).size != size) return std::nullopt;
  const auto shape = [](const Topology& t, NodeId id) { return t.nodes()[t.node_index(id)].shape; };
  const auto& other = topology.connections()[i];
  if (other.source != gene.source || other.target != gene.target || other.op != gene.op) return std::nullopt;
  if (shape(topology, gene.source) != shape(child, gene.source)) return std::nullopt;
  if (shape(topology, gene.target) != shape(child, gene.target)) return std::nullopt;
  return topology.weights(i);
}

/// Hidden tensor nodes that are joined share a bundle; a block of weights that touches none is a bundle of its own.
class Bundles {
 public:
  explicit Bundles(const Topology& topology) : topology_(topology), parent_(topology.nodes().size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (const auto& c : topology.connections()) {
      const std::size_t s = topology.node_index(c.source), t = topology.node_index(c.target);
      if (c.op.kind != OperatorKind::weight && is_hidden_tensor(s) && is_hidden_tensor(t))
        parent_[root(s)] = root(t);
    }
  }

  bool is_hidden_tensor(std::size_t node) const {
    return topology_.nodes()[node].role == Role::hidden && !topology_.nodes()[node].shape.is_neuron();
  }
  /// The bundle of a hidden tensor node.
  std::size_t of_node(std::size_t node) { return root(node); }
  std::size_t of_connection(std::size_t connection) {
    const auto& c = topology_.connections()[connection];
    const std::size_t s = topology_.node_index(c.source), t = topology_.node_index(c.target);
    if (is_hidden_tensor(s)) return root(s);
    return is_hidden_tensor(t) ? root(t) : parent_.size() + connection;
  }
  std::size_t count() const { return parent_.size() + topology_.connections().size(); }

 private:
  std::size_t root(std::size_t node) {
    while (parent_[node] != node) node = parent_[node];
    return node;
  }

  const Topology& topology_;
  std::vector<std::size_t> parent_;
};

struct Bundle {
  std::vector<Match> matches;
  bool whole = true;  ///< the second parent has all of it
};

void add_to(Bundle& bundle, const ParameterRange& child, const std::optional<ParameterRange>& second) {
  if (second)
    bundle.matches.push_back({child, *second});
  else
    bundle.whole = false;
}

/// Matching scalars: each averaged, taken from the second parent or left as it is. No branch in the loop: the three
/// are computed and one is chosen.
[[gnu::always_inline]] inline void cross_body(float* mine, const float* other, const double* draws,
                                              std::size_t count, double average, double taken) {
  for (std::size_t i = 0; i < count; ++i) {
    const float mean = 0.5F * (mine[i] + other[i]);
    const float picked = draws[i] < taken ? other[i] : mine[i];
    mine[i] = draws[i] < average ? mean : picked;
  }
}
void cross_baseline(float* mine, const float* other, const double* draws, std::size_t count, double average,
                    double taken) {
  cross_body(mine, other, draws, count, average, taken);
}
NEAT_WIDE_AVX2 void cross_avx2(float* mine, const float* other, const double* draws, std::size_t count,
                               double average, double taken) {
  cross_body(mine, other, draws, count, average, taken);
}
NEAT_WIDE_AVX512 void cross_avx512(float* mine, const float* other, const double* draws, std::size_t count,
                                   double average, double taken) {
  cross_body(mine, other, draws, count, average, taken);
}

/// Crosses ranges of scalars one after the other, with draws made by the row.
class ScalarCrossing {
 public:
  ScalarCrossing(const CrossoverOptions& options, Random& random)
      : average_(options.average), taken_(options.average + 0.5 * (1 - options.average)), random_(random) {}

  void cross(float* mine, const float* other, std::size_t count) {
    for (std::size_t done = 0; done < count; done += kRow) {
      const std::size_t size = std::min(kRow, count - done);
      random_.fill_uniform(std::span(draws_).first(size));
      cross_row(mine + done, other + done, size);
    }
  }

 private:
  static constexpr std::size_t kRow = 256;

  void cross_row(float* mine, const float* other, std::size_t size) const {
    if (wide::level() == wide::Level::avx512)
      return cross_avx512(mine, other, draws_.data(), size, average_, taken_);
    if (wide::level() == wide::Level::avx2)
      return cross_avx2(mine, other, draws_.data(), size, average_, taken_);
    cross_baseline(mine, other, draws_.data(), size, average_, taken_);
  }

  double average_, taken_;
  Random& random_;
  std::array<double, kRow> draws_;
};

/// The length of the run of genes that both have from i and j on.
std::size_t common_run(std::span<const ConnectionGene> a, std::size_t i, std::span<const ConnectionGene> b,
                       std::size_t j) {
  std::size_t length = 0;
  const std::size_t most = std::min(a.size() - i, b.size() - j);
  while (length < most && a[i + length].innovation == b[j + length].innovation &&
         a[i + length].source == b[j + length].source && a[i + length].target == b[j + length].target)
    ++length;
  return length;
}

void cross_biases(Genome& child, const Genome& second, ScalarCrossing& crossing) {
  const auto mine = child.topology->nodes(), other = second.topology->nodes();
  std::size_t at = 0, theirs = 0, bias = 0;
  for (const NodeGene& node : mine) {
    for (; at < other.size() && other[at].id < node.id; ++at) theirs += other[at].bias;
    if (!node.bias) continue;
    const bool match = at < other.size() && other[at].id == node.id && other[at].bias;
    if (match) crossing.cross(child.parameters.data() + bias, second.parameters.data() + theirs, 1);
    ++bias;
  }
}

/// Both have neurons only: weights lie in the order of their genes, so that runs of matching genes are runs of weights.
void cross_neurons(Genome& child, const Genome& second, ScalarCrossing& crossing) {
  cross_biases(child, second, crossing);
  const auto mine = child.topology->connections(), other = second.topology->connections();
  float* weights = child.parameters.data() + child.topology->scalar_offset();
  const float* others = second.parameters.data() + second.topology->scalar_offset();
  for (std::size_t i = 0, j = 0; i < mine.size() && j < other.size();) {
    const std::size_t run = common_run(mine, i, other, j);
    crossing.cross(weights + i, others + j, run);
    i += run, j += run;
    if (i == mine.size() || j == other.size()) return;
    if (mine[i].innovation == other[j].innovation)
      ++i, ++j;  // one number for two different connections: no match
    else
      mine[i].innovation < other[j].innovation ? ++i : ++j;
  }
}

void take(Floats& child, const Floats& second, const Match& match) {
  std::copy_n(second.data() + match.second.offset, match.second.size, child.data() + match.child.offset);
}

/// With tensors among the genes.
void cross_tensors(Genome& child, const Genome& second, ScalarCrossing& crossing, Random& random) {
  const Topology& mine = *child.topology;
  const Topology& other = *second.topology;
  const auto cross = [&](const ParameterRange& range, const ParameterRange& match) {
    crossing.cross(child.parameters.data() + range.offset, second.parameters.data() + match.offset,
                   range.size);
  };
  Bundles bundles(mine);
  std::vector<Bundle> tensors(bundles.count());
  for (std::size_t i = 0; i < mine.nodes().size(); ++i) {
    for (const ParameterRange& range : {mine.scale(i), mine.statistics(i)})
      if (range.size > 0)
        add_to(tensors[bundles.of_node(i)], range, find_normal(other, mine.nodes()[i].id, range));
    const auto range = mine.bias(i);
    if (range.size == 0) continue;
    const auto match = find_bias(other, mine.nodes()[i].id, range.size);
    if (bundles.is_hidden_tensor(i))
      add_to(tensors[bundles.of_node(i)], range, match);
    else if (match)
      cross(range, *match);
  }
  for (std::size_t i = 0; i < mine.connections().size(); ++i) {
    const auto& gene = mine.connections()[i];
    const auto range = mine.weights(i);
    const auto match = find_weights(other, mine, gene, range.size);
    if (gene.op.kind != OperatorKind::weight)
      add_to(tensors[bundles.of_connection(i)], range, match);
    else if (match)
      cross(range, *match);
  }
  for (const auto& bundle : tensors)
    if (bundle.whole && !bundle.matches.empty() && random.chance(0.5))
      for (const auto& match : bundle.matches) take(child.parameters, second.parameters, match);
}

/// A connection that either has disabled may be disabled, whatever the first parent's is; parameters keep their places.
void inherit_enabled(Genome& child, const Topology& second, double disable, Random& random) {
  std::vector<ConnectionGene> genes(child.topology->connections().begin(),
                                    child.topology->connections().end());
  bool differs = false;
  for (ConnectionGene& gene : genes) {
    const std::size_t at = second.connection_index(gene.innovation);
    if (at == second.connections().size() || (gene.enabled && second.connections()[at].enabled)) continue;
    const bool enabled = !random.chance(disable);
    differs |= enabled != gene.enabled;
    gene.enabled = enabled;
  }
  const auto nodes = child.topology->nodes();
  if (differs) child.topology = Topology::intern({nodes.begin(), nodes.end()}, std::move(genes));
}

void cross_parameters(Genome& child, const Genome& second, const CrossoverOptions& options, Random& random) {
  ScalarCrossing crossing(options, random);
  if (!child.topology->neurons_only() || !second.topology->neurons_only())
    cross_tensors(child, second, crossing, random);
  else if (child.topology == second.topology)
    crossing.cross(child.parameters.data(), second.parameters.data(), child.parameters.size());
  else
    cross_neurons(child, second, crossing);
}

}  // namespace

void crossover_into(Genome& child, const Genome& second, const CrossoverOptions& options, Random& random) {
  cross_parameters(child, second, options, random);
  if (options.enabled_from == EnabledFrom::both)
    inherit_enabled(child, *second.topology, options.disable, random);
}

Genome crossover(const Genome& first, const Genome& second, const CrossoverOptions& options, Random& random) {
  Genome child = first;
  crossover_into(child, second, options, random);
  return child;
}

}  // namespace neat
