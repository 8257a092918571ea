/// neat/evolution/noise.hpp - children that are their parent with normal noise, at several scales at once.
///
/// Which child comes from which parent at which scale is fixed before any is bred, so that outcomes can be told apart by
/// scale afterwards. Pure; any thread.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "neat/base/random.hpp"
#include "neat/evolution/options.hpp"

namespace neat {

inline constexpr std::size_t kUnmutated = std::numeric_limits<std::size_t>::max();

inline constexpr std::size_t kEverywhere = std::numeric_limits<std::size_t>::max();

/// What a child is made of.
struct Origin {
  std::size_t parent = 0;          ///< by rank
  std::size_t scale = kUnmutated;  ///< into NoiseOptions::scales

  bool operator==(const Origin&) const = default;
};

/// Equal ones where none are given; they sum to 1. REQUIRES: no more shares than scales.
std::vector<double> starting_shares(const NoiseOptions& options);

/// The origins of `children` children: parents in order, the better the more children (weights k, k - 1, ..., 1), of each
/// first its unmutated ones and then the scales in order, by `shares`. REQUIRES: parents >= 1.
std::vector<Origin> origins(const ParentOptions& options, std::span<const double> shares, std::size_t parents,
                            std::size_t children);

/// Adds N(0, deviation^2) to the learned parameters, to a part of them where density < 1; where noise is relative, the
/// deviation is that of a gene whose parameters have a root mean square of 1 (a net of neurons counts as one gene).
/// With `focused` only that node's parameters change: its bias and the weights that lead to it.
void add_noise(Genome& genome, double deviation, const NoiseOptions& options, Random& random,
               std::size_t focused = kEverywhere);

/// The node that noise stays on in this generation: each that has parameters in turn, options.focus generations long.
std::size_t focus(const Topology& topology, const NoiseOptions& options, std::uint32_t generation);

}  // namespace neat
