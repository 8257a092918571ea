/// neat/genome/distance_table.hpp - the distance of one genome to many at once: the representatives of all species.
///
/// Genes of the many lie side by side, a row per gene and a lane per genome, so that one pass over a genome's genes
/// gives its distance to 16 others, each summed in the order in which `distance` sums. The same doubles as
/// `distance` gives. Genomes with tensors are compared one by one. Keeps pointers to the genomes. Immutable; any
/// thread, with scratch memory of its own.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "neat/genome/distance.hpp"

namespace neat {

class DistanceTable {
 public:
  static constexpr std::size_t kLanes = 16;  ///< genomes compared in one pass

  /// What one thread needs while it looks up; any table may use it, one call at a time.
  struct Scratch {
    std::vector<std::uint32_t> node_rows, bias_rows, connection_rows;
  };

  /// REQUIRES: the genomes outlive the table.
  DistanceTable(std::vector<const Genome*> genomes, const DistanceOptions& options);

  /// The first of the genomes that is nearer than `threshold`; how many there are when none is.
  std::size_t first_nearer(const Genome& genome, double threshold, Scratch& scratch) const;

 private:
  /// Up to kLanes of the genomes. Rows of kLanes; NaN where a genome lacks the gene.
  struct Group {
    std::vector<float> biases, attributes;  ///< a row per node id
    std::vector<float> weights;             ///< a row per innovation number
  };

  using Lanes = std::array<double, kLanes>;

  void gather_ids();
  void fill(Group& group, std::size_t first) const;
  void locate(const Genome& genome, Scratch& scratch) const;
  /// Distances to the genomes of a group.
  Lanes distances(const Genome& genome, std::size_t group, const Scratch& scratch) const;

  std::vector<const Genome*> genomes_;
  DistanceOptions options_;
  bool lanes_ = true;                      ///< false: compare one by one
  std::vector<NodeId> node_ids_;           ///< rising, of all the genomes
  std::vector<InnovationNumber> numbers_;  ///< likewise
  std::vector<Group> groups_;
};

}  // namespace neat
