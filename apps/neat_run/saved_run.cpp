#include "saved_run.hpp"

#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

std::vector<Setting> saved_settings(const fs::path& ini) {
  const auto bytes = platform::read_file(ini, 1 << 20);
  return parse_ini({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, ini.string());
}

std::string task_name(const std::vector<Setting>& settings, const fs::path& ini) {
  for (const auto& setting : settings)
    if (setting.key == "run.task") return setting.value;
  throw Error(ErrorCode::data, ini.string() + ": does not say run.task; restore the file");
}

/// A damaged file is not the user's words: its refusals are those of a data file.
Config saved_config(const TaskInfo& task, std::vector<Setting> settings, const std::vector<Setting>& more) {
  try {
    resolve_config(task, settings);
  } catch (const Error& problem) {
    throw Error(ErrorCode::data, std::string(problem.what()) + "; restore config.ini of the run");
  }
  settings.insert(settings.end(), more.begin(), more.end());
  return resolve_config(task, settings);
}

std::vector<Setting> read_settings(const fs::path& ini) {
  try {
    return saved_settings(ini);
  } catch (const Error& problem) {
    throw Error(ErrorCode::data, std::string(problem.what()) + "; restore config.ini of the run");
  }
}

/// A run from before there was a choice computed as `ieee` does.
std::vector<Setting> with_kernels(std::vector<Setting> settings) {
  settings.insert(settings.begin(), {"run.kernels", "ieee", "what config.ini leaves out"});
  return settings;
}

}  // namespace

SavedRun saved_run(const fs::path& ini, const Arguments& arguments) {
  const auto settings = with_kernels(read_settings(ini));
  DeclaredTask declared = declared_task(task_name(settings, ini), arguments);
  Config config = saved_config(declared.info, settings, arguments.settings);
  use_kernels(config);
  return {std::move(declared), std::move(config)};
}

}  // namespace neat::app
