/// apps/neat_run/progress.hpp - one line that says how a run goes, on standard error: rewritten in place on a terminal,
/// now and then a new one elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "neat/run/config.hpp"
#include "neat/run/recorders.hpp"

namespace neat::app {

class Progress : public Recorder {
 public:
  /// `before`: what a resumed run had done already.
  Progress(const StopOptions& bounds, const TaskInfo& task, const History& before);
  ~Progress() override { end(); }

  void write(const HistoryLine& line) override;
  void end();  ///< of the line, so that other text begins on its own

 private:
  std::string text(const HistoryLine& line) const;

  StopOptions bounds_;
  std::string fitness_name_;
  bool terminal_;
  bool open_ = false;  ///< a line that was not ended yet
  double shown_at_;
  double first_seconds_ = 0;  ///< where this part of the run began
  std::uint64_t first_evaluations_ = 0;
};

/// "1.2 s", "12 s", "3 min 20 s", "5 h 02 min".
std::string duration_text(double seconds);
/// Four significant digits.
std::string short_number(double value);

}  // namespace neat::app
