/// neat/genome/node_places.hpp - where the nodes of a gene list are, by id, in constant time.
///
/// A sparse set (Briggs and Torczon 1993): what an id's slot says counts only if the node there has that id, so a table
/// is used again for other nodes without being cleared. Ids beyond the table's size are looked for one by one. Refers to
/// the nodes it was filled from. One per thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neat/genome/gene.hpp"

namespace neat {

class NodePlaces {
 public:
  /// REQUIRES: the nodes stay where they are as long as they are looked for.
  void fill(std::span<const NodeGene> nodes) {
    nodes_ = nodes;
    scattered_ = false;
    for (std::size_t i = 0; i < nodes.size(); ++i) put(nodes[i].id, std::uint32_t(i));
  }

  /// Index of the node; the number of nodes when it is not there.
  std::size_t find(NodeId id) const {
    const std::size_t slot = slot_of(id);
    if (slot < slots_.size()) {
      const std::size_t at = slots_[slot];
      if (at < nodes_.size() && nodes_[at].id == id) return at;
    }
    return scattered_ ? search(id) : nodes_.size();
  }

 private:
  static constexpr std::size_t kMostSlots = std::size_t{1} << 22;

  /// Provisional ids between the others.
  static std::size_t slot_of(NodeId id) {
    return std::size_t{id & ~kFirstProvisional} * 2 + (is_provisional(id) ? 1 : 0);
  }

  void put(NodeId id, std::uint32_t at) {
    const std::size_t slot = slot_of(id);
    if (slot >= kMostSlots) {
      scattered_ = true;
      return;
    }
    if (slot >= slots_.size()) slots_.resize(slot + slot / 2 + 64);
    slots_[slot] = at;
  }

  std::size_t search(NodeId id) const {
    std::size_t at = 0;
    while (at < nodes_.size() && nodes_[at].id != id) ++at;
    return at;
  }

  std::span<const NodeGene> nodes_;
  std::vector<std::uint32_t> slots_;
  bool scattered_ = false;  ///< some nodes have no slot
};

}  // namespace neat
