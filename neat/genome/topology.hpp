/// neat/genome/topology.hpp - the structure of a network: immutable, shared and interned.
///
/// Invariants: nodes are sorted by id, connections by innovation number; every connection joins two nodes of
/// the topology, never targets an input or bias node, and its operator fits its ends (shapes.hpp); (source, target,
/// recurrent) is unique; enabled forward connections form no cycle, and neither do disabled ones together
/// with them; the channels of a concat node are those of all that leads into it. Equal structures are one object, so that equality is a pointer comparison and a weight mutation
/// shares its parent's. Thread rules: all members may be called from any thread; `make` takes a short lock.
///
/// Parameters of a genome lie in one flat array: the node biases in node order, then all scalar weights in
/// innovation order, then the tensors in innovation order (their extents: shapes.hpp; row-major), then the scales of
/// normalised nodes in node order, a channel each, then the buffers: of nodes with batch normalisation, in node order,
/// the means of all channels and then their variances. No padding.
#pragma once

#include <any>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "neat/genome/gene.hpp"

namespace neat {

/// Where a gene's parameters lie in the flat array. Buffers are not learned: noise, decay and averages skip
/// them.
struct ParameterRange {
  std::size_t offset = 0, size = 0;
  bool learned = true;
};

class Topology {
 public:
  /// The topology with these genes (sorted here); throws neat::Error(data) naming the first broken invariant.
  static std::shared_ptr<const Topology> make(std::vector<NodeGene> nodes,
                                              std::vector<ConnectionGene> connections);

  /// As `make`, for genes whose invariants follow from how they were made, as a draft's do; sorted. Checked where NDEBUG is
  /// not defined.
  static std::shared_ptr<const Topology> intern(std::vector<NodeGene> nodes,
                                                std::vector<ConnectionGene> connections);

  std::span<const NodeGene> nodes() const { return nodes_; }
  std::span<const ConnectionGene> connections() const { return connections_; }
  /// Of the connections, side by side: what comparing two structures reads.
  std::span<const InnovationNumber> innovation_numbers() const { return innovation_numbers_; }

  /// Index into nodes() of `id`, or nodes().size() when absent.
  std::size_t node_index(NodeId id) const;
  /// Index into connections() of `innovation`, or connections().size() when absent.
  std::size_t connection_index(InnovationNumber innovation) const;

  std::size_t parameter_count() const { return parameter_count_; }
  /// Those that are learned; they come first.
  std::size_t learned_count() const { return learned_count_; }
  /// Number of scalar weights; they lie at [scalar_offset(), scalar_offset() + scalar_count()).
  std::size_t scalar_count() const { return scalar_count_; }
  std::size_t scalar_offset() const { return scalar_offset_; }
  /// Size 0 when it has none.
  ParameterRange bias(std::size_t node) const {
    if (!neurons_only_) return biases_[node];
    return {bias_offsets_[node], nodes_[node].bias ? std::size_t{1} : std::size_t{0}, true};
  }
  ParameterRange weights(std::size_t connection) const {
    if (!neurons_only_) return weights_[connection];
    return {scalar_offset_ + connection, 1, true};
  }

  /// What normalisation multiplies each channel with; size 0 when the node has none.
  ParameterRange scale(std::size_t node) const { return neurons_only_ ? ParameterRange{} : scales_[node]; }
  /// The buffers of batch normalisation, means and variances; size 0 when the node has none.
  ParameterRange statistics(std::size_t node) const {
    return neurons_only_ ? ParameterRange{} : statistics_[node];
  }

  std::size_t inputs() const { return inputs_; }  ///< features over all input nodes, in id order
  std::size_t outputs() const { return outputs_; }
  std::size_t hidden_nodes() const { return hidden_nodes_; }
  std::size_t enabled_connections() const { return enabled_connections_; }
  /// Every node is a neuron and every connection a single weight: its parameters are the biases in node order and then
  /// the weights in innovation order, one each.
  bool neurons_only() const { return neurons_only_; }
  bool recurrent() const { return recurrent_; }  ///< has an enabled recurrent connection

  std::uint64_t hash() const { return hash_; }  ///< structural; the same in every process

  /// What other layers derive once from a topology and share between all genomes that have it (the compiled
  /// plan): `make` is called at most once, by the first caller. There is one slot; its type belongs to
  /// network/plan.
  const std::any& derived(const std::function<std::any(const Topology&)>& make) const;

 private:
  Topology(std::vector<NodeGene>, std::vector<ConnectionGene>, std::uint64_t hash);
  static std::shared_ptr<const Topology> find_or_add(std::vector<NodeGene>, std::vector<ConnectionGene>);
  void lay_out();
  void lay_out_neurons();
  void lay_out_tensors();
  std::size_t lay_out_normalisation(std::size_t offset);

  std::vector<NodeGene> nodes_;
  std::vector<ConnectionGene> connections_;
  std::vector<InnovationNumber> innovation_numbers_;
  std::vector<std::uint32_t> bias_offsets_;                             ///< of neurons only
  std::vector<ParameterRange> biases_, weights_, scales_, statistics_;  ///< where there are tensors
  std::size_t parameter_count_ = 0, learned_count_ = 0, scalar_count_ = 0, scalar_offset_ = 0;
  std::size_t inputs_ = 0, outputs_ = 0, hidden_nodes_ = 0, enabled_connections_ = 0;
  bool recurrent_ = false, neurons_only_ = true;
  std::uint64_t hash_;
  mutable std::mutex derived_lock_;
  mutable std::atomic<bool> is_derived_ = false;
  mutable std::any derived_;
};

}  // namespace neat
