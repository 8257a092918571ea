#include "neat/run/directory.hpp"

#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/values.hpp"

namespace neat {
namespace {

namespace fs = std::filesystem;

/// Makes the directory and those above it; false when it was there.
bool make(const fs::path& path) {
  std::error_code problem;
  const bool fresh = fs::create_directories(path, problem);
  if (problem)
    throw Error(ErrorCode::system, path.string() + ": cannot be made: " + problem.message() +
                                       "; choose another place with --out");
  return fresh;
}

/// What a run leaves that died before its config.ini was there.
bool is_stillborn(const fs::path& entry) {
  const fs::path name = entry.filename();
  std::error_code problem;
  if (name == "checkpoint") return fs::is_directory(entry) && fs::is_empty(entry, problem);
  const fs::path checkpoints = entry.parent_path() / "checkpoint";  // made before anything is written
  if (!fs::exists(checkpoints)) return name == ".lock";
  return name == ".lock" || name == "start.genome" || platform::is_unfinished_write(name);
}

bool holds_something(const fs::path& path) {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(path, problem))
    if (!is_stillborn(entry.path())) return true;
  return false;
}

void drop_all_unfinished(const RunDirectory& directory) {
  platform::drop_unfinished_writes(directory.path());
  platform::drop_unfinished_writes(directory.checkpoints());
}

}  // namespace

RunDirectory RunDirectory::create(const fs::path& path) {
  if (fs::exists(path) && !fs::is_directory(path))
    throw Error(ErrorCode::config, path.string() + ": is a file; choose another place with --out");
  if (fs::exists(path / "config.ini"))
    throw Error(ErrorCode::config, path.string() + ": holds a run already; go on with `neat-run resume " +
                                       path.string() + "` or choose another place with --out");
  if (holds_something(path))
    throw Error(ErrorCode::config, path.string() + ": is not empty; choose another place with --out");
  make(path);
  RunDirectory directory(path);
  drop_all_unfinished(directory);
  std::error_code ignored;
  fs::remove(directory.start(), ignored);  // of a run that died before it began
  make(directory.checkpoints());
  return directory;
}

RunDirectory RunDirectory::create_next(const fs::path& parent) {
  make(parent);
  for (std::uint64_t number = 1;; ++number) {
    const std::string digits = number_text(number);
    const fs::path path = parent / (std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits);
    if (!fs::exists(path) && make(path)) return create(path);  // made by us: no other run has it
  }
}

RunDirectory RunDirectory::open(const fs::path& path) {
  if (!fs::is_directory(path))
    throw Error(ErrorCode::data, path.string() + ": is not a directory; name the directory of a run");
  if (!fs::exists(path / "config.ini"))
    throw Error(ErrorCode::data,
                path.string() + ": holds no run (config.ini is missing); name the directory of a run");
  RunDirectory directory(path);
  drop_all_unfinished(directory);
  return directory;
}

}  // namespace neat
