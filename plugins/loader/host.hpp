/// plugins/loader/host.hpp - what one created task holds on the host's side: its data sets, models, log and
/// folders.
///
/// Data sets and models are added while the task is created and never change afterwards: then any thread may
/// read.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "neat/evaluation/data_set.hpp"
#include "neat/learning/life.hpp"
#include "neat/plugin.h"

struct neat_data_set {
  explicit neat_data_set(neat::DataSet from) : data(std::move(from)) {}
  neat::DataSet data;
};

namespace neat {

enum class LogLevel : std::uint8_t { info = 0, warning = 1 };

/// What a task is created with.
struct TaskSettings {
  std::map<std::string, std::string> options;  ///< the task's own; what is missing has its default
  LifeOptions life;  ///< optimiser, schedule and lowest rate of lives, and rate and batch of models
  std::vector<std::string> data_folders;  ///< where data sets may lie, in search order
  std::function<void(LogLevel, const std::string&)>
      log;                             ///< called from any thread, one at a time; empty: dropped
  std::function<bool()> stopping;      ///< any thread; empty: never
  std::shared_ptr<DataMemory> memory;  ///< where data sets are kept; null: in this process
};

class Host : public neat_host {
 public:
  explicit Host(TaskSettings settings);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  const TaskSettings& settings() const { return settings_; }
  void log(LogLevel level, const std::string& text) const;

  const neat_data_set* add(DataSet set) const;  ///< refuses a name that is taken
  std::span<const std::unique_ptr<neat_data_set>> sets() const { return sets_; }
  neat_network* keep(std::unique_ptr<neat_network> model) const;
  void drop(const neat_network* model) const;
  /// From now on nothing can be added.
  void close() const { open_ = false; }
  bool open() const { return open_; }

 private:
  TaskSettings settings_;
  std::vector<const char*> folders_;
  mutable std::mutex log_mutex_;
  // The plugin holds a const host; while it is created, one thread adds to it.
  mutable bool open_ = true;
  mutable std::vector<std::unique_ptr<neat_data_set>> sets_;
  mutable std::vector<std::unique_ptr<neat_network>> models_;
};

}  // namespace neat
