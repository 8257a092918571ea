/// neat/evaluation/racing.hpp - an evaluator that stops measuring genomes which cannot get into the better half of their
/// group, where the task is evaluated in blocks of rows (Task::block_rows).
///
/// All genomes of a round are measured on the same rows, block by block; between two blocks those stop whose fate is
/// certain. What is stopped is told the fitness that its rows promise, below all that its strategy uses. The decision
/// looks at results alone, never at their order in time: the same for any threads and processes.
///   exact        only what even the best possible rest cannot lift into the better half: the search is the same. Where a
///                strategy uses the value of every fitness (FitnessUse::value), nothing is stopped.
///   statistical  what stays below the last of the better half with `confidence`, by a paired t-test over the blocks that
///                both have seen (as Heidrich-Meisner and Igel 2009 race by Hoeffding's bound; Moore and Lee 1994 by
///                blocks). Also where every value counts: the whole round is then one group.
/// What may still be solved in the task's word is never stopped. A group of which an evaluation is lost, or diverges
/// behind its first block, is measured whole: so a repeated run, which knows of the loss beforehand, has the same results. [main thread]
#pragma once

#include "neat/evaluation/evaluator.hpp"

namespace neat {

enum class RaceMode : std::uint8_t { off = 0, exact = 1, statistical = 2 };

/// [race]
struct RaceOptions {
  RaceMode mode = RaceMode::exact;
  double confidence = 0.99;  ///< (0.5, 1) of one comparison; of mode statistical
  std::uint32_t blocks = 8;  ///< [2, 1000] into which an evaluation is cut, at most as many as rows
};

class RacingEvaluator : public Evaluator {
 public:
  /// Evaluates with `place`, which outlives it.
  RacingEvaluator(Evaluator& place, const RaceOptions& options) : place_(place), options_(options) {}

  std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests, const Task& task) override;

 private:
  Evaluator& place_;
  RaceOptions options_;
};

}  // namespace neat
