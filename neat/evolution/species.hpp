/// neat/evolution/species.hpp - dividing a population into species by compatibility distance.
///
/// A member joins the first species (in id order) whose representative is nearer than the threshold; the
/// representative is a random member of the previous generation's species (Stanley and Miikkulainen 2002,
/// section 3.3). The threshold then moves towards the target number of species. Distances are computed in
/// parallel; the result is the same for any number of threads.
#pragma once

#include <span>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evolution/options.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

/// Fitness turned so that higher is better; minus infinity for evaluations that are not ok.
double directed_fitness(const Evaluation& evaluation, bool maximise);
/// Index of the best member by directed fitness; the first of equals. REQUIRES: members not empty.
std::size_t best_member(const std::vector<Member>& members, bool maximise);

/// Who belongs to which species: indices into the members, rising, gathered once. REQUIRES: state.species by id.
class SpeciesMembers {
 public:
  explicit SpeciesMembers(const SearchState& state);
  /// None of an id that is not there.
  std::span<const std::size_t> of(std::uint32_t species) const;
  /// Index into state.species; its size when the id is not there.
  std::size_t index_of(std::uint32_t species) const;

 private:
  std::vector<std::uint32_t> ids_;
  std::vector<std::size_t> first_, members_;
};

/// Divides state.members, updates state.species and state.threshold. REQUIRES: every member is evaluated.
void speciate(SearchState& state, const StrategyOptions& options, bool maximise, Threads& threads);

}  // namespace neat
