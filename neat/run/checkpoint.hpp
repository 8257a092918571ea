/// neat/run/checkpoint.hpp - the checkpoints of a run: one file per saved generation, framed and checked.
///
/// Invariants: a file is there as a whole or not at all; the last two stay, so that one damaged file never loses a run,
/// and so do archived ones. A file is named by the number of finished generations it holds. Not thread safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "neat/run/config.hpp"
#include "neat/run/snapshot.hpp"

namespace neat {

class CheckpointFolder {
 public:
  /// Seconds between two checkpoints that nobody asked for: saving must not slow a run of short generations.
  static constexpr double kLeastSeconds = 1;

  CheckpointFolder(std::filesystem::path folder, CheckpointOptions options);

  /// Should there be a checkpoint after `finished` generations, `now` seconds into the run?
  bool due(std::uint64_t finished, double now) const;

  /// Throws neat::Error(system) when it cannot be written; earlier checkpoints stay. Drops what is no longer kept.
  void save(const Snapshot& snapshot, double now);
  std::uint64_t last_saved() const { return last_saved_; }  ///< finished generations in it; 0: none yet

  /// The newest checkpoint that is whole and holds at most `history` generations; `notice` hears of every one that was
  /// passed over. Nothing when there is none at all; throws neat::Error(data) when none can be used.
  std::optional<Snapshot> load_newest(std::uint64_t history,
                                      const std::function<void(const std::string&)>& notice);

  /// The newest one that is whole and holds at most `history` generations, later ones not being looked at; `notice`
  /// hears of every damaged one. Nothing when there is none.
  std::optional<Snapshot> load_before(std::uint64_t history,
                                      const std::function<void(const std::string&)>& notice) const;

 private:
  bool archived(std::uint64_t finished) const;
  void drop_old(std::uint64_t newest) const;

  std::filesystem::path folder_;
  CheckpointOptions options_;
  std::uint64_t last_saved_ = 0;
  double saved_at_ = -std::numeric_limits<double>::infinity();
};

/// The snapshot in one file; throws neat::Error(data) naming file and remedy.
Snapshot load_checkpoint(const std::filesystem::path& path);

}  // namespace neat
