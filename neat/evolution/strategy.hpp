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

/// One finished generation, for history.
struct Generation {
  std::uint32_t number = 0;
  Budget budget;                              ///< spent so far, this generation included
  double best_fitness = 0, mean_fitness = 0;  ///< over evaluations that are ok; NaN when none is
  std::vector<double> best_metrics;           ///< the generation's best genome's
  std::size_t species = 0;
  double nodes = 0, connections = 0,
         parameters = 0;  ///< the champion's hidden nodes, enabled connections, parameters
  double mean_nodes = 0, mean_connections = 0;
  double sigma = 0;                 ///< mean of the trait times the configured power
  double population_diversity = 0;  ///< mean compatibility distance of members to their representative
  double learning_gain = 0;         ///< mean over lives
  bool solved = false;              ///< some evaluation of this generation said so
  bool new_champion = false;
  std::uint64_t diverged = 0, lost = 0;  ///< of this generation
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

}  // namespace neat
