/// apps/neat_run/forecast/forecast.hpp - what a run will cost before it is begun: evaluations, samples, operations, memory, time.
///
/// The run's own search is rehearsed with made-up fitness (rehearsal.hpp), a few networks of the sizes it grows are timed
/// on the task itself (evaluation_cost.hpp), and the bounds of the run are looked for on what comes out (course.hpp).
/// Writes nothing. docs/decisions/0005-forecast.md says how well it does. [main thread]
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "neat/base/threads.hpp"
#include "neat/evaluation/task.hpp"
#include "neat/run/config.hpp"

namespace neat::app {

/// The mean over the rehearsals, the least and the most.
struct Range {
  double expected = 0, low = 0, high = 0;
};

struct Forecast {
  std::string
      bound;  ///< which one ends the run: "generations", ...; empty: none does, and this is one generation
  bool may_end_earlier = false;                       ///< the task's word, or a target, can end it before
  double first_parameters = 0, first_pass_flops = 0;  ///< of the networks that it starts from
  Range generations, evaluations, samples, rows, forward_flops, backward_flops, memory_bytes, seconds;
};

/// What a forecast needs of the program.
struct ForecastConditions {
  std::shared_ptr<const Genome> start;  ///< of a warm start; else null
  bool saves = true;                    ///< the run will keep checkpoints
  std::function<double()> clock;        ///< seconds, never falling
  std::function<bool()> interrupted;
};

/// Nothing when it was interrupted. Throws what the task throws when it is evaluated.
std::optional<Forecast> forecast(const Task& task, const Config& config, Threads& threads,
                                 const ForecastConditions& conditions);

}  // namespace neat::app
