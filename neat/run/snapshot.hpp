/// neat/run/snapshot.hpp - a run between two generations, as plain data: the search and the bookkeeping
/// around it, and its bytes. A run restored from it goes on to the same bytes. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "neat/evolution/state.hpp"
#include "neat/run/history.hpp"

namespace neat {

/// What results depend on beside configuration and search: a run goes on only where all of it is the same.
struct Circumstances {
  std::string arithmetic = "ieee";  ///< tag of the arithmetic that gave the numbers
  std::string task, task_version;
  std::vector<std::pair<std::string, std::string>> data;  ///< data set, SHA-256

  bool operator==(const Circumstances&) const = default;
};

/// What was measured on the champion alone.
struct ChampionRecord {
  std::vector<double> test;   ///< metrics on the test partition; empty: never measured
  std::vector<double> train;  ///< metrics on the train partition; empty: not asked for
  std::uint64_t test_rows = 0;
  std::uint64_t test_touched = 0;  ///< how often the run has measured any champion on the test partition
  bool solved = false;             ///< the task's word: of its champion test where it has one
  std::uint64_t evaluations = 0, samples = 0;  ///< spent by the run when it was found
  std::vector<ReportItem> report;              ///< what the task showed of it
  bool untested = false;                       ///< it waits for the task's champion test
  std::vector<double> tested;                  ///< metrics of its champion test; empty: not tested
  std::uint64_t tests = 0, tested_rows = 0;  ///< champion tests of the run that took any rows, and these rows
  std::uint64_t tested_rows_saved =
      0;                        ///< that they would have taken beside, had they not been decided before
  std::uint64_t tested_at = 0;  ///< evaluations of the run at the last of them
};

struct Snapshot {
  Circumstances circumstances;
  SearchState search;
  ChampionRecord champion;
  std::uint64_t history_size = 0;  ///< finished generations
  HistoryLine last;                ///< of the history; its hash goes on the chain
};

/// The payload of a checkpoint: a versioned Boost archive of flat arrays.
std::vector<std::byte> snapshot_bytes(const Snapshot& snapshot);

/// Reads snapshot_bytes and checks that everything fits together; throws neat::Error(data) otherwise.
/// REQUIRES: bytes whose checksum was verified; archives must not see foreign bytes.
Snapshot parse_snapshot(std::span<const std::byte> bytes);

}  // namespace neat
