/// neat/evaluation/task.hpp - what the core knows of a task: declarations as data, and one concurrent call.
///
/// `neat/` knows no plugin: plugins/loader turns a loaded library into a Task. Direction, partitions and
/// whether a task learns are declared, never guessed.
#pragma once

#include <string>
#include <vector>

#include "neat/genome/evaluation.hpp"
#include "neat/network/network.hpp"

namespace neat {

enum class Direction : std::uint8_t { maximise = 0, minimise = 1 };

struct Objective {
  std::string name;
  Direction direction = Direction::maximise;
};

struct Metric {
  std::string name, help;
};

enum class OptionType : std::uint8_t { text = 0, integer = 1, real = 2, boolean = 3, choice = 4 };

/// A task's own option, set as `--TASK.NAME VALUE`.
struct TaskOption {
  std::string name;
  OptionType type = OptionType::text;
  std::string fallback;              ///< the default, as text
  double lowest = 0, highest = 0;    ///< range of integer and real; lowest > highest: unbounded
  std::vector<std::string> choices;  ///< of choice
  std::string help;
};

/// A named piece of configuration, in the INI form of a config file.
struct Preset {
  std::string name, ini, help;
};

struct TaskInfo {
  std::string name, version, summary;
  std::vector<TaskOption> options;
  std::vector<Objective> objectives;  ///< at least one; the first is the fitness
  std::vector<Metric> metrics;
  std::vector<Preset> presets;
  bool has_validation = false, has_test = false;
  bool learns = false;     ///< uses the training service within a life
  bool recurrent = false;  ///< needs memory: networks may hold recurrent connections
  bool has_champion_test = false;
};

/// Scratch of one worker thread: lent to one evaluation at a time.
struct Worker {
  unsigned index = 0, count = 1;
  Workspace workspace;
};

class Task {
 public:
  virtual ~Task() = default;

  virtual const TaskInfo& info() const = 0;
  virtual Shape input() const = 0;
  virtual Shape output() const = 0;

  /// Builds the network, lets it live and measures it. Called concurrently, with distinct workers. The result
  /// is a function of the request alone. Divergence seen by the host is a status; anything else that goes
  /// wrong throws neat::Error(plugin) naming task, genome and generation.
  virtual Evaluation evaluate(const EvaluationRequest& request, Worker& worker) const = 0;

  /// The rows that an evaluation on this partition is a sum over, in order, where requests may ask for a part of them
  /// (EvaluationRequest::block); 0: it is evaluated as a whole. Parts in order, each given the sums of the one before,
  /// come to the same bits as the whole.
  virtual std::uint64_t block_rows(Partition) const { return 0; }

  /// Data-set hashes for the model card, as (name, sha256).
  virtual std::vector<std::pair<std::string, std::string>> data_hashes() const { return {}; }
  /// One sentence every result must carry (for example that the embedded sample was used); empty: none.
  virtual std::string notice() const { return {}; }
};

}  // namespace neat
