#include "neat/genome/distance_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "neat/base/wide.hpp"

namespace neat {
namespace {

constexpr std::size_t kLanes = DistanceTable::kLanes;
constexpr float kAbsent = std::numeric_limits<float>::quiet_NaN();

/// A node's attributes as one number, exact in single precision.
float attributes_of(const NodeGene& node) {
  return float(std::uint32_t(node.activation) << 8 | std::uint32_t(node.aggregation));
}

/// Vectors of W lanes of the compiler's own kind; every operation keeps the lanes apart.
template <std::size_t W>
struct Vector {
  typedef double Doubles __attribute__((vector_size(W * sizeof(double))));
  typedef float Floats __attribute__((vector_size(W * sizeof(float)), aligned(4), may_alias));
  typedef long long Masks __attribute__((vector_size(W * sizeof(double))));
};

/// What one genome's genes add up to against kLanes others.
struct Sums {
  std::array<double, kLanes> difference{};    ///< of values of matching genes
  std::array<std::int64_t, kLanes> genes{};   ///< whose values were compared
  std::array<std::int64_t, kLanes> biases{};  ///< of them
  std::array<std::int64_t, kLanes> nodes{};   ///< matching nodes with other attributes
};

/// A gene of the genome: its row in the table, and its value.
struct Genes {
  std::span<const std::uint32_t> rows;
  const float* values;
};

/// Adds |value - other| where the other has the gene.
template <std::size_t W>
[[gnu::always_inline]] inline void add_values(const Genes& genes, const float* table, Sums& sums) {
  using V = Vector<W>;
  constexpr std::size_t kParts = kLanes / W;
  typename V::Doubles difference[kParts];
  typename V::Masks count[kParts];
  for (std::size_t p = 0; p < kParts; ++p) {
    __builtin_memcpy(&difference[p], &sums.difference[p * W], sizeof difference[p]);
    __builtin_memcpy(&count[p], &sums.genes[p * W], sizeof count[p]);
  }
  for (std::size_t i = 0; i < genes.rows.size(); ++i) {
    const float* row = table + std::size_t{genes.rows[i]} * kLanes;
    const auto value = double(genes.values[i]);
    for (std::size_t p = 0; p < kParts; ++p) {
      typename V::Floats others;
      __builtin_memcpy(&others, row + p * W, sizeof others);
      const auto other = __builtin_convertvector(others, typename V::Doubles);
      const typename V::Masks there = other == other;
      const auto apart = (typename V::Masks)(other - value) & 0x7fff'ffff'ffff'ffffLL & there;
      difference[p] += (typename V::Doubles)apart;
      count[p] -= there;
    }
  }
  for (std::size_t p = 0; p < kParts; ++p) {
    __builtin_memcpy(&sums.difference[p * W], &difference[p], sizeof difference[p]);
    __builtin_memcpy(&sums.genes[p * W], &count[p], sizeof count[p]);
  }
}

/// Counts the matching nodes whose attributes differ.
[[gnu::always_inline]] inline void count_changed(std::span<const std::uint32_t> rows,
                                                 std::span<const NodeGene> nodes, const float* table,
                                                 Sums& sums) {
  std::array<std::int32_t, kLanes> changed{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float* row = table + std::size_t{rows[i]} * kLanes;
    const float mine = attributes_of(nodes[i]);
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      changed[lane] += std::int32_t{row[lane] < mine} + std::int32_t{row[lane] > mine};  // neither for a NaN
  }
  std::copy(changed.begin(), changed.end(), sums.nodes.begin());
}

/// A genome against a group's tables.
struct Comparison {
  Genes biases, weights;
  std::span<const std::uint32_t> node_rows;
  std::span<const NodeGene> nodes;
  const float *bias_table, *weight_table, *attribute_table;
};

template <std::size_t W>
[[gnu::always_inline]] inline void compare_in(const Comparison& c, Sums& sums) {
  add_values<W>(c.biases, c.bias_table, sums);
  sums.biases = sums.genes;
  add_values<W>(c.weights, c.weight_table, sums);
  count_changed(c.node_rows, c.nodes, c.attribute_table, sums);
}

void compare_baseline(const Comparison& comparison, Sums& sums) {
  compare_in<2>(comparison, sums);
}
#if defined(__x86_64__)
NEAT_WIDE_AVX2 void compare_avx2(const Comparison& comparison, Sums& sums) {
  compare_in<4>(comparison, sums);
}
NEAT_WIDE_AVX512 void compare_avx512(const Comparison& comparison, Sums& sums) {
  compare_in<8>(comparison, sums);
}
#endif

Sums compare(const Comparison& comparison) {
  Sums sums;
#if defined(__x86_64__)
  if (wide::level() == wide::Level::avx512) return compare_avx512(comparison, sums), sums;
  if (wide::level() == wide::Level::avx2) return compare_avx2(comparison, sums), sums;
#endif
  compare_baseline(comparison, sums);
  return sums;
}

/// Adds the ids of `genes` to `ids`; both rise. `memory` is used again by the next call.
template <class Gene, class Id>
void unite(std::vector<Id>& ids, std::span<const Gene> genes, Id Gene::*id, std::vector<Id>& memory) {
  memory.clear();
  auto known = ids.begin();
  for (const Gene& gene : genes) {
    for (; known != ids.end() && *known < gene.*id; ++known) memory.push_back(*known);
    if (known != ids.end() && *known == gene.*id) ++known;
    memory.push_back(gene.*id);
  }
  memory.insert(memory.end(), known, ids.end());
  ids.swap(memory);
}

/// Rows of sorted `ids` for genes sorted by `id`; the row past the end for those that are not among them.
template <class Gene, class Id>
void locate_in(std::span<const Gene> genes, Id Gene::*id, const std::vector<Id>& ids,
               std::vector<std::uint32_t>& rows) {
  rows.resize(genes.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    while (at < ids.size() && ids[at] < genes[i].*id) ++at;
    rows[i] = std::uint32_t(at < ids.size() && ids[at] == genes[i].*id ? at : ids.size());
  }
}

/// Genes numbered higher than all of the other's.
std::size_t excess_over(std::span<const ConnectionGene> genes, std::span<const ConnectionGene> others) {
  if (others.empty()) return genes.size();
  std::size_t kept = genes.size();
  while (kept > 0 && genes[kept - 1].innovation > others.back().innovation) --kept;
  return genes.size() - kept;
}

/// What two genomes have in common.
struct Common {
  double difference;                 ///< sum over the values compared
  std::int64_t values, connections;  ///< compared; matching
  std::int64_t changed_nodes;
};

/// As `distance` puts them together.
double combine(std::span<const ConnectionGene> a, std::span<const ConnectionGene> b, const Common& common,
               const DistanceOptions& options) {
  const auto excess = double(excess_over(a, b) + excess_over(b, a));
  const double disjoint =
      double(a.size() + b.size()) - 2 * double(common.connections) - excess + double(common.changed_nodes);
  const double size = options.normalise ? double(std::max({a.size(), b.size(), std::size_t{1}})) : 1.0;
  const double mean = common.values == 0 ? 0 : common.difference / double(common.values);
  return (options.excess * excess + options.disjoint * disjoint) / size + options.weights * mean;
}

bool fits(const Genome& genome) {
  return genome.topology->neurons_only();
}

bool has_nan(const Genome& genome) {
  return std::ranges::any_of(genome.parameters, [](float value) { return value != value; });
}

}  // namespace

DistanceTable::DistanceTable(std::vector<const Genome*> genomes, const DistanceOptions& options)
    : genomes_(std::move(genomes)), options_(options) {
  lanes_ = std::ranges::all_of(genomes_, [](const Genome* g) { return fits(*g) && !has_nan(*g); });
  if (!lanes_) return;
  gather_ids();
  groups_.resize((genomes_.size() + kLanes - 1) / kLanes);
  for (std::size_t g = 0; g < groups_.size(); ++g) fill(groups_[g], g * kLanes);
}

void DistanceTable::gather_ids() {
  std::vector<std::uint32_t> memory;
  const Topology* last = nullptr;
  for (const Genome* genome : genomes_) {
    if (genome->topology.get() == std::exchange(last, genome->topology.get())) continue;
    unite(node_ids_, last->nodes(), &NodeGene::id, memory);
    unite(numbers_, last->connections(), &ConnectionGene::innovation, memory);
  }
}

void DistanceTable::fill(Group& group, std::size_t first) const {
  group.biases.assign((node_ids_.size() + 1) * kLanes, kAbsent);
  group.attributes.assign((node_ids_.size() + 1) * kLanes, kAbsent);
  group.weights.assign((numbers_.size() + 1) * kLanes, kAbsent);
  Scratch scratch;
  for (std::size_t lane = 0; lane < kLanes && first + lane < genomes_.size(); ++lane) {
    const Genome& genome = *genomes_[first + lane];
    const Rows& rows = locate(genome.topology, scratch);
    const Topology& topology = *genome.topology;
    for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
      const std::size_t place = rows.nodes[i] * kLanes + lane;
      group.attributes[place] = attributes_of(topology.nodes()[i]);
      const ParameterRange bias = topology.bias(i);
      if (bias.size == 1) group.biases[place] = genome.parameters[bias.offset];
    }
    const float* weights = genome.parameters.data() + topology.scalar_offset();
    for (std::size_t i = 0; i < topology.connections().size(); ++i)
      group.weights[rows.connections[i] * kLanes + lane] = weights[i];
  }
}

