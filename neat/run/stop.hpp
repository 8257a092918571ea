/// neat/run/stop.hpp - when a run ends. Looked at between generations only, so that a run never ends within one.
#pragma once

#include <string_view>

#include "neat/evaluation/task.hpp"
#include "neat/run/config.hpp"
#include "neat/run/history.hpp"

namespace neat {

enum class StopReason { none, solved, generations, samples, evaluations, rows, flops, seconds, interrupted };

std::string_view name(StopReason reason);

class Stop {
 public:
  Stop(const StopOptions& options, Direction direction);

  /// The first bound that the history has reached; `interrupted` comes last, so that a run which is at its end anyway
  /// has ended and not been interrupted.
  StopReason reached(const History& history, bool interrupted) const;

 private:
  bool target_reached(const HistoryLine& line) const;

  StopOptions options_;
  Direction direction_;
};

}  // namespace neat
