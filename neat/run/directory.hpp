/// neat/run/directory.hpp - a run's place on disk: config.ini, history.csv, history.jsonl, champion.genome, extras.json,
/// front/, checkpoint/.
///
/// Holding one means holding its lock, so that no two processes write one run. A value that can be moved.
#pragma once

#include <filesystem>
#include <string>

#include "neat/platform/lock.hpp"

namespace neat {

class RunDirectory {
 public:
  /// Makes it for a new run. Throws neat::Error(config) when there is something in it already (what a run left that died
  /// before its config.ini was there does not count), neat::Error(system) when it cannot be made.
  static RunDirectory create(const std::filesystem::path& path);
  /// The first of `parent`/001, 002, ... that is not there yet.
  static RunDirectory create_next(const std::filesystem::path& parent);
  /// One that holds a run; what was half written when its process died is removed. Throws neat::Error(data) when it does not, neat::Error(run) when another process has it.
  static RunDirectory open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path config() const { return path_ / "config.ini"; }
  std::filesystem::path csv() const { return path_ / "history.csv"; }
  std::filesystem::path jsonl() const { return path_ / "history.jsonl"; }
  std::filesystem::path champion() const { return path_ / "champion.genome"; }
  std::filesystem::path extras() const {
    return path_ / "extras.json";
  }  ///< what the task shows of the champion
  std::filesystem::path start() const { return path_ / "start.genome"; }  ///< of a warm start; else absent
  std::filesystem::path front() const { return path_ / "front"; }         ///< of strategy pareto (front.hpp)
  std::filesystem::path checkpoints() const { return path_ / "checkpoint"; }

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)), lock_(path_) {}

  std::filesystem::path path_;
  platform::DirectoryLock lock_;
};

}  // namespace neat
