/// neat/evolution/hybrid_strategy.hpp - evolution strategies around learning: children are noisy copies of one or a few
/// parents, each lives, and the best of them, or an average, are the parents of the next generation.
///
/// A generation has up to three kinds of rounds of requests: children before they learn (parents.birth), their lives, and
/// fused genomes, which are measured as they are. Structural mutations of [mutation] happen beside the noise. Nothing is
/// counted before a generation is complete, so that one broken off leaves no trace.
#pragma once

#include "neat/evolution/fusing.hpp"
#include "neat/evolution/noise.hpp"
#include "neat/evolution/reproduction.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

class HybridStrategy : public Strategy {
 public:
  HybridStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads);

  std::vector<EvaluationRequest> ask() override;
  std::optional<Generation> tell(std::vector<Evaluation> evaluations) override;
  const SearchState& state() const override { return state_; }
  void restore(SearchState state) override;
  void start_from(std::shared_ptr<const Genome> genome) override;

 private:
  enum class Round { births, lives, fusions };

  bool learns() const { return problem_.learns && breeding_.options.inheritance.learn; }
  void breed();
  EvaluationRequest request(const Member& member, std::size_t index, bool learns) const;
  std::vector<EvaluationRequest> requests_of_children(bool learn) const;
  /// What lives made of the children, and who takes part in a fusion.
  void end_lives(std::vector<Evaluation> evaluations);
  std::vector<std::size_t> ranked() const;
  double fitness(const Member& member) const;
  void begin_fusing();
  /// The next genome to be measured, if there is one.
  bool propose_fusion();
  void judge_fusion(Evaluation evaluation);
  Generation finish();
  void describe_births(Generation& generation) const;
  void choose_parents();
  void follow_path(const std::vector<Member>& before);
  void count(const Evaluation& evaluation, Generation& generation);
  void describe_parents(Generation& generation);

  Breeding breeding_;
  Problem problem_;
  Threads& threads_;
  std::shared_ptr<const Genome> ancestor_;
  Innovations innovations_;
  GenomeId next_genome_ = 1;
  SearchState state_;  ///< the last finished generation

  // The generation under way.
  Round round_ = Round::births;
  Brood brood_;
  std::vector<Origin> origins_;  ///< of the members that wait
  std::vector<Evaluation> births_, lives_, fusions_;
  Fusing fusing_;
  std::optional<Member> proposed_;  ///< waits for its evaluation
};

}  // namespace neat
