/// neat/genome/draft.hpp - a child whose structure is still being changed: genes with provisional ids, and
/// values that move with their genes.
///
/// Life of a draft: taken from a genome, mutated in parallel with others (nothing shared), numbered serially
/// in child order, finished in parallel into a genome with an interned topology. Values lie in a pool that
/// only grows, so adding a gene never moves another's values.
#pragma once

#include <span>
#include <vector>

#include "neat/genome/genome.hpp"
#include "neat/genome/innovation.hpp"

namespace neat {

class Draft {
 public:
  explicit Draft(const Genome& genome);

  std::vector<NodeGene> nodes;              ///< in id order; provisional ones at the end
  std::vector<ConnectionGene> connections;  ///< in innovation order; provisional ones at the end
  Traits traits;
  Lineage lineage;

  /// Adds a node that splits `connection` (already numbered); id and values are set here: biases 0, and a normalisation
  /// whose statistics change nothing. Returns its provisional id.
  NodeId add_split_node(InnovationNumber connection, NodeGene gene);
  /// Adds a connection with these weights ([target size x source size] for dense). Its number comes later.
  void add_connection(ConnectionGene gene, std::span<const float> weights);
  void remove_connection(std::size_t index);
  void remove_node(std::size_t index);  ///< with all its connections

  std::span<float> bias(std::size_t node);
  std::span<float> weights(std::size_t connection);
  std::span<float> scale(std::size_t node);  ///< empty unless normalised
  std::span<float> statistics(
      std::size_t node);  ///< means, then variances; empty without batch normalisation
  void set_bias(std::size_t node, std::span<const float> values);
  void set_scale(std::size_t node, std::span<const float> values);
  void set_statistics(std::size_t node, std::span<const float> values);
  void set_weights(std::size_t connection, std::span<const float> values);

  std::size_t node_index(NodeId id) const;  ///< nodes.size() when absent
  bool connected(NodeId source, NodeId target, bool recurrent) const;
  /// Whether `target` can be reached from `source` over forward connections, disabled ones included.
  bool reaches(NodeId source, NodeId target) const;

  /// Gives every provisional gene its number. [serial, in child order]
  void number(Innovations& innovations);
  /// The genome. REQUIRES: numbered.
  Genome finish() &&;

 private:
  struct ProposedNode {
    NodeId provisional;
    InnovationNumber split;
  };
  struct Place {
    std::size_t offset, size;
  };
  struct NormPlaces {
    Place scale{}, statistics{};
  };
  NormPlaces norm(std::size_t node) const { return norms_.empty() ? NormPlaces{} : norms_[node]; }
  std::span<float> at(Place place) { return {pool_.data() + place.offset, place.size}; }
  Place store(std::span<const float> values);
  void add_norm(const NodeGene& gene);
  void sort_genes();
  void rename(NodeId provisional, NodeId id);

  std::vector<Place> biases_, weights_;  ///< into pool_, beside nodes and connections
  std::vector<NormPlaces> norms_;        ///< beside nodes where any may be normalised, else empty
  std::size_t kept_nodes_;  ///< the first of `nodes`: of the genome it was taken from, in id order
  Floats pool_;
  std::vector<ProposedNode> proposed_;
};

}  // namespace neat
