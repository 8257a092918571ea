/// neat/genome/distance_table.hpp - the distance of one genome to many at once: the representatives of all species.
///
/// Genes of the many lie side by side, a row per gene and a lane per genome, so that one pass over a genome's genes
/// gives its distance to 16 others, each summed in the order in which `distance` sums. The same doubles as
/// `distance` gives. Genomes with tensors are compared one by one. Keeps pointers to the genomes. Immutable; any
/// thread, with scratch memory of its own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "neat/genome/distance.hpp"

namespace neat {

class DistanceTable {
 public:
  static constexpr std::size_t kLanes = 16;  ///< genomes compared in one pass

  /// Where the genes of a structure are in a table.
  struct Rows {
    std::shared_ptr<const Topology> topology;
    std::vector<std::uint32_t> nodes, biases, connections;
  };
  /// What one thread keeps between look-ups in one table: rows of the structures it met last.
  using Scratch = std::array<Rows, 32>;

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
  const Rows& locate(const std::shared_ptr<const Topology>& topology, Scratch& scratch) const;
  /// Distances to the genomes of a group.
  Lanes distances(const Genome& genome, std::size_t group, const Rows& rows) const;

  std::vector<const Genome*> genomes_;
  DistanceOptions options_;
  bool lanes_ = true;                      ///< false: compare one by one
  std::vector<NodeId> node_ids_;           ///< rising, of all the genomes
  std::vector<InnovationNumber> numbers_;  ///< likewise
  std::vector<Group> groups_;
};

}  // namespace neat
