/// apps/neat_run/sample/outcome.hpp - what one seed came to, and its line in outcomes.jsonl (docs/formats.md). Pure; any
/// thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sample/measures.hpp"

namespace neat::app {

/// What outcomes depend on beside the configuration.
struct SampleOrigin {
  std::string task, task_version, arithmetic;
  bool maximise = true;                     ///< the direction of fitness
  std::map<std::string, std::string> data;  ///< data set -> SHA-256

  bool operator==(const SampleOrigin&) const = default;
};

struct Outcome {
  std::uint64_t seed = 0;
  bool solved = false;
  std::string reason;  ///< why the run ended: a name of StopReason
  double seconds = 0;
  Measures spent;    ///< run_measures(), those there are
  Measures metrics;  ///< of the champion, with partition
  std::string state_hash;

  /// A run measure or a metric; NaN when there is none of that name.
  double value(std::string_view measure) const;
};

std::string outcome_line(const Outcome& outcome);  ///< with its newline

/// Reads outcome_line. Throws std::runtime_error that says in a few words what is wrong; the caller adds the place.
Outcome parse_outcome(const std::string& line);

}  // namespace neat::app
