/// neat/evolution/halving_strategy.hpp - evolution as model selection: structures and hyper-parameters mutate together, and
/// successive halving (Jamieson and Talwalkar 2016) decides who is worth a longer life.
///
/// A generation is a ladder of rungs, each a round of requests: all candidates live, of each cost class the better half
/// lives on, and so forth; what is learned is kept. Lives are bounded in operations, so that a network costs the same
/// whatever its size. The best of the classes are the parents of the next generation; each has a copy of itself among its
/// children, which only goes on learning. After `generations` of search the best are trained out, once. Nothing is counted
/// before a generation is complete, so that one broken off leaves no trace.
#pragma once

#include "neat/evolution/reproduction.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

class HalvingStrategy : public Strategy {
 public:
  HalvingStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads);

  std::vector<EvaluationRequest> ask() override;
  std::optional<Generation> tell(std::vector<Evaluation> evaluations) override;
  const SearchState& state() const override { return state_; }
  void restore(SearchState state) override;
  void start_from(std::shared_ptr<const Genome> genome) override;

 private:
  const HalvingOptions& options() const { return breeding_.options.halving; }
  bool is_final() const;
  void breed();
  void breed_children();
  void breed_finalists();
  std::uint64_t samples(const Genome& genome) const;
  EvaluationRequest request(std::size_t candidate) const;
  Generation finish();
  void choose_parents();
  void describe_classes(Generation& generation);

  Breeding breeding_;
  Problem problem_;
  Threads& threads_;
  std::shared_ptr<const Genome> ancestor_;
  Innovations innovations_;
  GenomeId next_genome_ = 1;
  SearchState state_;  ///< the last finished generation; its parents are in state_.noise

  // The generation under way.
  Brood brood_;
  std::uint32_t rung_ = 0;
  std::vector<std::size_t> candidates_;  ///< members that are on this rung
  std::vector<Evaluation> told_;         ///< of all rungs
};

}  // namespace neat
