#include "open_task.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "data/places.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"

namespace neat::app {
namespace {

/// Where data may lie. Without a home directory only the installation's own samples are left, and tasks that need no
/// data still work.
std::vector<std::string> data_folders(const std::string& configured) {
  std::vector<std::filesystem::path> places;
  try {
    places = data_search_path(configured);
  } catch (const Error&) {
    places = {share_directory()};
  }
  std::vector<std::string> folders;
  for (const auto& place : places) folders.push_back(place.string());
  return folders;
}

}  // namespace

void write_log(LogLevel level, const std::string& text) {
  std::cerr << (level == LogLevel::warning ? "neat-run: warning: " : "neat-run: ") << text << '\n';
}

Folders plugin_folders(const Arguments& arguments) {
  Folders given;
  for (const auto& list : arguments.values("plugin-path"))
    for (std::size_t from = 0; from <= list.size();) {
      const std::size_t end = std::min(list.find(':', from), list.size());
      given.emplace_back(list.substr(from, end - from));
      from = end + 1;
    }
  const char* listed = std::getenv("NEAT_PLUGIN_PATH");
  return search_folders(platform::executable_path().parent_path(), given, listed ? listed : "");
}

DeclaredTask declared_task(const std::string& name, const Arguments& arguments) {
  const auto file = find_task(name, plugin_folders(arguments));
  return {file, describe(file.string(), {})};
}

/// Lives are never cut short: a generation that was begun is finished, so that an interrupt cannot change a result.
std::unique_ptr<PluginTask> open_task(const DeclaredTask& declared, const Config& config, Log log,
                                      std::shared_ptr<DataMemory> memory) {
  TaskSettings settings;
  settings.options = config.task_options;
  settings.life = config.life;
  settings.data_folders = data_folders(config.data_dir);
  settings.log = std::move(log);
  settings.memory = std::move(memory);
  return load_task(declared.file.string(), {}, std::move(settings));
}

}  // namespace neat::app
