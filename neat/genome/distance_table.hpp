/// neat/genome/distance_table.hpp - the distance of one genome to many at once: the representatives of all species.
///
/// Genes of the many lie side by side, a row per gene and a lane per genome, so that one pass over a genome's genes bounds
/// its distance to 16 others; what the structures contribute is counted once for genomes that share theirs. Where the
/// bounds leave it open which side of a threshold a distance is on, `distance` itself decides: the answer is always
/// its. Genomes with tensors are compared one by one. Keeps pointers to the genomes. Immutable; any thread, with scratch
/// memory of its own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/genome/distance.hpp"
#include "neat/genome/distance_lanes.hpp"

namespace neat {

class DistanceTable {
 public:
  static constexpr std::size_t kLanes = kDistanceLanes;  ///< genomes compared in one pass

  /// What two structures alone say of a distance: base + scale * sum of differences, by lane.
  struct Structure {
    std::array<double, kLanes> base{}, scale{};
  };
  /// What one thread keeps between look-ups in one table: what is known of the structure it met last. Look-ups are fast
  /// where genomes of one structure follow each other.
  struct Scratch {
    std::shared_ptr<const Topology> topology;
    std::vector<std::uint32_t>
        nodes;                      ///< rows of those of its nodes whose attributes may differ from another's
    std::vector<float> attributes;  ///< of these nodes
    std::vector<std::uint32_t> parameters;  ///< rows of its biases and weights
    std::vector<Structure> structures;      ///< against the first groups, as far as they were needed
  };

  /// REQUIRES: the genomes outlive the table.
  DistanceTable(std::vector<const Genome*> genomes, const DistanceOptions& options, Threads& threads);

  /// The first of the genomes that is nearer than `threshold`; how many there are when none is.
  std::size_t first_nearer(const Genome& genome, double threshold, Scratch& scratch) const;

 private:
  /// Up to kLanes of the genomes. Rows of kLanes; NaN where a genome lacks the gene.
  struct Group {
    std::vector<float> attributes;  ///< a row per node id, one for those that none has
    std::vector<float>
        values;  ///< biases by node id, weights by innovation number, one for those that none has
  };

  void gather_ids();
  void gather_attributes();
  void fill(Group& group, std::size_t first) const;
  /// Fills the scratch memory for a structure, if it holds another.
  void meet(const std::shared_ptr<const Topology>& topology, Scratch& scratch) const;
  void locate(Scratch& scratch) const;
  void keep_uncommon(Scratch& scratch) const;
  Structure compare_structures(const Topology& topology, std::size_t group, const Scratch& scratch) const;
  /// The first genome of a group that is nearer; nothing when none is.
  std::optional<std::size_t> first_in(std::size_t group, const Genome& genome, double threshold,
                                      const Scratch& scratch) const;

  std::vector<const Genome*> genomes_;
  DistanceOptions options_;
  bool lanes_ = true;                      ///< false: compare one by one
  std::vector<NodeId> node_ids_;           ///< rising, of all the genomes
  std::vector<InnovationNumber> numbers_;  ///< likewise
  std::vector<float> common_;  ///< the attributes that all who have a node agree on; NaN: they do not
  std::vector<Group> groups_;
};

}  // namespace neat
