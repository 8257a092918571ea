/// apps/neat_run/doctor/plan.hpp - what is wrong or about to go wrong with a run that was not begun: findings from its
/// settings, a trial of its species, a forecast and the machine, each with the key to change and a value. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doctor/finding.hpp"
#include "doctor/species_trial.hpp"
#include "forecast/forecast.hpp"
#include "neat/run/config.hpp"

namespace neat::app {

struct PlannedRun {
  const TaskInfo& task;
  const Config& config;
  bool layers = false;               ///< the granularity that the run will have
  std::vector<std::string> given{};  ///< keys that were set by the user
  std::string notice{};              ///< of the task: the sample was used, ...
  SpeciesTrial species{};
  Forecast forecast{};
  unsigned processors = 1;
  double free_memory = 0, free_disk = 0;  ///< bytes; 0: not known
};

std::vector<Finding> diagnose(const PlannedRun& run);

// One by one.
Finding diagnose_data(const PlannedRun& run);
Finding diagnose_threshold(const PlannedRun& run);
Finding diagnose_population(const PlannedRun& run);
Finding diagnose_lives(const PlannedRun& run);
Finding diagnose_rate(const PlannedRun& run);
Finding diagnose_bounds(const PlannedRun& run);
Finding diagnose_threads(const PlannedRun& run);
Finding diagnose_memory(const PlannedRun& run);
Finding diagnose_time(const PlannedRun& run);
Finding diagnose_disk(const PlannedRun& run);

}  // namespace neat::app
