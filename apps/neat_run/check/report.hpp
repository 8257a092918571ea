/// apps/neat_run/check/report.hpp - what the child of `neat-run check` tells its parent while it goes: which check it is at,
/// what exactly it does, that it is alive, and what it found. So that a crash can be laid at the right door.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "doctor/finding.hpp"

namespace neat::app {

class CheckReport {
 public:
  void begin(const std::string& check);
  void doing(const std::string& what);  ///< "" : nothing in particular
  void found(const Finding& finding);
  /// An evaluation ended. Cheap: most calls report nothing. Any thread.
  void beat();

 private:
  void say(char kind, const std::string& text);

  std::mutex mutex_;
  std::atomic<double> beaten_ = 0;
};

/// One line of it, as the parent reads it.
struct CheckLine {
  enum class Kind { begin, doing, found, beat };
  Kind kind = Kind::beat;
  std::string text;
};
CheckLine parse_check_line(const std::string& line);

}  // namespace neat::app
