#include "data/places.hpp"

#include <algorithm>
#include <cstdlib>

#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_there(const fs::path& folder, const DataFile& file) {
  std::error_code none;
  if (fs::file_size(folder / file.name, none) == file.bytes && !none) return true;
  return fs::is_regular_file(folder / (file.name + ".gz"), none);
}

/// Where the set may lie, in the order its task looks.
std::vector<fs::path> places_of(const DataSource& source, const std::vector<fs::path>& folders) {
  std::vector<fs::path> places;
  for (const fs::path& folder : folders) places.push_back(folder / source.folder_name());
  if (!source.system.empty()) places.emplace_back(source.system);
  return places;
}

long count_files(const fs::path& folder, const DataSource& source) {
  return std::ranges::count_if(source.files, [&](const DataFile& file) { return is_there(folder, file); });
}

}  // namespace

fs::path data_directory(const std::string& configured) {
  if (!configured.empty()) return configured;
  if (const std::string own = environment("NEAT_DATA"); !own.empty()) return own;
  // The XDG base directory specification: a relative path is invalid and ignored.
  if (const fs::path xdg = environment("XDG_DATA_HOME"); xdg.is_absolute()) return xdg / "neat";
  const std::string home = environment("HOME");
  if (home.empty()) {
    throw Error(ErrorCode::config, "data directory: HOME: is not set; give --data.dir DIR or set NEAT_DATA");
  }
  return fs::path(home) / ".local" / "share" / "neat";
}

fs::path share_directory() {
  return platform::executable_path().parent_path().parent_path() / "share" / "neat" / "data";
}

std::vector<fs::path> data_search_path(const std::string& configured) {
  return {data_directory(configured), share_directory()};
}

FoundData find_data(const DataSource& source, const std::vector<fs::path>& folders) {
  const auto all = static_cast<long>(source.files.size());
  FoundData found;
  for (const fs::path& place : places_of(source, folders)) {
    const long there = count_files(place, source);
    if (there == all) return {DataState::complete, place};
    if (there > 0 && found.state == DataState::missing) found = {DataState::incomplete, place};
  }
  if (source.sample.empty()) return found;
  for (const fs::path& folder : folders) {
    if (count_files(folder / source.sample, source) == all)
      return {DataState::sample, folder / source.sample};
  }
  return found;
}

}  // namespace neat::app
