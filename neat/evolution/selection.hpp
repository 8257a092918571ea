/// neat/evolution/selection.hpp - who has children, and how many: explicit fitness sharing between species.
///
/// Offspring follow the mean fitness of a species above the population's worst (Stanley and Miikkulainen
/// 2002, section 3.3, where fitness may be negative or minimised); stagnant species get none, except the best
/// few. The numbers always add up to the population size, and the champion is always among the elites. Pure.
#pragma once

#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evolution/options.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

struct SpeciesShare {
  std::uint32_t species = 0;
  std::vector<std::size_t> ranked;  ///< indices into members, best first
  std::size_t offspring = 0;        ///< elites included
  std::size_t elites = 0;           ///< the first of `ranked`, kept unchanged with their evaluation
  std::size_t parents = 0;          ///< the first of `ranked`, >= 1
};

/// Shares of the next generation, in species order; their `offspring` sum to `population`.
/// REQUIRES: state evaluated and speciated.
std::vector<SpeciesShare> share_offspring(const SearchState& state, const SpeciesOptions& options,
                                          std::size_t population, bool maximise, Threads& threads);

/// Splits `total` in proportion to `weights` by largest remainder (ties: the first); all zero: equally.
std::vector<std::size_t> apportion(const std::vector<double>& weights, std::size_t total);

}  // namespace neat
