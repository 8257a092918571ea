#include "neat/platform/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <thread>
#include <utility>

#include "neat/base/error.hpp"

extern char** environ;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NEAT_SHADOW_MEMORY
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define NEAT_SHADOW_MEMORY
#endif
#endif

namespace neat::platform {
namespace {

namespace fs = std::filesystem;

/// Copies above every number that a child will use, so that putting one in its place never covers another.
class Copies {
 public:
  explicit Copies(std::span<const int> descriptors) {
    const int above = Child::kFirstHanded + static_cast<int>(descriptors.size());
    for (const int descriptor : descriptors) copies_.push_back(::fcntl(descriptor, F_DUPFD_CLOEXEC, above));
  }
  ~Copies() {
    for (const int copy : copies_)
      if (copy >= 0) ::close(copy);
  }
  Copies(const Copies&) = delete;
  Copies& operator=(const Copies&) = delete;

  const std::vector<int>& all() const { return copies_; }

 private:
  std::vector<int> copies_;
};

/// What the child's descriptors are.
class Descriptors {
 public:
  /// `copies`: of where it prints, of where its errors go, and of what it is handed.
  explicit Descriptors(const std::vector<int>& copies) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    int place = STDOUT_FILENO;
    for (const int descriptor : copies) posix_spawn_file_actions_adddup2(&actions_, descriptor, place++);
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    posix_spawn_file_actions_addclosefrom_np(&actions_, place);
#endif
  }
  ~Descriptors() {
    posix_spawn_file_actions_destroy(&actions_);
  }
  Descriptors(const Descriptors&) = delete;
  Descriptors& operator=(const Descriptors&) = delete;

  const posix_spawn_file_actions_t* get() const {
    return &actions_;
  }

 private:
  posix_spawn_file_actions_t actions_{};
};

class OwnGroup {
 public:
  OwnGroup() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
  }
  ~OwnGroup() { posix_spawnattr_destroy(&attributes_); }
  OwnGroup(const OwnGroup&) = delete;
  OwnGroup& operator=(const OwnGroup&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

[[noreturn]] void out_of_memory() {
  ::_exit(kOutOfMemory);
}

}  // namespace

Child::Child(const fs::path& program, std::vector<std::string> words, std::span<const int> handed,
             const Streams& streams) {
  static_assert(kFirstHanded == STDERR_FILENO + 1);
  const std::string name = program.string();
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::vector<int> all{streams.out, streams.err};
  all.insert(all.end(), handed.begin(), handed.end());
  const Copies copies(all);
  const Descriptors descriptors(copies.all());
  const OwnGroup group;
  pid_t started = 0;
  const int failure =
      ::posix_spawn(&started, name.c_str(), descriptors.get(), group.get(), arguments.data(), environ);
  if (failure != 0)
    throw Error(ErrorCode::system, "process: " + name + ": cannot be started: " + std::strerror(failure) +
                                       "; free processes or descriptors");
  process_ = started;
}

Child::Child(Child&& other) noexcept : process_(std::exchange(other.process_, 0)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(process_, other.process_);
  return *this;
}

Child::~Child() {
  if (!running()) return;
  kill();
  wait();
}

void Child::kill() noexcept {
  if (running()) ::kill(static_cast<pid_t>(process_), SIGKILL);
}

std::optional<Child::End> Child::reap(int options) {
  int status = 0;
  pid_t ended = 0;
  while ((ended = ::waitpid(static_cast<pid_t>(process_), &status, options)) < 0 && errno == EINTR) {
  }
  if (ended == 0) return std::nullopt;
  process_ = 0;
  if (WIFSIGNALED(status)) return End{-1, WTERMSIG(status)};
  return End{WEXITSTATUS(status), 0};
}

Child::End Child::wait() {
  return *reap(0);
}

std::optional<Child::End> Child::poll() {
  return reap(WNOHANG);
}

std::string text(const Child::End& end) {
  if (end.signal == 0) return "exit status " + std::to_string(end.status);
  return "signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")";
}

void end_with_peer(int descriptor) {
#ifdef POLLRDHUP
  constexpr short kGone = POLLRDHUP;
#else
  constexpr short kGone = POLLHUP;
#endif
  std::thread([descriptor] {
    pollfd watched{descriptor, kGone, 0};
    while (::poll(&watched, 1, -1) <= 0) {
    }
    ::_exit(0);
  }).detach();
}

void limit_memory(std::uint64_t bytes) {
  std::set_new_handler(out_of_memory);
#ifndef NEAT_SHADOW_MEMORY
  if (bytes == 0) return;
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_DATA, &limit);
#else
  static_cast<void>(bytes);
#endif
}

void leave_no_core() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace neat::platform
