/// neat/evolution/strategy.hpp - how a population changes: ask for evaluations, be told their results.
///
/// A strategy never sees a task: it knows its shapes, whether it learns and in which direction fitness goes.
/// Between two generations its whole state is a SearchState. Breeding runs on the given threads with the same
/// result for any number of them. Not thread safe itself.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evolution/generation.hpp"
#include "neat/evolution/options.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

/// What a strategy may know about the problem.
struct Problem {
  Shape input, output;
  bool maximise = true;
  bool learns = false;
  bool recurrent = false;
  Partition partition = Partition::train;  ///< where fitness is measured
};

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// The next requests; empty when every member already has its evaluation.
  virtual std::vector<EvaluationRequest> ask() = 0;
  /// Results in the order of the requests. A generation when one is complete, else nothing (another round
  /// follows).
  virtual std::optional<Generation> tell(std::vector<Evaluation> evaluations) = 0;

  virtual const SearchState& state() const = 0;
  virtual void restore(SearchState state) = 0;
  /// Starts from this genome instead of minimal ones (warm start). REQUIRES: before the first ask; shapes
  /// fit.
  virtual void start_from(std::shared_ptr<const Genome> genome) = 0;
};

/// The strategy named in `options`; throws neat::Error(config) for an unknown name.
std::unique_ptr<Strategy> make_strategy(const StrategyOptions& options, const Problem& problem,
                                        Threads& threads);

/// Genomes of the first generation, whose networks have so many parameters: population.size; of neat-cma, which has no
/// use for that, what its species draw.
std::uint64_t first_generation_size(const StrategyOptions& options, std::size_t parameters);

}  // namespace neat
