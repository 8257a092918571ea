/// tests/apps/program.hpp - neat-run as a child process in a folder of its own: what it printed, how it ended, signals on
/// the way.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace neat::test {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

/// A scratch folder, gone at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(const std::string& name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Ended {
  int status = -1;  ///< exit status, or 128 + signal
  std::string out, err;

  Json json() const { return Json::parse(out); }
  bool says(const std::string& text) const { return err.find(text) != std::string::npos; }
};

/// An end, and what it took.
struct Measured {
  Ended ended;
  double peak_bytes = 0;  ///< of memory, at most
};

/// How a child is started.
struct Conditions {
  std::uint64_t largest_file = 0;  ///< bytes a file may have, as on a full disk; 0: no bound
  std::string out;                 ///< where standard output goes; empty: it is caught
  bool obeys_permissions = false;  ///< root too may only do what permissions say
};

/// A running neat-run. Ends it when it goes out of scope.
class Program {
 public:
  Program(const Folder& folder, const Words& arguments, const Conditions& conditions = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const;
  Ended wait();
  Measured wait_measured();  ///< REQUIRES: not waited for before
  /// Waits until the file has at least `lines` lines; false when the program ended or a minute went by before.
  bool wait_for_lines(const fs::path& file, std::size_t lines);
  /// Waits until it catches the signal by itself; false when it ended or a minute went by before, or where there is no
  /// /proc to tell.
  bool wait_until_caught(int signal);

 private:
  pid_t pid_ = -1;
  int status_ = 0;
  bool ended_ = false;
  fs::path out_, err_;
};

Ended run(const Folder& folder, const Words& arguments, const Conditions& conditions = {});

std::string read(const fs::path& path);
void write(const fs::path& path, const std::string& text);
std::size_t lines_in(const fs::path& path);
/// history.csv without the column `seconds`.
std::string timeless_csv(const fs::path& path);
/// history.jsonl without the key `seconds`.
std::string timeless_jsonl(const fs::path& path);
std::vector<std::string> keys_of(const Json& object);

}  // namespace neat::test