const DistanceTable::Rows& DistanceTable::locate(const std::shared_ptr<const Topology>& topology,
                                                 Scratch& scratch) const {
  Rows& rows = scratch[topology->hash() % scratch.size()];
  if (rows.topology == topology) return rows;
  rows.topology = topology;
  const auto nodes = topology->nodes();
  locate_in(nodes, &NodeGene::id, node_ids_, rows.nodes);
  locate_in(topology->connections(), &ConnectionGene::innovation, numbers_, rows.connections);
  rows.biases.clear();
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].bias) rows.biases.push_back(rows.nodes[i]);
  return rows;
}

DistanceTable::Lanes DistanceTable::distances(const Genome& genome, std::size_t group,
                                              const Rows& rows) const {
  const Topology& topology = *genome.topology;
  const Group& table = groups_[group];
  const auto mine = topology.connections();
  const float* values = genome.parameters.data();
  const Sums sums = compare({{rows.biases, values},
                             {rows.connections, values + topology.scalar_offset()},
                             rows.nodes,
                             topology.nodes(),
                             table.biases.data(),
                             table.weights.data(),
                             table.attributes.data()});
  Lanes distances;
  const std::size_t first = group * kLanes, count = std::min(kLanes, genomes_.size() - first);
  for (std::size_t lane = 0; lane < count; ++lane)
    distances[lane] = combine(
        mine, genomes_[first + lane]->topology->connections(),
        {sums.difference[lane], sums.genes[lane], sums.genes[lane] - sums.biases[lane], sums.nodes[lane]},
        options_);
  return distances;
}

std::size_t DistanceTable::first_nearer(const Genome& genome, double threshold, Scratch& scratch) const {
  if (!lanes_ || !fits(genome)) {
    const auto nearer = [&](const Genome* other) { return distance(genome, *other, options_) < threshold; };
    return std::size_t(std::ranges::find_if(genomes_, nearer) - genomes_.begin());
  }
  const Rows& rows = locate(genome.topology, scratch);
  for (std::size_t first = 0; first < genomes_.size(); first += kLanes) {
    const Lanes far = distances(genome, first / kLanes, rows);
    const std::size_t count = std::min(kLanes, genomes_.size() - first);
    for (std::size_t lane = 0; lane < count; ++lane)
      if (far[lane] < threshold) return first + lane;
  }
  return genomes_.size();
}

}  // namespace neat
