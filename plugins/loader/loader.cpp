#include "plugins/loader/loader.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "neat/base/error.hpp"
#include "plugins/loader/declarations.hpp"
#include "plugins/loader/plugin_file.hpp"

namespace neat {
namespace {

using Path = std::filesystem::path;

void append(Folders& folders, const Path& folder) {
  if (folder.empty()) return;
  const Path normal = std::filesystem::absolute(folder).lexically_normal();
  if (std::find(folders.begin(), folders.end(), normal) == folders.end()) folders.push_back(normal);
}

bool is_library_name(const Path& file) {
  return file.extension() == ".so" || file.extension() == ".dylib";
}

std::vector<Path> library_files(const Path& folder) {
  std::vector<Path> files;
  std::error_code unused;
  for (const auto& entry : std::filesystem::directory_iterator(folder, unused))
    if (is_library_name(entry.path())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

FoundTask examine(const Path& file) {
  try {
    return {file, open_library(file).info, {}};
  } catch (const Error& error) {
    return {file, {}, error.what()};
  }
}

/// Another library beside the plugins is nobody's mistake.
bool is_no_plugin(const FoundTask& found) {
  return found.problem.find("there is no neat plugin in it") != std::string::npos;
}

std::string twice(const std::string& name, const Path& first, const Path& second) {
  return "plugin: " + first.string() + ": task '" + name + "' is also in " + second.string() +
         "; remove one of the two, or give the path of the one you mean";
}

void mark_duplicates(std::vector<FoundTask>& tasks) {
  std::map<std::string, std::vector<FoundTask*>> by_name;
  for (FoundTask& task : tasks)
    if (task.problem.empty()) by_name[task.info.name].push_back(&task);
  for (auto& [name, same] : by_name)
    for (std::size_t i = 0; same.size() > 1 && i < same.size(); ++i)
      same[i]->problem = twice(name, same[i]->file, same[i == 0 ? 1 : 0]->file);
}

template <class Items, class Text>
std::string joined(const Items& items, Text text) {
  std::string all;
  for (const auto& item : items) all += (all.empty() ? "" : ", ") + text(item);
  return all.empty() ? "none" : all;
}

[[noreturn]] void refuse_unknown(const std::string& task, const std::vector<FoundTask>& found,
                                 const Folders& folders) {
  std::vector<std::string> names;
  for (const FoundTask& one : found)
    if (one.problem.empty()) names.push_back(one.info.name);
  std::sort(names.begin(), names.end());
  const std::string close = nearest(task, names);
  throw Error(ErrorCode::plugin,
              "task: " + task + ": there is no such task in " +
                  joined(folders, [](const Path& folder) { return folder.string(); }) +
                  " (known: " + joined(names, [](const std::string& name) { return name; }) + "); " +
                  (close.empty() ? "give its path, or its folder with --plugin-path"
                                 : "did you mean " + close + "?"));
}

/// The one file that is called like the task and declares it: opening every plugin there is costs more than a small run,
/// and one that ends its process as it is loaded would end all.
std::optional<Path> only_namesake(const std::string& task, const Folders& folders) {
  std::vector<Path> namesakes;
  for (const Path& folder : folders)
    for (const Path& file : library_files(folder))
      if (file.stem() == task) namesakes.push_back(file);
  if (namesakes.size() != 1) return std::nullopt;
  const FoundTask found = examine(namesakes.front());
  if (!found.problem.empty() || found.info.name != task) return std::nullopt;
  return found.file;
}

bool is_path(const std::string& task) {
  return task.find('/') != std::string::npos || is_library_name(task);
}

}  // namespace

Folders search_folders(const Path& executable_folder, const Folders& given, const std::string& listed) {
  Folders folders;
  for (const Path& folder : given) append(folders, folder);
  for (std::size_t from = 0; from < listed.size();) {
    const std::size_t end = std::min(listed.find(':', from), listed.size());
    append(folders, listed.substr(from, end - from));
    from = end + 1;
  }
  append(folders, executable_folder / ".." / "lib" / "neat" / "tasks");
  append(folders, executable_folder);
  return folders;
}

std::vector<FoundTask> find_tasks(const Folders& folders) {
  std::vector<FoundTask> tasks;
  for (const Path& folder : folders)
    for (const Path& file : library_files(folder)) tasks.push_back(examine(file));
  std::erase_if(tasks, is_no_plugin);
  mark_duplicates(tasks);
  return tasks;
}

Path find_task(const std::string& task, const Folders& folders) {
  if (is_path(task)) return task;
  if (const auto file = only_namesake(task, folders)) return *file;
  const std::vector<FoundTask> tasks = find_tasks(folders);
  for (const FoundTask& found : tasks) {
    const bool named = found.info.name == task || (found.info.name.empty() && found.file.stem() == task);
    if (!named) continue;
    if (!found.problem.empty()) throw Error(ErrorCode::plugin, found.problem);
    return found.file;
  }
  refuse_unknown(task, tasks, folders);
}

TaskInfo describe(const std::string& task, const Folders& folders) {
  return open_library(find_task(task, folders)).info;
}

std::unique_ptr<PluginTask> load_task(const std::string& task, const Folders& folders,
                                      TaskSettings settings) {
  return std::make_unique<PluginTask>(open_library(find_task(task, folders)), std::move(settings));
}

}  // namespace neat
