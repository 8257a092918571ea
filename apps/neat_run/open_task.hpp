/// apps/neat_run/open_task.hpp - from a task's name on the command line to the task itself: where plugins are looked for,
/// what one declares, and creating it with the resolved configuration.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "arguments.hpp"
#include "plugins/loader/loader.hpp"

namespace neat::app {

/// --plugin-path, then NEAT_PLUGIN_PATH, then beside this program.
Folders plugin_folders(const Arguments& arguments);

/// A task that was found but not created.
struct DeclaredTask {
  std::filesystem::path file;
  TaskInfo info;
};

/// By name or by the path of its plugin. Throws neat::Error(plugin).
DeclaredTask declared_task(const std::string& name, const Arguments& arguments);

using Log = std::function<void(LogLevel, const std::string&)>;
void write_log(LogLevel level, const std::string& text);  ///< to standard error

/// Creates it; what it says goes to `log`, its data sets to `memory` (null: this process alone has them). Throws what the plugin or the loader has to say.
std::unique_ptr<PluginTask> open_task(const DeclaredTask& declared, const Config& config, Log log = write_log,
                                      std::shared_ptr<DataMemory> memory = nullptr);

}  // namespace neat::app
