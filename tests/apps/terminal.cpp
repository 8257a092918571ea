#include "terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace neat::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(10);

std::vector<char*> pointers(Words& words) {
  std::vector<char*> list;
  for (auto& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

/// In the child: the pseudo-terminal becomes its controlling terminal and all of its streams.
void take_terminal(const std::string& name) {
  ::setsid();
  const int terminal = ::open(name.c_str(), O_RDWR);
  ::ioctl(terminal, TIOCSCTTY, 0);
  for (const int stream : {0, 1, 2}) ::dup2(terminal, stream);
}

}  // namespace

TerminalProgram::TerminalProgram(const Folder& folder, const Words& arguments, int columns, int rows,
                                 const Words& environment) {
  master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0)
    throw std::runtime_error("no pseudo-terminal");
  const std::string name = ::ptsname(master_);
  resize(columns, rows);
  ::tcgetattr(master_, &before_);
  Words words{NEAT_RUN}, variables{"TERM=xterm"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  variables.insert(variables.end(), environment.begin(), environment.end());
  const auto list = pointers(words), settings = pointers(variables);
  pid_ = ::fork();
  if (pid_ != 0) return;
  take_terminal(name);
  if (::chdir(folder.path().c_str()) == 0) ::execve(NEAT_RUN, list.data(), settings.data());
  ::_exit(127);
}

TerminalProgram::~TerminalProgram() {
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(master_);
}

void TerminalProgram::type(const std::string& keys) const {
  if (::write(master_, keys.data(), keys.size()) != ssize_t(keys.size()))
    throw std::runtime_error("cannot type");
}

void TerminalProgram::resize(int columns, int rows) const {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  ::ioctl(master_, TIOCSWINSZ, &size);
}

void TerminalProgram::send(int signal) const {
  ::kill(pid_, signal);
}

bool TerminalProgram::read_some() {
  pollfd readable{master_, POLLIN, 0};
  if (::poll(&readable, 1, 50) <= 0) return false;
  std::array<char, 4096> bytes;
  const ssize_t count = ::read(master_, bytes.data(), bytes.size());
  if (count > 0) seen_.append(bytes.data(), std::size_t(count));
  return count > 0;
}

bool TerminalProgram::shows(const std::string& text) {
  for (const auto end = Clock::now() + kPatience; Clock::now() < end; read_some()) {
    const auto at = seen_.find(text);
    if (at == std::string::npos) continue;
    seen_.erase(0, at + text.size());
    return true;
  }
  return false;
}

bool TerminalProgram::stops() {
  int status = 0;
  for (const auto end = Clock::now() + kPatience; Clock::now() < end; read_some())
    if (::waitpid(pid_, &status, WNOHANG | WUNTRACED) == pid_) return WIFSTOPPED(status);
  return false;
}

int TerminalProgram::wait() {
  int status = 0;
  for (const auto end = Clock::now() + kPatience; Clock::now() < end;) {
    while (read_some()) continue;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) continue;
    ended_ = true;
    while (read_some()) continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return -1;
}

bool TerminalProgram::echoes() const {
  termios now{};
  ::tcgetattr(master_, &now);
  return (now.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO);
}

bool TerminalProgram::is_as_it_was() const {
  termios now{};
  ::tcgetattr(master_, &now);
  return now.c_iflag == before_.c_iflag && now.c_oflag == before_.c_oflag && now.c_lflag == before_.c_lflag &&
         now.c_cflag == before_.c_cflag && std::memcmp(now.c_cc, before_.c_cc, sizeof now.c_cc) == 0;
}

}  // namespace neat::test
