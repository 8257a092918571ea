#include "npm_pack.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "part_file.hpp"

extern char** environ;

namespace neat::app {
namespace {

namespace fs = std::filesystem;

/// Where the child's three standard streams go.
class Streams {
 public:
  explicit Streams(const fs::path& log) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0666);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~Streams() { posix_spawn_file_actions_destroy(&actions_); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Runs a program found on PATH and waits for it; why it failed, or nothing.
std::string run(std::vector<std::string> words, const fs::path& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Streams streams(log);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments[0], streams.get(), nullptr, arguments.data(), environ);
  if (failure == ENOENT) return words[0] + " is not installed";
  if (failure != 0) return words[0] + " cannot be started (" + std::strerror(failure) + ")";
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return words[0] + " is not installed";
  return WIFEXITED(status) ? "failed with status " + std::to_string(WEXITSTATUS(status))
                           : "was ended by signal " + std::to_string(WTERMSIG(status));
}

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
  make_folder(folder);
  const fs::path log = folder / "npm.log";
  const std::string why =
      run({"npm", "pack", package, "--pack-destination", folder.string(), "--ignore-scripts",
           "--no-update-notifier", "--fetch-retries=1", "--fetch-timeout=60000"},
          log);
  if (!why.empty()) return {.why = why + first_error(log)};
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".tgz") return {.archive = entry.path()};
  }
  return {.why = "left no archive"};
}

}  // namespace neat::app
