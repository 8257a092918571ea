#include "neat/genome/distance.hpp"

#include <algorithm>
#include <cmath>

namespace neat {
namespace {

/// Mean of per-gene differences, gathered gene by gene in a fixed order.
struct Differences {
  double sum = 0;
  std::size_t genes = 0;

  void add(double difference) { sum += difference, ++genes; }
  double mean() const { return genes == 0 ? 0 : sum / double(genes); }
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

/// Of one shared structure of neurons: value by value, in the order in which genes are compared.
double same_structure(const Genome& a, const Genome& b, const DistanceOptions& options) {
  const std::size_t count = a.parameters.size();
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += std::abs(double(a.parameters[i]) - double(b.parameters[i]));
  return options.weights * (count == 0 ? 0 : sum / double(count));
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

Alignment compare_weights(const Genome& a, const Genome& b, Differences& differences) {
  const auto ca = a.topology->connections(), cb = b.topology->connections();
  const float* x = a.parameters.data() + a.topology->scalar_offset();
  const float* y = b.parameters.data() + b.topology->scalar_offset();
  Alignment alignment;
  std::size_t i = 0, j = 0;
  while (i < ca.size() && j < cb.size()) {
    for (; i < ca.size() && j < cb.size() && ca[i].innovation == cb[j].innovation; ++i, ++j) {
      differences.sum += std::abs(double(x[i]) - double(y[j]));
      ++alignment.matching;
    }
    while (i < ca.size() && j < cb.size() && ca[i].innovation < cb[j].innovation) ++i;
    while (i < ca.size() && j < cb.size() && cb[j].innovation < ca[i].innovation) ++j;
  }
  differences.genes += alignment.matching;
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
