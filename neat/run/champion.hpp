/// neat/run/champion.hpp - what happens to the best genome alone: it is measured on the test partition, takes the task's
/// long test, and is saved with its model card. None of it selects anything. Pure apart from the evaluations.
#pragma once

#include <memory>
#include <span>

#include "neat/evaluation/evaluator.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/run/config.hpp"
#include "neat/run/snapshot.hpp"

namespace neat {

/// A request that measures a genome as it is: no learning, nothing inherited. The same for a run's champion and for a
/// genome reloaded from its file, so that both give the same numbers.
EvaluationRequest measuring_request(std::shared_ptr<const Genome> genome, Partition partition,
                                    std::uint64_t seed, std::uint32_t generation);

/// The champion as it was measured: with what it learned, inherited or not.
std::shared_ptr<const Genome> as_measured(const Member& champion);

/// The record of the champion of `state`, which is not the one of `before`; `shown` asks the task for what the report
/// shows of it. Where the task has a champion test, it is still to come, and so is the test partition with
/// config.test_at_end. REQUIRES: state.champion.genome.
ChampionRecord measure_champion(const Task& task, Evaluator& evaluator, const SearchState& state,
                                const Config& config, const ChampionRecord& before, bool shown);

/// Measures the champion of `record` on the test partition, where the task has one.
void measure_test(const Task& task, Evaluator& evaluator, const SearchState& state, const Config& config,
                  bool shown, ChampionRecord& record);

/// Whether the last champion test of the run is `every` evaluations ago.
bool test_is_due(const ChampionRecord& record, const SearchState& state, std::uint64_t every);

/// Puts `member`, found in generation `found`, to the task's champion test, and counts in `record` one that took rows.
Evaluation champion_test(const Task& task, Evaluator& evaluator, const Member& member, std::uint32_t found,
                         std::uint64_t seed, bool shown, const SearchState& state, ChampionRecord& record);

/// What the champion's own test came to.
void enter_test(Evaluation tested, ChampionRecord& record);

/// The best network that was evaluated in this generation, whether it is a champion or not.
class Candidate {
 public:
  explicit Candidate(Direction direction) : direction_(direction) {}

  void consider(std::span<const EvaluationRequest> requests, std::span<const Evaluation> evaluations);
  /// It, as a member; its genome is null where none was considered since the last call.
  Member take(const SearchState& state);

 private:
  bool is_better(double fitness, double than) const;

  Direction direction_;
  Member member_;
};

/// The champion's file. Holds nothing that depends on time, threads, places or bounds of the run.
io::GenomeFile champion_file(const Task& task, const Config& config, const SearchState& state,
                             const ChampionRecord& record);

}  // namespace neat
