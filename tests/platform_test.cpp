#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "neat/base/error.hpp"
#include "neat/platform/cpu.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/fp_environment.hpp"
#include "neat/platform/lock.hpp"
#include "neat/platform/signals.hpp"

#ifndef _WIN32
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#endif
#ifdef __x86_64__
#include <xmmintrin.h>
#endif

using namespace neat;
using namespace neat::platform;
namespace fs = std::filesystem;

namespace {

/// A fresh folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "neat-platform-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(const char* name) const { return path_ / name; }
  const fs::path& path() const { return path_; }
  std::size_t files() const {
    return std::size_t(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

std::string text_in(const fs::path& path) {
  const Bytes bytes = read_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The refusal of `action` and its code.
std::pair<std::string, ErrorCode> refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return {error.what(), error.code()};
  }
  return {"", ErrorCode::run};
}

/// Runs `body` in a child; returns the status that waitpid gives.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// Root may read everything, so tests of permissions give root up for a while.
class Nobody {
 public:
  Nobody() { active_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
  ~Nobody() {
    if (active_) (void)!::seteuid(0);
  }

 private:
  bool active_ = false;
};

}  // namespace

TEST_CASE("files: bytes that are written are read back, and replace what was there") {
  const Folder folder;
  for (const std::string& text : {std::string("first"), std::string(), std::string(300'000, '\0') + "end"}) {
    write_file_atomically(folder / "a", text);
    CHECK(text_in(folder / "a") == text);
    CHECK(folder.files() == 1);
  }
}

TEST_CASE("files: a path without a folder is written where the process is") {
  const Folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  write_file_atomically("plain", "text");
  fs::current_path(before);
  CHECK(text_in(folder / "plain") == "text");
}

TEST_CASE("files: an absent file, a folder and a pipe are refused on reading") {
  const Folder folder;
  const std::string path = (folder / "absent").string();
  const auto [text, code] = refusal([&] { read_file(path); });
  CHECK(text == "cannot read: " + path + ": no such file or directory; check the path");
  CHECK(code == ErrorCode::data);
  CHECK(refusal([&] { read_file(folder.path()); }).first ==
        "cannot read: " + folder.path().string() + ": it is not a file; check the path");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(refusal([&] { read_file(folder / "pipe"); }).first.find("it is not a file") != std::string::npos);
}

TEST_CASE("files: a file above the bound is refused without being read") {
  const Folder folder;
  write_file_atomically(folder / "a", std::string(1000, 'x'));
  CHECK(read_file(folder / "a", 1000).size() == 1000);
  const auto [text, code] = refusal([&] { read_file(folder / "a", 999); });
  CHECK(text == "cannot read: " + (folder / "a").string() +
                    ": it is larger than 999 bytes, the most that such a file may have; use another one");
  CHECK(code == ErrorCode::data);
}

TEST_CASE("files: no permission is an error of the system that says what to do") {
  const Folder folder;
  fs::permissions(folder.path(), fs::perms(0755));
  write_file_atomically(folder / "secret", "x");
  fs::permissions(folder / "secret", fs::perms::none);
  fs::permissions(folder.path(), fs::perms(0555));
  {
    const Nobody nobody;
    const auto [read, read_code] = refusal([&] { read_file(folder / "secret"); });
    CHECK(read == "cannot read: " + (folder / "secret").string() +
                      ": permission denied; make the file readable for you, or use another one");
    CHECK(read_code == ErrorCode::system);
    const auto [write, write_code] = refusal([&] { write_file_atomically(folder / "new", "x"); });
    CHECK(write ==
          "cannot write: " + (folder / "new").string() +
              ": permission denied; choose a folder that you may write to, for example with --out DIR");
    CHECK(write_code == ErrorCode::system);
  }
  fs::permissions(folder.path(), fs::perms(0755));
}

TEST_CASE("files: a folder that is not there, or a folder in the way, is named when writing") {
  const Folder folder;
  const auto [text, code] = refusal([&] { write_file_atomically(folder / "no" / "a", "x"); });
  CHECK(text == "cannot write: " + (folder / "no" / "a").string() +
                    ": no such file or directory; make its folder first, or name another path");
  CHECK(code == ErrorCode::system);
  fs::create_directory(folder / "taken");
  CHECK(refusal([&] { write_file_atomically(folder / "taken", "x"); }).first.find(": is a directory; ") !=
        std::string::npos);
  CHECK(folder.files() == 1);
}

TEST_CASE("files: a write that fails half way leaves the old file and nothing else") {
  const Folder folder;
  write_file_atomically(folder / "a", "old");
  const int status = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{5000, 5000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto [text, code] =
        refusal([&] { write_file_atomically(folder / "a", std::string(100'000, 'n')); });
    const bool told = text == "cannot write: " + (folder / "a").string() +
                                  ": file too large; raise the limit on file sizes (`ulimit -f`) and run the "
                                  "command again";
    return told && code == ErrorCode::system ? 0 : 1;
  });
  CHECK(status == 0);
  CHECK(text_in(folder / "a") == "old");
  CHECK(folder.files() == 1);
}

TEST_CASE("files: a full disk says that space is needed, and leaves the old file") {
  const Folder folder;
  // A small file system of our own needs root and the right to mount.
  if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
    MESSAGE("skipped: this user may not mount a small file system to fill");
    return;
  }
  write_file_atomically(folder / "a", "old");
  const auto [text, code] =
      refusal([&] { write_file_atomically(folder / "a", std::string(1'000'000, 'n')); });
  CHECK(text ==
        "cannot write: " + (folder / "a").string() +
            ": no space left on device; free some and run the command again (`neat-run resume DIR` goes on "
            "with a run)");
  CHECK(code == ErrorCode::system);
  CHECK(text_in(folder / "a") == "old");
  CHECK(folder.files() == 1);
  CHECK(::umount(folder.path().c_str()) == 0);
}

TEST_CASE("files: a writer that is killed at any moment leaves one whole version") {
  const Folder folder;
  const std::string versions[] = {std::string(200'000, 'a'), std::string(150'000, 'b')};
  write_file_atomically(folder / "a", versions[0]);
  for (int round = 0; round < 30; ++round) {
    const pid_t child = ::fork();
    if (child == 0)
      for (int i = 0;; ++i) write_file_atomically(folder / "a", versions[i % 2]);
    std::this_thread::sleep_for(std::chrono::microseconds(500 + 311 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string text = text_in(folder / "a");
    const bool whole = text == versions[0] || text == versions[1];
    CHECK(whole);
  }
}

TEST_CASE("files: what killed writers left is dropped, and nothing else") {
  const Folder folder;
  for (const char* left : {"a.123.0.tmp", "champion.genome.99.17.tmp"})
    std::ofstream(folder / left) << "half";
  for (const char* kept : {"a", "a.tmp", "a.1.tmp", "a.x.1.tmp", "a.1.x.tmp", "1.2", "a.1.2.tm"})
    std::ofstream(folder / kept) << "whole";
  drop_unfinished_writes(folder / "");
  std::size_t there = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "")) {
    CHECK_FALSE(is_unfinished_write(entry.path()));
    ++there;
  }
  CHECK(there == 7);
  drop_unfinished_writes(folder / "nowhere");
}

TEST_CASE("files: the program finds itself") {
  CHECK(executable_path().is_absolute());
  CHECK(fs::is_regular_file(executable_path()));
}

TEST_CASE("signals: the first one sets the flag, the second one ends the process") {
  for (const int first : {SIGINT, SIGTERM})
    for (const int second : {SIGINT, SIGTERM}) {
      const int status = in_child([&] {
        install_stop_signals();
        if (stop_requested()) return 1;
        ::raise(first);
        if (!stop_requested() || !stop_flag().load()) return 2;
        ::raise(second);
        return 3;
      });
      CHECK(WIFSIGNALED(status));
      CHECK(WTERMSIG(status) == second);
    }
}

TEST_CASE("signals: a wish to stop can be made and forgotten without a signal") {
  CHECK_FALSE(stop_requested());
  request_stop();
  CHECK(stop_requested());
  clear_stop();
  CHECK_FALSE(stop_requested());
}

TEST_CASE("lock: a second holder is refused by the first one's process id") {
  const Folder folder;
  std::optional<DirectoryLock> lock(folder.path());
  const auto [text, code] = refusal([&] { DirectoryLock again(folder.path()); });
  CHECK(text == "cannot use the run directory: " + folder.path().string() + ": process " +
                    std::to_string(::getpid()) +
                    " is writing it; wait until it ends or stop it, or choose another one with --out");
  CHECK(code == ErrorCode::run);
  const std::string expected = text;  // Clang 14 does not capture structured bindings
  const int status = in_child([&] {
    const std::string seen = refusal([&] { DirectoryLock other(folder.path()); }).first;
    return seen == expected ? 0 : 1;
  });
  CHECK(status == 0);
  DirectoryLock moved = std::move(*lock);
  lock.reset();
  CHECK(refusal([&] { DirectoryLock again(folder.path()); }).first == text);
}

TEST_CASE("lock: it ends with its value, and with its process however that dies") {
  const Folder folder;
  { const DirectoryLock lock(folder.path()); }
  { const DirectoryLock lock(folder.path()); }
  const int status = in_child([&] {
    const DirectoryLock lock(folder.path());
    return ::raise(SIGKILL);
  });
  CHECK(WTERMSIG(status) == SIGKILL);
  CHECK_NOTHROW(DirectoryLock(folder.path()));
}

TEST_CASE("lock: a folder that is not there is refused") {
  const auto [text, code] = refusal([] { DirectoryLock lock("/no/such/folder"); });
  CHECK(text.starts_with("cannot lock: /no/such/folder/.lock: "));
  CHECK(text.ends_with("choose a folder that you may write to with --out"));
  CHECK(code == ErrorCode::system);
}

#ifdef __x86_64__
TEST_CASE("floating-point environment: flush-to-zero and rounding are noticed and put back") {
  const unsigned before = _mm_getcsr();
  volatile float tiny = 1e-38F;
  {
    const FpEnvironmentGuard guard;
    CHECK_FALSE(guard.changed());
    _mm_setcsr(_mm_getcsr() | 0x8040);  // flush to zero, denormals are zero
    CHECK(guard.changed());
    const float flushed = tiny / 10;
    CHECK(flushed == 0);
  }
  CHECK((_mm_getcsr() & ~0x3fU) == (before & ~0x3fU));
  const float kept = tiny / 10;
  CHECK(kept > 0);
  {
    const FpEnvironmentGuard guard;
    std::fesetround(FE_UPWARD);
    CHECK(guard.changed());
  }
  CHECK(std::fegetround() == FE_TONEAREST);
}
#endif

TEST_CASE("floating-point environment: a sticky flag is no change") {
  const FpEnvironmentGuard guard;
  std::feraiseexcept(FE_INEXACT | FE_UNDERFLOW);
  CHECK_FALSE(guard.changed());
}

TEST_CASE("cpu: the level agrees with the compiler's own view of this processor") {
#ifdef __x86_64__
  __builtin_cpu_init();
  const bool level2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
  const bool level3 = level2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                      __builtin_cpu_supports("bmi2");
  const bool level4 = level3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl");
  CHECK(x86_level() == 1 + level2 + level3 + level4);
  CHECK(architecture() == "x86-64-v" + std::to_string(x86_level()));
#else
  CHECK(x86_level() == 0);
#endif
  CHECK_FALSE(cpu_name().empty());
}
