/// neat/network/calibration.hpp - what a network with batch normalisation keeps of its batches: means and variances that
/// belong to its present weights.
#pragma once

#include "neat/network/network.hpp"

namespace neat {

/// Rows that calibration looks at, at most.
inline constexpr std::size_t kCalibrationRows = 2048;

/// Writes the kept statistics of every node with batch normalisation: the means, over batches, of what they are while
/// learning. The rows are spread evenly over x and the same for every call. Returns how many there were: 0 without
/// batch normalisation. Nothing is silenced by dropout.
std::size_t calibrate(Network& network, const Rows& x);

}  // namespace neat
