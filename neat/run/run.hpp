/// neat/run/run.hpp - one search from its first population to its end: the loop, and what it leaves behind.
///
/// Invariants: between two generations the run is its Snapshot and nothing else; all it writes but `seconds` is a
/// function of configuration and task. The core reads no clock and no signal: the application lends both. Not thread
/// safe; breeding and evaluations run on what it is given.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "neat/base/threads.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "neat/evolution/strategy.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/run/champion.hpp"
#include "neat/run/checkpoint.hpp"
#include "neat/run/config.hpp"
#include "neat/run/directory.hpp"
#include "neat/run/recorders.hpp"
#include "neat/run/snapshot.hpp"
#include "neat/run/state_hash.hpp"
#include "neat/run/stop.hpp"

namespace neat {

/// What the application lends to a run.
struct Surroundings {
  std::function<double()> clock = [] { return 0.0; };                          ///< seconds, never falling
  std::function<bool()> interrupted = [] { return false; };                    ///< was the run asked to end
  std::function<void(const std::string&)> notice = [](const std::string&) {};  ///< one sentence for the user
};

class Run {
 public:
  /// Breeds on `threads`, evaluates with `evaluator`. REQUIRES: task, threads and evaluator outlive the run; config is
  /// resolved for the task.
  Run(const Task& task, Config config, Threads& threads, Evaluator& evaluator, Surroundings surroundings);

  /// Starts from this genome instead of minimal ones. REQUIRES: before keep_in and go.
  /// Throws neat::Error(data) when its shapes are not the task's.
  void start_from(const io::GenomeFile& file);
  /// Leaves its traces in this new directory. REQUIRES: before go.
  void keep_in(RunDirectory directory);
  /// Goes on where the run in this directory stopped. REQUIRES: a fresh Run with the directory's configuration; its
  /// bounds may differ. Throws neat::Error(data) when task, data or arithmetic are not those of the run.
  void resume(RunDirectory directory);
  /// Goes on from this snapshot of the run in `origin`, leaving no traces. REQUIRES: before go; otherwise as resume.
  void begin_at(const Snapshot& snapshot, const std::filesystem::path& origin);
  void add_recorder(std::unique_ptr<Recorder> recorder) { recorders_.add(std::move(recorder)); }

  /// Until a bound is reached or an interrupt is seen; the last finished generation is saved either way, also when an
  /// evaluation throws.
  StopReason go();

  const History& history() const { return history_; }
  const SearchState& state() const { return strategy_->state(); }
  const ChampionRecord& champion() const { return champion_; }
  const Config& config() const { return config_; }
  /// The champion with its card; nothing when no genome was ever measured.
  std::optional<io::GenomeFile> champion_file() const;
  /// Empty when the run leaves no traces.
  std::filesystem::path path() const { return directory_ ? directory_->path() : std::filesystem::path{}; }

 private:
  std::vector<Evaluation> evaluate(std::span<const EvaluationRequest> requests);
  void crown();
  void test_at_end();
  void test_what_is_due();
  void test_champion();
  void test_candidate(Member candidate);
  HistoryLine line_of(const Generation& generation);
  double seconds() const { return seconds_before_ + surroundings_.clock() - started_; }
  Snapshot snapshot() const;
  void open_files();
  void write_config() const;
  void write_champion() const;
  void save_if_due();
  void save();

  const Task& task_;
  Config config_;
  Surroundings surroundings_;
  Circumstances circumstances_;
  std::unique_ptr<Strategy> strategy_;
  Evaluator& evaluator_;
  StateHasher hasher_;
  Stop stop_;
  History history_;
  Recorders recorders_;
  Candidate candidate_;
  ChampionRecord champion_;
  std::optional<io::GenomeFile> start_;  ///< of a warm start
  std::optional<RunDirectory> directory_;
  std::optional<CheckpointFolder> checkpoints_;
  double seconds_before_ = 0, started_ = 0;
};

/// What a strategy may know about this task.
Problem problem_of(const Task& task);

}  // namespace neat
