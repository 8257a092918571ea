/// neat/run/config.hpp - everything a run can be told, from defaults, a preset, a file and the command line,
/// in that order. One key per field: `[population] size = 150` in a file is `--population.size 150`.
///
/// Reading never guesses: an unknown key is an error that names the nearest known one, a value out of range
/// names the range. A resolved configuration written out and read back is the same configuration.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "neat/evaluation/racing.hpp"
#include "neat/evaluation/task.hpp"
#include "neat/evolution/options.hpp"
#include "neat/learning/life.hpp"
#include "neat/network/kernels/paths.hpp"

namespace neat {

/// Who takes the task's champion test: every new champion, or beside it the best network of every generation.
enum class Tested : std::uint8_t { champion = 0, generation = 1 };

/// [stop]; 0 means no bound.
struct StopOptions {
  std::uint32_t generations = 100;
  bool target = true;          ///< stop when the task says solved (or target_fitness is reached)
  std::string target_fitness;  ///< a number, or empty
  std::uint64_t samples = 0, evaluations = 0, rows = 0, flops = 0;
  double seconds = 0;
  Tested test = Tested::champion;
  std::uint64_t test_every = 0;  ///< evaluations between two champion tests, at least; 0: no bound
};

/// [checkpoint]
struct CheckpointOptions {
  std::uint32_t every = 1;          ///< generations; 0: only at the end
  std::uint32_t archive_every = 0;  ///< generations between archived checkpoints; 0: none
};

/// [isolate]: evaluations in worker processes. Like threads, it changes no result unless an evaluation is lost.
struct IsolateOptions {
  bool on = false;
  std::uint64_t memory = 0;   ///< MiB that a worker may have; 0: no bound
  double seconds = 0;         ///< that an evaluation may take; 0: no bound
  std::uint32_t retries = 1;  ///< in a fresh worker, before an evaluation whose worker died is lost
};

struct Config {
  std::string task;
  std::string preset;
  StrategyOptions strategy;
  LifeOptions life;  ///< optimiser, schedule and lowest rate; the rest comes from traits and requests
  StopOptions stop;
  RaceOptions race;
  CheckpointOptions checkpoint;
  IsolateOptions isolate;
  std::string data_dir;  ///< where data sets live; empty: the environment's choice
  kernels::Choice kernels = kernels::Choice::automatic;  ///< which machine code computes the networks
  /// The test partition is touched once, for the champion that a run ends with, and not for every champion.
  bool test_at_end = false;
  bool train_metrics = false;  ///< champions are measured on the train partition as well
  unsigned threads = 0;  ///< 0: all. Not part of the resolved file's meaning: results do not depend on it
  std::map<std::string, std::string> task_options;  ///< the task's own, by name, complete with defaults
};

/// One `key = value` and where it was said, for messages.
struct Setting {
  std::string key, value, origin;  ///< origin: "the command line", "file run.ini", "preset quick"
};

/// The settings of an INI text. Throws neat::Error(config) with `origin` and line.
std::vector<Setting> parse_ini(const std::string& text, const std::string& origin);

/// Defaults overlaid with the preset that `settings` name (the last run.preset; else the task's preset called
/// "default", if it has one), then with `settings` in order; throws one neat::Error(config) that lists every problem.
Config resolve_config(const TaskInfo& task, const std::vector<Setting>& settings);

/// The resolved configuration as an INI file, every key with its value; `resolve_config` of it gives the same
/// Config.
std::string to_ini(const Config& config);

/// The part of it that decides what is computed: without bounds, checkpoints and places, so that the same
/// search gives the same text however long it ran and wherever its data lay.
std::string search_ini(const Config& config);

/// Short names of common keys, as (name, key): `--seed` is `--run.seed`.
const std::vector<std::pair<std::string, std::string>>& short_names();

/// Makes the kernels that `config` asks for those of this process, and says in `config` which arithmetic they have
/// where it left the choice to the machine: what is written down goes on with the same bytes elsewhere. Throws
/// neat::Error(config) when the machine has no such kernels. [main thread, before networks run]
void use_kernels(Config& config);

/// `config` with its kernels named by their arithmetic alone: v3 and v4 give the same bytes.
Config portable(Config config);

struct KeyHelp {
  std::string key, fallback, range, help;
};
/// Every known key, in the order of the file; the task's own last.
std::vector<KeyHelp> config_keys(const TaskInfo& task);

}  // namespace neat
