/// apps/neat_run/doctor/run.hpp - what the history of a run says about its health: findings with the key to change and a
/// value to try. Made of numbers alone, so that a history can be made up. Pure; any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doctor/finding.hpp"

namespace neat::app {

struct RunRecord {
  std::string directory;
  std::map<std::string, std::vector<double>, std::less<>>
      columns;                                               ///< of history, all equally long; NaN: not there
  std::map<std::string, std::string, std::less<>> settings;  ///< of config.ini, by key
  std::vector<std::pair<std::string, double>> metrics;       ///< of the champion, "validation_accuracy", ...
  std::string ended_by;  ///< "solved", "generations", ...; empty: it has not come to its end
  std::size_t damaged_lines = 0;

  std::size_t generations() const;
  const std::vector<double>& column(std::string_view name) const;  ///< empty when there is none
  double number(std::string_view key, double fallback) const;      ///< a setting
  bool flag(std::string_view key, bool fallback) const;
};

/// In a fixed order. With no finished generation there is one finding, which says so.
std::vector<Finding> diagnose(const RunRecord& run);

// One by one.
Finding diagnose_species(const RunRecord& run);
Finding diagnose_progress(const RunRecord& run);
Finding diagnose_bound(const RunRecord& run);
Finding diagnose_size(const RunRecord& run);
Finding diagnose_gap(const RunRecord& run);
Finding diagnose_lost(const RunRecord& run);
Finding diagnose_learning(const RunRecord& run);
Finding diagnose_sigma(const RunRecord& run);
Finding diagnose_files(const RunRecord& run);

}  // namespace neat::app
