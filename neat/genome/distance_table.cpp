#include "neat/genome/distance_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <utility>

namespace neat {
namespace {

constexpr double kOverflown =
    std::numeric_limits<double>::infinity();  // a sum that single precision cannot hold
constexpr float kAbsent = std::numeric_limits<float>::quiet_NaN();

/// A node's attributes as one number, exact in single precision.
float attributes_of(const NodeGene& node) {
  return float(std::uint32_t(node.activation) << 8 | std::uint32_t(node.aggregation));
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

/// Rows of genes sorted by `id` in a table whose rows from `first` on are those of sorted `ids`; `absent` for those that are
/// not among them.
template <class Gene, class Id, class GetId>
void locate_in(std::span<const Gene> genes, GetId id, std::span<const Id> ids, std::uint32_t first,
               std::uint32_t absent, std::span<std::uint32_t> rows) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    const Id mine = std::invoke(id, genes[i]);
    while (at < ids.size() && ids[at] < mine) ++at;
    rows[i] = at < ids.size() && ids[at] == mine ? first + std::uint32_t(at) : absent;
  }
}

/// Genes numbered higher than all of the other's.
std::size_t excess_over(std::span<const InnovationNumber> genes, std::span<const InnovationNumber> others) {
  if (others.empty()) return genes.size();
  std::size_t kept = genes.size();
  while (kept > 0 && genes[kept - 1] > others.back()) --kept;
  return genes.size() - kept;
}

/// The part of `distance` that two structures make by themselves.
double structural(std::span<const InnovationNumber> a, std::span<const InnovationNumber> b,
                  std::size_t matching, std::size_t changed_nodes, const DistanceOptions& options) {
  const auto excess = double(excess_over(a, b) + excess_over(b, a));
  const double disjoint = double(a.size() + b.size()) - 2 * double(matching) - excess + double(changed_nodes);
  const double size = options.normalise ? double(std::max({a.size(), b.size(), std::size_t{1}})) : 1.0;
  return (options.excess * excess + options.disjoint * disjoint) / size;
}

bool fits(const Genome& genome) {
  return genome.topology->neurons_only();
}

/// The difference of two infinities is a NaN, which would count as absent.
bool is_finite(const Genome& genome) {
  return std::ranges::all_of(genome.parameters, [](float value) { return std::isfinite(value); });
}

}  // namespace

DistanceTable::DistanceTable(std::vector<const Genome*> genomes, const DistanceOptions& options,
                             Threads& threads)
    : genomes_(std::move(genomes)), options_(options) {
  lanes_ = std::ranges::all_of(genomes_, [](const Genome* g) { return fits(*g) && is_finite(*g); });
  if (!lanes_) return;
  gather_ids();
  gather_attributes();
  groups_.resize((genomes_.size() + kLanes - 1) / kLanes);
  threads.for_each(groups_.size(), [&](std::size_t g, unsigned) { fill(groups_[g], g * kLanes); });
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

void DistanceTable::gather_attributes() {
  constexpr float kNobody = -1;
  common_.assign(node_ids_.size(), kNobody);
  const Topology* last = nullptr;
  for (const Genome* genome : genomes_) {
    if (genome->topology.get() == std::exchange(last, genome->topology.get())) continue;
    std::size_t row = 0;
    for (const NodeGene& node : last->nodes()) {
      while (node_ids_[row] < node.id) ++row;
      const float mine = attributes_of(node);
      common_[row] = common_[row] == kNobody || common_[row] == mine ? mine : kAbsent;
    }
  }
}

void DistanceTable::fill(Group& group, std::size_t first) const {
  group.attributes.assign((node_ids_.size() + 1) * kLanes, kAbsent);
  group.values.assign((node_ids_.size() + numbers_.size() + 1) * kLanes, kAbsent);
  Scratch scratch;
  for (std::size_t lane = 0; lane < kLanes && first + lane < genomes_.size(); ++lane) {
    const Genome& genome = *genomes_[first + lane];
    scratch.topology = genome.topology;
    locate(scratch);
    const auto nodes = genome.topology->nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i)
      group.attributes[scratch.nodes[i] * kLanes + lane] = attributes_of(nodes[i]);
    for (std::size_t i = 0; i < genome.parameters.size(); ++i)
      group.values[scratch.parameters[i] * kLanes + lane] = genome.parameters[i];
  }
}

