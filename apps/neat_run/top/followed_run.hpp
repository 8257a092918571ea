/// apps/neat_run/top/followed_run.hpp - a run seen from outside, through the files of its directory alone: settings, history as
/// it grows, the champion's card. The run need not be alive, and does not notice.
///
/// Reading goes on where it stopped; history that was cut back (by resume) is read again, a line that is not whole yet is
/// left for the next time. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "neat/run/config.hpp"

namespace neat::app {

/// A line of history by column. Columns come and go between versions: one that is absent is NaN.
struct SeenLine {
  std::vector<std::pair<std::string, double>> values;

  double at(const std::string& column) const;
};

/// What curves and rates are made of.
struct SeenHistory {
  std::vector<double> best, mean, species, seconds, evaluations, samples, rows, flops;

  std::size_t size() const { return best.size(); }
};

enum class RunStatus {
  starting,  ///< no finished generation yet
  running,
  stalled,  ///< its process is there, but no generation ended for long
  ended,    ///< by a bound or its target
  stopped,  ///< not alive and not at its end: interrupted, or it died
  gone      ///< its directory is not there any more
};
std::string_view name(RunStatus status);

class FollowedRun {
 public:
  /// Throws neat::Error(data) when `directory` does not hold a run.
  explicit FollowedRun(std::filesystem::path directory);

  /// Reads what is new. What cannot be read now stays as it was.
  void refresh();

  const std::filesystem::path& directory() const { return directory_; }
  const std::string& setting(const std::string& key) const;  ///< empty when config.ini does not say
  const StopOptions& bounds() const { return bounds_; }
  const SeenHistory& history() const { return history_; }
  const std::optional<SeenLine>& last() const { return last_; }  ///< absent before the first line
  const std::string& state_hash() const { return state_hash_; }
  /// The champion's metrics by "PARTITION_NAME", from its card; empty before there is one.
  const std::vector<std::pair<std::string, double>>& metrics() const { return metrics_; }
  std::uint32_t champion_generation() const { return champion_generation_; }
  RunStatus status() const { return status_; }
  const std::string& ended_by() const {
    return ended_by_;
  }                                                 ///< "solved", "generations", ...; empty unless it ended
  long process() const { return process_; }         ///< that runs it; 0: none, or not known
  std::size_t damaged() const { return damaged_; }  ///< lines that could not be read

 private:
  void read_settings();
  void read_history();
  void read_champion();
  void judge();
  std::string reached_bound() const;
  void restart_history();
  bool is_where_it_was(std::uint64_t size) const;
  void take_line(const std::string& text);

  std::filesystem::path directory_;
  std::vector<Setting> settings_;
  std::filesystem::file_time_type settings_time_{}, champion_time_{};
  StopOptions bounds_;
  SeenHistory history_;
  std::optional<SeenLine> last_;
  std::string state_hash_;
  std::uint64_t read_ = 0;  ///< bytes of history.jsonl, up to the end of a line
  std::string tail_;        ///< the last line read, to see whether it is still there
  std::vector<std::pair<std::string, double>> metrics_;
  std::uint32_t champion_generation_ = 0;
  bool maximise_ = true;
  std::string ended_by_;
  RunStatus status_ = RunStatus::starting;
  long process_ = 0;
  std::size_t damaged_ = 0;
};

/// Of the latest part of a run: what changed per second.
struct Rates {
  double evaluations = 0, samples = 0, generations = 0;
};
Rates recent_rates(const SeenHistory& history);

/// The largest share of a bound that is used up, in [0, 1]; 0 when there is none.
double share_done(const FollowedRun& run);
/// Seconds until the first bound is reached at the recent rate; NaN when that is not known.
double seconds_left(const FollowedRun& run);

}  // namespace neat::app
