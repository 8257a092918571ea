#include "npm_pack.hpp"

#include <fstream>

#include "neat/platform/part_file.hpp"
#include "neat/platform/process.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

/// npm's own first word about what went wrong.
std::string first_error(const fs::path& log) {
  std::ifstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("npm error ") || line.starts_with("npm ERR! "))
      return " (" + line.substr(0, 120) + ")";
  }
  return "";
}

}  // namespace

Packed npm_pack(const std::string& package, const fs::path& folder) {
  std::error_code none;
  fs::remove_all(folder, none);
  platform::make_folder(folder);
  const fs::path log = folder / "npm.log";
  const std::string why = platform::run_program(
      {"npm", "pack", package, "--pack-destination", folder.string(), "--ignore-scripts",
       "--no-update-notifier", "--fetch-retries=1", "--fetch-timeout=60000"},
      log);
  if (!why.empty()) return {.why = why + first_error(log)};
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".tgz") return {.archive = entry.path()};
  }
  return {.why = "left no archive"};
}

}  // namespace neat::app
