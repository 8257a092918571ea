/// plugins/loader/library.hpp - loads a judged file and keeps it to the end of the process: plugins are never
/// unloaded, since a library with unique symbols stays mapped anyway and destructors of unloaded code crash.
///
/// The floating-point environment is the same after a load as before: a library linked with -ffast-math would
/// otherwise switch the whole program to flushing denormal numbers to zero. [main thread; a lock guards the
/// table]
#pragma once

#include <filesystem>
#include <string>

#include "neat/evaluation/task.hpp"
#include "neat/plugin.h"

namespace neat {

/// A loaded plugin. Lives for ever.
struct Library {
  std::filesystem::path file;           ///< absolute
  neat_plugin plugin{};                 ///< a copy; members that the plugin's older struct lacks are null
  const neat_blocks* blocks = nullptr;  ///< null: its task is evaluated as a whole
  TaskInfo info;
  std::string build;                 ///< compiler, for messages
  bool changed_environment = false;  ///< its initialisation changed the floating-point environment (undone)
};

/// Judges, loads and reads the declarations; a file that was loaded before and did not change is not loaded
/// again. Throws neat::Error(plugin).
const Library& open_library(const std::filesystem::path& file);

}  // namespace neat
