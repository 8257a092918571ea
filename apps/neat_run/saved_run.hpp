/// apps/neat_run/saved_run.hpp - what a run's config.ini says: its task, looked for as everywhere, and its settings.
#pragma once

#include <filesystem>

#include "open_task.hpp"

namespace neat::app {

struct SavedRun {
  DeclaredTask declared;
  Config config;  ///< with the settings of the command line on top
};

/// Throws neat::Error(data) for a damaged file, neat::Error(plugin) when the task cannot be found.
SavedRun saved_run(const std::filesystem::path& ini, const Arguments& arguments);

}  // namespace neat::app
