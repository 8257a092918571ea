/// neat/evolution/es_strategy.hpp - an evolution strategy that estimates a gradient, in turns with learning: children of one
/// parent are measured at birth, the parent takes a step (es_step.hpp), and one network learns.
///
/// A generation has two or three rounds of requests: the children, who do not learn; the one that lives - the parent after its
/// step (es.learner = centre), or the best child, to whose weights the step is added afterwards (best); and, after a step that
/// followed a life, the parent again as it is. The champion is the parent of the next generation, whatever was better before.
/// Structure does not change. Of [noise], scales, density and the step size's control are used.
#pragma once

#include "neat/evolution/noise.hpp"
#include "neat/evolution/reproduction.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

class EsStrategy : public Strategy {
 public:
  EsStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads);

  std::vector<EvaluationRequest> ask() override;
  std::optional<Generation> tell(std::vector<Evaluation> evaluations) override;
  const SearchState& state() const override { return state_; }
  void restore(SearchState state) override;
  void start_from(std::shared_ptr<const Genome> genome) override;

 private:
  enum class Round { births, life, measure };

  void breed();
  void end_births(std::vector<Evaluation> evaluations);
  void end_life(Evaluation evaluation);
  void move(Genome& genome) const;
  bool learns() const;
  Generation finish();

  Breeding breeding_;
  Problem problem_;
  Threads& threads_;
  std::shared_ptr<const Genome> ancestor_;
  Innovations innovations_;
  SearchState state_;  ///< the last finished generation

  // The generation under way.
  Round round_ = Round::births;
  GenomeId next_genome_ = 1;
  Brood brood_;
  std::vector<Origin> origins_;
  std::vector<double> fitness_;  ///< directed, of the children at birth
  Member parent_;                ///< of the next generation
  Generation spent_;             ///< what this generation came to so far
  std::vector<Evaluation> told_;
};

}  // namespace neat
