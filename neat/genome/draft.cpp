#include "neat/genome/draft.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <utility>

#include "neat/genome/node_places.hpp"

namespace neat {

namespace {

constexpr std::size_t kRoom = 8;  // for what a birth usually adds, without moving everything

template <class T>
std::vector<T> with_room(std::span<const T> from) {
  std::vector<T> copy;
  copy.reserve(from.size() + kRoom);
  copy.assign(from.begin(), from.end());
  return copy;
}

/// A search along forward connections; one per thread, whose memory is used again.
class Search {
 public:
  bool reaches(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections,
               std::size_t source, std::size_t target) {
    group_targets(nodes, connections);
    seen_.assign(nodes.size(), 0);
    open_.assign(1, std::uint32_t(source));
    while (!open_.empty()) {
      const std::uint32_t at = open_.back();
      open_.pop_back();
      if (at == target) return true;
      visit_targets(at);
    }
    return false;
  }

 private:
  /// Targets sorted by source in one counting pass; first_ bounds each source's.
  void group_targets(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections) {
    places_.fill(nodes);
    first_.assign(nodes.size() + 2, 0);
    ends_.clear();
    for (const auto& c : connections) {
      if (c.recurrent) continue;
      ends_.emplace_back(places_.find(c.source), places_.find(c.target));
      ++first_[ends_.back().first + 2];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    targets_.resize(ends_.size());
    for (const auto& [source, target] : ends_) targets_[first_[source + 1]++] = target;
  }

  void visit_targets(std::uint32_t source) {
    for (std::uint32_t k = first_[source]; k < first_[source + 1]; ++k) {
      if (seen_[targets_[k]] != 0) continue;
      seen_[targets_[k]] = 1;
      open_.push_back(targets_[k]);
    }
  }

  NodePlaces places_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends_;
  std::vector<std::uint32_t> first_, targets_, open_;
  std::vector<std::uint8_t> seen_;
};

}  // namespace

Draft::Draft(const Genome& genome)
    : nodes(with_room(genome.topology->nodes())),
      connections(with_room(genome.topology->connections())),
      traits(genome.traits),
      lineage(genome.lineage),
      kept_nodes_(nodes.size()) {
  pool_.reserve(genome.parameters.size() + kRoom);
  pool_ = genome.parameters;
  biases_.reserve(nodes.size() + kRoom);
  weights_.reserve(connections.size() + kRoom);
  const Topology& topology = *genome.topology;
  const auto place = [](const ParameterRange& range) { return Place{range.offset, range.size}; };
  for (std::size_t i = 0; i < nodes.size(); ++i) biases_.push_back(place(topology.bias(i)));
  for (std::size_t i = 0; i < nodes.size() && !topology.neurons_only(); ++i)
    norms_.push_back({place(topology.scale(i)), place(topology.statistics(i))});
  for (std::size_t i = 0; i < connections.size(); ++i) weights_.push_back(place(topology.weights(i)));
}

Draft::Place Draft::store(std::span<const float> values) {
  const Place place{pool_.size(), values.size()};
  pool_.insert(pool_.end(), values.begin(), values.end());
  return place;
}

NodeId Draft::add_split_node(InnovationNumber connection, NodeGene gene) {
  gene.id = kFirstProvisional + NodeId(proposed_.size());
  proposed_.push_back({gene.id, connection});
  nodes.push_back(gene);
  biases_.push_back(store(std::vector<float>(gene.bias ? gene.shape.channels : 0, 0.0F)));
  if (!norms_.empty() || gene.normalisation != Normalisation::none) add_norm(gene);
  return gene.id;
}

void Draft::add_norm(const NodeGene& gene) {
  const std::size_t channels = gene.shape.channels;
  norms_.resize(nodes.size());
  if (gene.normalisation != Normalisation::none)
    norms_.back().scale = store(std::vector<float>(channels, 1.0F));
  if (gene.normalisation != Normalisation::batch) return;
  std::vector<float> statistics(channels, 0.0F);
  statistics.resize(2 * channels, 1 - kVarianceFloor);
  norms_.back().statistics = store(statistics);
}

void Draft::add_connection(ConnectionGene gene, std::span<const float> weights) {
  gene.innovation = kFirstProvisional;  // the key is enough: ends, kind, recurrent
  connections.push_back(gene);
  weights_.push_back(store(weights));
}

void Draft::remove_connection(std::size_t index) {
  connections.erase(connections.begin() + std::ptrdiff_t(index));
  weights_.erase(weights_.begin() + std::ptrdiff_t(index));
}

void Draft::remove_node(std::size_t index) {
  const NodeId id = nodes[index].id;
  for (std::size_t i = connections.size(); i-- > 0;)
    if (connections[i].source == id || connections[i].target == id) remove_connection(i);
  kept_nodes_ -= index < kept_nodes_;
  nodes.erase(nodes.begin() + std::ptrdiff_t(index));
  biases_.erase(biases_.begin() + std::ptrdiff_t(index));
  if (!norms_.empty()) norms_.erase(norms_.begin() + std::ptrdiff_t(index));
}

std::span<float> Draft::bias(std::size_t node) {
  return at(biases_[node]);
}

std::span<float> Draft::scale(std::size_t node) {
  return at(norm(node).scale);
}

std::span<float> Draft::statistics(std::size_t node) {
  return at(norm(node).statistics);
}

std::span<float> Draft::weights(std::size_t connection) {
  return at(weights_[connection]);
}

void Draft::set_bias(std::size_t node, std::span<const float> values) {
  biases_[node] = store(values);
}

void Draft::set_scale(std::size_t node, std::span<const float> values) {
  norms_[node].scale = store(values);
}

void Draft::set_statistics(std::size_t node, std::span<const float> values) {
  norms_[node].statistics = store(values);
}

void Draft::set_weights(std::size_t connection, std::span<const float> values) {
  weights_[connection] = store(values);
}

std::size_t Draft::node_index(NodeId id) const {
  const auto added = nodes.begin() + std::ptrdiff_t(kept_nodes_);
  const auto kept = std::ranges::lower_bound(nodes.begin(), added, id, {}, &NodeGene::id);
  if (kept != added && kept->id == id) return std::size_t(kept - nodes.begin());
  return std::size_t(std::ranges::find(added, nodes.end(), id, &NodeGene::id) - nodes.begin());
}

bool Draft::connected(NodeId source, NodeId target, bool recurrent) const {
  return std::ranges::any_of(connections, [&](const ConnectionGene& c) {
    return c.source == source && c.target == target && c.recurrent == recurrent;
  });
}

bool Draft::reaches(NodeId source, NodeId target) const {
  if (source == target) return true;
  const auto leads_on = [&](const ConnectionGene& c) { return c.source == source && !c.recurrent; };
  if (std::ranges::none_of(connections, leads_on)) return false;  // as of every output: no need to search
  thread_local Search search;
  return search.reaches(nodes, connections, node_index(source), node_index(target));
}

void Draft::rename(NodeId provisional, NodeId id) {
  nodes[node_index(provisional)].id = id;
  for (auto& c : connections) {
    if (c.source == provisional) c.source = id;
    if (c.target == provisional) c.target = id;
  }
}

void Draft::number(Innovations& innovations) {
  for (const auto& proposal : proposed_) {
    if (node_index(proposal.provisional) == nodes.size()) continue;  // deleted again in the same birth
    NodeId id = 0;
    for (std::uint32_t occurrence = 0;; ++occurrence) {
      id = innovations.split(proposal.split, occurrence);
      if (node_index(id) == nodes.size()) break;  // this genome does not hold that split's node yet
    }
    rename(proposal.provisional, id);
  }
  proposed_.clear();
  for (auto& c : connections)
    if (is_provisional(c.innovation))
      c.innovation = innovations.connection(c.source, c.target, c.op.kind, c.recurrent);
}

/// Brings genes that were added to their places, which are near the end. Values stay where they are.
void Draft::sort_genes() {
  const auto turn = [](auto& list, std::ptrdiff_t to, std::ptrdiff_t from) {
    std::rotate(list.begin() + to, list.begin() + from, list.begin() + from + 1);
  };
  const auto sort = [&](auto& genes, auto& places, auto id) {
    for (std::size_t i = 1; i < genes.size(); ++i) {
      if (genes[i - 1].*id <= genes[i].*id) continue;
      const auto at =
          std::ranges::upper_bound(genes.begin(), genes.begin() + std::ptrdiff_t(i), genes[i].*id, {}, id) -
          genes.begin();
      turn(genes, at, std::ptrdiff_t(i));
      turn(places, at, std::ptrdiff_t(i));
      if constexpr (std::is_same_v<decltype(id), NodeId NodeGene::*>)
        if (!norms_.empty()) turn(norms_, at, std::ptrdiff_t(i));
    }
  };
  sort(nodes, biases_, &NodeGene::id);
  sort(connections, weights_, &ConnectionGene::innovation);
}

Genome Draft::finish() && {
  sort_genes();
  Genome genome{Topology::intern(std::move(nodes), std::move(connections)), {}, traits, lineage};
  const Topology& topology = *genome.topology;
  genome.parameters.resize(topology.parameter_count());
  const auto copy = [&](const Place& from, const ParameterRange& to) {
    std::copy_n(pool_.data() + from.offset, from.size, genome.parameters.data() + to.offset);
  };
  for (std::size_t i = 0; i < biases_.size(); ++i) copy(biases_[i], topology.bias(i));
  for (std::size_t i = 0; i < norms_.size(); ++i) {
    copy(norms_[i].scale, topology.scale(i));
    copy(norms_[i].statistics, topology.statistics(i));
  }
  for (std::size_t i = 0; i < weights_.size(); ++i) copy(weights_[i], topology.weights(i));
  return genome;
}

}  // namespace neat