void DistanceTable::meet(const std::shared_ptr<const Topology>& topology, Scratch& scratch) const {
  if (scratch.topology == topology) return;
  scratch.topology = topology;
  scratch.structures.clear();
  locate(scratch);
  keep_uncommon(scratch);
}

void DistanceTable::locate(Scratch& scratch) const {
  const auto nodes = scratch.topology->nodes();
  const auto none = std::uint32_t(node_ids_.size()), absent = std::uint32_t(none + numbers_.size());
  scratch.nodes.resize(nodes.size());
  scratch.parameters.resize(scratch.topology->parameter_count());
  locate_in(nodes, &NodeGene::id, std::span<const NodeId>(node_ids_), 0, none, scratch.nodes);
  std::size_t bias = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].bias) scratch.parameters[bias++] = scratch.nodes[i] == none ? absent : scratch.nodes[i];
  locate_in(scratch.topology->innovation_numbers(), std::identity{},
            std::span<const InnovationNumber>(numbers_), none, absent,
            std::span(scratch.parameters).subspan(bias));
}

/// Of nodes that all others have with the same attributes, or not at all, nothing needs to be counted.
void DistanceTable::keep_uncommon(Scratch& scratch) const {
  const auto nodes = scratch.topology->nodes();
  scratch.attributes.resize(nodes.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::uint32_t row = scratch.nodes[i];
    const float mine = attributes_of(nodes[i]);
    if (row == node_ids_.size() || common_[row] == mine) continue;
    scratch.nodes[kept] = row;
    scratch.attributes[kept++] = mine;
  }
  scratch.nodes.resize(kept);
}

DistanceTable::Structure DistanceTable::compare_structures(const Topology& topology, std::size_t group,
                                                           const Scratch& scratch) const {
  const Group& table = groups_[group];
  const std::span<const std::uint32_t> rows(scratch.parameters);
  const CountLanes biases = count_present(rows.first(topology.scalar_offset()), table.values.data());
  const CountLanes weights = count_present(rows.subspan(topology.scalar_offset()), table.values.data());
  const CountLanes changed = count_changed(scratch.nodes, scratch.attributes.data(), table.attributes.data());
  Structure structure;
  const std::size_t first = group * kLanes, count = std::min(kLanes, genomes_.size() - first);
  for (std::size_t lane = 0; lane < count; ++lane) {
    const std::uint32_t compared = biases[lane] + weights[lane];
    structure.base[lane] =
        structural(topology.innovation_numbers(), genomes_[first + lane]->topology->innovation_numbers(),
                   weights[lane], changed[lane], options_);
    structure.scale[lane] = compared == 0 ? 0 : options_.weights / double(compared);
  }
  return structure;
}

/// The bounds hold for `distance` too, whose sum lies within the error of this one: adding `base` is monotone.
std::optional<std::size_t> DistanceTable::first_in(std::size_t group, const Genome& genome, double threshold,
                                                   const Scratch& scratch) const {
  const Structure& structure = scratch.structures[group];
  const FloatLanes sums =
      sum_differences(scratch.parameters, genome.parameters.data(), groups_[group].values.data());
  const double error = double(genome.parameters.size() + 8) * 0x1p-23;
  std::array<double, kLanes> low;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    low[lane] = structure.base[lane] + structure.scale[lane] * double(sums[lane]) * (1 - error);
  const std::size_t first = group * kLanes, count = std::min(kLanes, genomes_.size() - first);
  for (std::size_t lane = 0; lane < count; ++lane) {
    if (low[lane] >= threshold && low[lane] < kOverflown) continue;
    const double high = structure.base[lane] + structure.scale[lane] * double(sums[lane]) * (1 + error);
    if (high < threshold || distance(genome, *genomes_[first + lane], options_) < threshold)
      return first + lane;
  }
  return std::nullopt;
}

std::size_t DistanceTable::first_nearer(const Genome& genome, double threshold, Scratch& scratch) const {
  if (!lanes_ || !fits(genome)) {
    const auto nearer = [&](const Genome* other) { return distance(genome, *other, options_) < threshold; };
    return std::size_t(std::ranges::find_if(genomes_, nearer) - genomes_.begin());
  }
  meet(genome.topology, scratch);
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    if (group == scratch.structures.size())
      scratch.structures.push_back(compare_structures(*genome.topology, group, scratch));
    if (const auto found = first_in(group, genome, threshold, scratch)) return *found;
  }
  return genomes_.size();
}

}  // namespace neat
