#include "neat/genome/distance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace neat {
namespace {

/// Mean of per-gene differences. Those of a run of genes go to kSums sums in turn, so that they can be added side by side
/// and no sum waits for the one before it; the order is fixed, whatever adds them.
class Differences {
 public:
  void add(double difference) { sums_[0] += difference, ++genes_; }
  /// |a[i] - b[i]| for i below `count`.
  void add_run(const float* a, const float* b, std::size_t count) {
    genes_ += count;
    for (; count >= kSums; a += kSums, b += kSums, count -= kSums)
      for (std::size_t k = 0; k < kSums; ++k) sums_[k] += std::abs(double(a[k]) - double(b[k]));
    for (std::size_t k = 0; k < count; ++k) sums_[k] += std::abs(double(a[k]) - double(b[k]));
  }
  double mean() const {
    if (genes_ == 0) return 0;
    const auto& s = sums_;
    return (((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))) / double(genes_);
  }

 private:
  static constexpr std::size_t kSums = 8;

  std::array<double, kSums> sums_{};
  std::size_t genes_ = 0;
};

std::span<const float> values(const Genome& genome, const ParameterRange& range) {
  return {genome.parameters.data() + range.offset, range.size};
}

double block_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return 1;
  double difference = 0, magnitude = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = double(a[i]) - double(b[i]);
    difference += d * d;
    magnitude += 0.5 * (double(a[i]) * double(a[i]) + double(b[i]) * double(b[i]));
  }
  return magnitude > 0 ? std::sqrt(difference / magnitude) : 0;
}

double gene_difference(OperatorKind kind, std::span<const float> a, std::span<const float> b) {
  return kind == OperatorKind::weight ? std::abs(double(a[0]) - double(b[0])) : block_difference(a, b);
}

/// Matching nodes: biases go into W; a hidden node whose attributes differ counts as disjoint.
double compare_nodes(const Genome& a, const Genome& b, Differences& differences) {
  const auto na = a.topology->nodes(), nb = b.topology->nodes();
  double disjoint = 0;
  for (std::size_t i = 0, j = 0; i < na.size() && j < nb.size();) {
    if (na[i].id != nb[j].id) {
      na[i].id < nb[j].id ? ++i : ++j;
      continue;
    }
    const auto ra = a.topology->bias(i), rb = b.topology->bias(j);
    if (ra.size == 1 && rb.size == 1)
      differences.add(gene_difference(OperatorKind::weight, values(a, ra), values(b, rb)));
    disjoint += na[i].activation != nb[j].activation || na[i].aggregation != nb[j].aggregation;
    ++i, ++j;
  }
  return disjoint;
}

/// Of one shared structure of neurons.
double same_structure(const Genome& a, const Genome& b, const DistanceOptions& options) {
  Differences differences;
  differences.add_run(a.parameters.data(), b.parameters.data(), a.parameters.size());
  return options.weights * differences.mean();
}

/// Matching neurons, whose biases lie in node order.
double compare_neurons(const Genome& a, const Genome& b, Differences& differences) {
  const auto na = a.topology->nodes(), nb = b.topology->nodes();
  std::size_t i = 0, j = 0, bias_a = 0, bias_b = 0, changed = 0;
  while (i < na.size() && j < nb.size()) {
    const NodeGene &x = na[i], &y = nb[j];
    if (x.id == y.id) {
      if (x.bias && y.bias)
        differences.add(std::abs(double(a.parameters[bias_a]) - double(b.parameters[bias_b])));
      changed += x.activation != y.activation || x.aggregation != y.aggregation;
    }
    if (x.id <= y.id) bias_a += x.bias, ++i;
    if (y.id <= x.id) bias_b += y.bias, ++j;
  }
  return double(changed);
}

/// Weights in the order of their genes; how many genes match, and how many are excess.
struct Alignment {
  std::size_t matching = 0, excess = 0;
};

/// How many genes from the first on are the same.
std::size_t matching_run(std::span<const InnovationNumber> a, std::span<const InnovationNumber> b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t run = 0;
  while (run < most && a[run] == b[run]) ++run;
  return run;
}

Alignment compare_weights(const Genome& a, const Genome& b, Differences& differences) {
  const auto ca = a.topology->innovation_numbers(), cb = b.topology->innovation_numbers();
  const float* x = a.parameters.data() + a.topology->scalar_offset();
  const float* y = b.parameters.data() + b.topology->scalar_offset();
  Alignment alignment;
  std::size_t i = 0, j = 0;
  while (i < ca.size() && j < cb.size()) {
    const std::size_t run = matching_run(ca.subspan(i), cb.subspan(j));
    differences.add_run(x + i, y + j, run);
    alignment.matching += run, i += run, j += run;
    while (i < ca.size() && j < cb.size() && ca[i] < cb[j]) ++i;
    while (i < ca.size() && j < cb.size() && cb[j] < ca[i]) ++j;
  }
  alignment.excess = ca.size() - i + cb.size() - j;
  return alignment;
}

/// Neurons only, which is where most distances are taken.
double between_neurons(const Genome& a, const Genome& b, const DistanceOptions& options) {
  const std::size_t ca = a.topology->connections().size(), cb = b.topology->connections().size();
  Differences differences;
  const double changed = compare_neurons(a, b, differences);
  const auto [matching, excess] = compare_weights(a, b, differences);
  const double disjoint = changed + double(ca + cb - 2 * matching - excess);
  const double size = options.normalise ? double(std::max({ca, cb, std::size_t{1}})) : 1.0;
  return (options.excess * double(excess) + options.disjoint * disjoint) / size +
         options.weights * differences.mean();
}

}  // namespace

double distance(const Genome& a, const Genome& b, const DistanceOptions& options) {
  if (a.topology == b.topology && a.topology->neurons_only()) return same_structure(a, b, options);
  if (a.topology->neurons_only() && b.topology->neurons_only()) return between_neurons(a, b, options);
  const auto ca = a.topology->connections(), cb = b.topology->connections();
  Differences differences;
  double excess = 0, disjoint = compare_nodes(a, b, differences);
  std::size_t i = 0, j = 0;
  while (i < ca.size() && j < cb.size()) {
    if (ca[i].innovation == cb[j].innovation) {
      differences.add(gene_difference(ca[i].op.kind, values(a, a.topology->weights(i)),
                                      values(b, b.topology->weights(j))));
      ++i, ++j;
    } else {
      ++disjoint;
      ca[i].innovation < cb[j].innovation ? ++i : ++j;
    }
  }
  excess = double(ca.size() - i) + double(cb.size() - j);
  const double size = options.normalise ? double(std::max({ca.size(), cb.size(), std::size_t{1}})) : 1.0;
  return (options.excess * excess + options.disjoint * disjoint) / size +
         options.weights * differences.mean();
}

}  // namespace neat
