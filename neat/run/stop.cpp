#include "neat/run/stop.hpp"

#include "neat/run/values.hpp"

namespace neat {

std::string_view name(StopReason reason) {
  switch (reason) {
    case StopReason::none:
      return "none";
    case StopReason::solved:
      return "solved";
    case StopReason::generations:
      return "generations";
    case StopReason::samples:
      return "samples";
    case StopReason::evaluations:
      return "evaluations";
    case StopReason::rows:
      return "rows";
    case StopReason::flops:
      return "flops";
    case StopReason::seconds:
      return "seconds";
    case StopReason::interrupted:
      return "interrupted";
  }
  return "none";
}

Stop::Stop(const StopOptions& options, Direction direction) : options_(options), direction_(direction) {}

bool Stop::target_reached(const HistoryLine& line) const {
  if (line.solved) return true;
  const auto target = parse_real(options_.target_fitness);
  if (!target) return false;
  return direction_ == Direction::maximise ? line.champion_fitness >= *target
                                           : line.champion_fitness <= *target;
}

StopReason Stop::reached(const History& history, bool interrupted) const {
  const auto beyond = [](auto spent, auto bound) { return bound > 0 && spent >= bound; };
  if (history.empty()) return interrupted ? StopReason::interrupted : StopReason::none;
  const HistoryLine& line = history.back();
  const Budget& spent = line.generation.budget;
  if (options_.target && target_reached(line)) return StopReason::solved;
  if (beyond(history.size(), std::size_t{options_.generations})) return StopReason::generations;
  if (beyond(spent.samples, options_.samples)) return StopReason::samples;
  if (beyond(spent.evaluations, options_.evaluations)) return StopReason::evaluations;
  if (beyond(spent.rows, options_.rows)) return StopReason::rows;
  if (beyond(spent.flops(), options_.flops)) return StopReason::flops;
  if (beyond(line.seconds, options_.seconds)) return StopReason::seconds;
  return interrupted ? StopReason::interrupted : StopReason::none;
}

}  // namespace neat
