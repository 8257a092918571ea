/// apps/neat_run/sample/directory.hpp - a sample's place on disk: config.ini (of the first seed), origin.json (which task
/// and data), outcomes.jsonl (one line per finished seed, in the order in which they finished), sample.json (the answer,
/// once all are there). docs/formats.md has the details.
///
/// Holding one means holding its lock. A sample that was interrupted or killed at any moment goes on: a line is either
/// whole or dropped. Not thread safe.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "neat/evaluation/task.hpp"
#include "neat/platform/lock.hpp"
#include "neat/run/config.hpp"
#include "sample/outcome.hpp"

namespace neat::app {

SampleOrigin origin_of(const Task& task);

/// A sample as it lies on disk.
struct StoredSample {
  SampleOrigin origin;
  std::vector<Setting> settings;
  std::vector<Outcome> outcomes;  ///< by seed
  bool torn = false;              ///< the last line was not whole and is left out
};

/// True when `path` is the directory of a sample.
bool is_sample(const std::filesystem::path& path);

/// Reads without locking or changing anything. Throws neat::Error(data) naming file and line of what is damaged.
StoredSample read_sample(const std::filesystem::path& path);

class SampleDirectory {
 public:
  /// Makes it, or takes up the sample in it: `seeds` seeds from the configuration's own on. Throws neat::Error(config)
  /// when something else is in it, when its settings or data are others (naming the first), or when it holds seeds that
  /// are not asked for; neat::Error(run) when another process has it; neat::Error(data) when it is damaged.
  SampleDirectory(const std::filesystem::path& path, const Task& task, const Config& config,
                  std::size_t seeds);

  const std::filesystem::path& path() const { return path_; }
  /// What was there when it was opened, by seed.
  const std::vector<Outcome>& outcomes() const { return outcomes_; }
  /// A sentence when the last line was torn and dropped; else empty.
  const std::string& notice() const { return notice_; }

  /// Appends a line and hands it to the system. Throws neat::Error(system) when it cannot.
  void add(const Outcome& outcome);
  /// Writes the answer.
  void finish(const std::string& json) const;

 private:
  void begin(const Task& task, const Config& config) const;
  void take_up(const Task& task, const Config& config, std::size_t seeds);

  std::filesystem::path path_;
  std::optional<platform::DirectoryLock> lock_;
  std::vector<Outcome> outcomes_;
  std::string notice_;
  std::ofstream file_;
};

}  // namespace neat::app
