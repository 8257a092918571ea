/// neat/evolution/tuned_strategy.hpp - NEAT whose species are tuned by CMA-ES: growth finds topologies, and each of
/// them is given as many evaluations as it makes progress with.
///
/// A species is one topology and the distribution of its weights (cma_es.hpp); a generation draws lambda genomes from
/// every active species and moves its distribution. A species without progress goes to sleep, its best member to the
/// archive, and another takes its place: a sleeper that wakes, the minimal start again, or a grown child of the archive.
#pragma once

#include "neat/evolution/reproduction.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

class TunedStrategy : public Strategy {
 public:
  TunedStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads);

  std::vector<EvaluationRequest> ask() override;
  std::optional<Generation> tell(std::vector<Evaluation> evaluations) override;
  const SearchState& state() const override { return state_; }
  void restore(SearchState state) override;
  void start_from(std::shared_ptr<const Genome> genome) override;

 private:
  void found();
  void draw();
  void update(TunedSpecies& tuned, std::size_t first);
  void note_progress(TunedSpecies& tuned, const Member& best);
  double worst() const;
  void replace_stale();
  void describe_species(Generation& generation);

  Breeding breeding_;
  Problem problem_;
  Threads& threads_;
  std::shared_ptr<const Genome> ancestor_;
  Innovations innovations_;
  GenomeId next_genome_ = 1;
  std::uint32_t generation_ = 0;            ///< of brood_
  std::vector<Member> brood_;               ///< asked about, not yet told
  std::vector<std::vector<double>> drawn_;  ///< what brood_ was made of
  SearchState state_;                       ///< the last finished generation, ready to be drawn from
};

}  // namespace neat
