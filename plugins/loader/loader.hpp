/// plugins/loader/loader.hpp - the door for programs: which tasks there are, what they declare, and one of
/// them created.
///
/// Tasks are searched in folders, in order. Nothing here reads the environment: the program passes what
/// NEAT_PLUGIN_PATH says. [main thread]
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "neat/evaluation/task.hpp"
#include "plugins/loader/plugin_task.hpp"

namespace neat {

using Folders = std::vector<std::filesystem::path>;

/// `given` (--plugin-path), then `listed` (NEAT_PLUGIN_PATH: folders separated by ':'), then beside the
/// executable: its own folder and ../lib/neat/tasks. Each once; they need not exist.
Folders search_folders(const std::filesystem::path& executable_folder, const Folders& given = {},
                       const std::string& listed = {});

/// A plugin file that was found: what it declares, or why it cannot be used.
struct FoundTask {
  std::filesystem::path file;
  TaskInfo info;        ///< valid where problem is empty
  std::string problem;  ///< one sentence
};

/// Every plugin file in the folders, by folder and name. A file without any plugin in it is left out. Of two
/// plugins with the same task name, both say so.
std::vector<FoundTask> find_tasks(const Folders& folders);

/// The file of `task`: a name, searched in the folders, or a path (it has a '/' or ends in .so). Of a name, the one file
/// called like it where it declares it, else every plugin in the folders is asked. Throws neat::Error(plugin): unknown (naming the known tasks, the nearest name and the folders), ambiguous, or
/// unusable.
std::filesystem::path find_task(const std::string& task, const Folders& folders);

/// What a task declares, read without creating it.
TaskInfo describe(const std::string& task, const Folders& folders);

/// The task, created with these settings.
std::unique_ptr<PluginTask> load_task(const std::string& task, const Folders& folders,
                                      TaskSettings settings = {});

}  // namespace neat
