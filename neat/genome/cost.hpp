/// neat/genome/cost.hpp - what a network would cost, from its genes alone, before any of it is built. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "neat/genome/options.hpp"

namespace neat {

struct Cost {
  double flops = 0;       ///< of one row, forwards; enabled connections
  double parameters = 0;  ///< disabled connections included: they are inherited
  double features = 0;    ///< of all nodes
  /// While it learns: parameters, gradient and an optimiser's two states; activations, values before them, and deltas
  /// of now and before, for a batch of 64 rows.
  double bytes() const { return 4 * (4 * parameters + 4 * 64 * features); }
};

/// Doubles, so that no genes are too large to be reckoned.
Cost cost_of(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections);

/// Which of genome.max_flops and genome.max_bytes the cost is over, with both figures; empty when it is over none.
std::string over_limits(const Cost& cost, const GenomeOptions& options);

}  // namespace neat
