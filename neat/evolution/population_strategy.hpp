/// neat/evolution/population_strategy.hpp - ask and tell around a population: the part that `neat`, `pareto` and
/// `random-search` share. What differs between them is how the next brood comes from the last population.
#pragma once

#include <functional>

#include "neat/evolution/reproduction.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

class PopulationStrategy : public Strategy {
 public:
  using NextBrood =
      std::function<Brood(const Breeding&, const SearchState&, Innovations&, GenomeId&, Threads&)>;

  PopulationStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads,
                     NextBrood next);

  std::vector<EvaluationRequest> ask() override;
  std::optional<Generation> tell(std::vector<Evaluation> evaluations) override;
  const SearchState& state() const override { return state_; }
  void restore(SearchState state) override;
  void start_from(std::shared_ptr<const Genome> genome) override;

 private:
  Brood next_brood();
  bool is_stale() const;

  Breeding breeding_;
  Problem problem_;
  Threads& threads_;
  NextBrood next_;
  std::shared_ptr<const Genome> ancestor_;
  Innovations innovations_;
  GenomeId next_genome_ = 1;
  SpareGenomes spares_;
  Brood brood_;        ///< asked about, not yet told
  SearchState state_;  ///< the last finished generation
};

}  // namespace neat
