#include "neat/platform/watched_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/platform/child.hpp"

namespace neat::platform {
namespace {

constexpr int kReport = Child::kFirstHanded;  // the child's descriptor for its lines
constexpr std::size_t kKept = 4096;           // bytes of what it prints
constexpr int kLook = 50;                     // milliseconds between two looks at its memory

[[noreturn]] void refuse(const std::string& program, int error) {
  throw Error(ErrorCode::system,
              program + ": cannot be started: " + std::strerror(error) + "; free processes, files or memory");
}

/// One direction, from the child to us. Neither end is left to other children.
class Pipe {
 public:
  explicit Pipe(const std::string& program) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) refuse(program, errno);
    ends_ = ends;
    for (const int end : ends_) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    close_write();
    if (ends_[0] >= 0) ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_write() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// What came through a pipe so far.
class Stream {
 public:
  explicit Stream(const std::string& program) : pipe_(program) {}

  Pipe& pipe() { return pipe_; }
  bool open() const { return open_; }

  /// Reads what is there; calls take(bytes) for each part.
  template <class Take>
  void drain(Take take) {
    std::array<char, 4096> buffer;
    while (open_) {
      const ssize_t count = ::read(pipe_.read_end(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return;
      open_ = count > 0;
      take(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
    }
  }

 private:
  Pipe pipe_;
  bool open_ = true;
};

/// Pages in memory: the second number of statm (proc(5)); 0 where the system does not tell.
std::uint64_t resident_bytes(long child) {
  std::ifstream file("/proc/" + std::to_string(child) + "/statm");
  std::uint64_t size = 0, resident = 0;
  if (!(file >> size >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

class WatchedChild {
 public:
  WatchedChild(std::vector<std::string> words, const Watch& watch)
      : watch_(watch), report_(words.front()), out_(words.front()), err_(words.front()) {
    const int lines = report_.pipe().write_end();
    child_ =
        Child(words.front(), words, std::span(&lines, 1), {out_.pipe().write_end(), err_.pipe().write_end()});
    for (Stream* stream : {&report_, &out_, &err_}) stream->pipe().close_write();
    heard_ = watch_.clock();
  }
  WatchedEnd wait() {
    while (!ended_) {
      wait_for_bytes();
      read_all();
      ended_ = child_.poll();
      if (!ended_) judge();
    }
    read_all();
    if (end_.how == ChildEnd::exited && ended_->signal != 0) end_.how = ChildEnd::signalled;
    end_.code = ended_->signal != 0 ? ended_->signal : ended_->status;
    return std::move(end_);
  }

 private:
  void wait_for_bytes() {
    std::array<pollfd, 3> wanted{};
    nfds_t count = 0;
    for (Stream* stream : {&report_, &out_, &err_})
      if (stream->open()) wanted[count++] = {stream->pipe().read_end(), POLLIN, 0};
    ::poll(wanted.data(), count, kLook);
  }

  void read_all() {
    report_.drain([this](std::string_view bytes) { take_lines(bytes); });
    out_.drain([this](std::string_view bytes) {
      end_.out_bytes += bytes.size();
      keep(bytes, end_.out);
    });
    err_.drain([this](std::string_view bytes) { keep(bytes, end_.err); });
  }

  static void keep(std::string_view bytes, std::string& in) {
    in += bytes.substr(0, kKept - std::min(kKept, in.size()));
  }

  void take_lines(std::string_view bytes) {
    for (const char c : bytes) {
      if (c != '\n') {
        line_ += c;
        continue;
      }
      heard_ = watch_.clock();
      watch_.on_line(std::exchange(line_, {}));
    }
  }

  void judge() {
    const std::uint64_t most = watch_.limits.memory;
    if (watch_.stop()) return end(ChildEnd::stopped);
    if (watch_.clock() - heard_ > watch_.limits.silence) return end(ChildEnd::silent);
    if (most > 0 && resident_bytes(child_.process()) > most) end(ChildEnd::too_large);
  }

  void end(ChildEnd how) {
    child_.kill();
    ended_ = child_.wait();
    end_.how = how;
  }

  const Watch& watch_;
  Stream report_, out_, err_;
  Child child_;
  std::optional<Child::End> ended_;
  std::string line_;
  double heard_ = 0;
  WatchedEnd end_;
};

}  // namespace

WatchedEnd watch_program(std::vector<std::string> words, const Watch& watch) {
  return WatchedChild(std::move(words), watch).wait();
}

bool report_line(std::string_view line) {
  const std::string text = std::string(line) + '\n';
  return ::write(kReport, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

void end_with_parent() {
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

std::string signal_name(int signal) {
#ifdef __GLIBC__
  if (const char* name = sigabbrev_np(signal)) return "SIG" + std::string(name);
#endif
  return "signal " + std::to_string(signal);
}

}  // namespace neat::platform
