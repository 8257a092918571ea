#include "neat/platform/screen.hpp"

#include <csignal>
#include <cstdlib>
#include <utility>

#include "neat/base/error.hpp"

#ifndef _WIN32
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#endif

namespace neat::platform {

#ifdef _WIN32
struct Screen::Terminal {};
std::optional<Screen> Screen::open() {
  return std::nullopt;
}
ScreenSize Screen::size() const {
  return {};
}
void Screen::show(std::string_view) {}
ScreenEvent Screen::wait(double) {
  return {ScreenEvent::Kind::no_input, {}, 0};
}
#else
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP};
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l", kLeave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

volatile std::sig_atomic_t pending[NSIG];

extern "C" void neat_screen_handler(int signal) {
  pending[signal] = 1;
}

bool take(int signal) {
  const bool came = pending[signal] != 0;
  pending[signal] = 0;
  return came;
}

bool write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

sigset_t blocked_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kSignals) sigaddset(&set, signal);
  return set;
}

/// Takes the first key from `input`. Arrow keys are escape sequences; of others nothing is left but an empty key.
std::string take_key(std::string& input) {
  const bool sequence = input.size() > 2 && input[0] == '\x1b' && (input[1] == '[' || input[1] == 'O');
  if (!sequence) {
    const std::string key = input.substr(0, 1);
    input.erase(0, 1);
    return key;
  }
  // ECMA-48 5.4: parameters, then one byte from '@' to '~'.
  const auto end = std::find_if(input.begin() + 2, input.end(), [](char c) { return c >= '@' && c <= '~'; });
  const char last = end == input.end() ? '\0' : *end;
  input.erase(input.begin(), end == input.end() ? end : end + 1);
  if (last == 'A') return "up";
  return last == 'B' ? "down" : "";
}

}  // namespace

/// Signals come only while it waits: they are blocked else, so that no frame is drawn by half.
struct Screen::Terminal {
  termios before{};
  sigset_t mask_before{};
  std::array<struct sigaction, kSignals.size()> actions_before{};
  std::string input;  // keys that were not taken yet
  bool at_end = false;

  Terminal() {
    ::tcgetattr(STDIN_FILENO, &before);
    const sigset_t blocked = blocked_set();
    ::sigprocmask(SIG_BLOCK, &blocked, &mask_before);
    struct sigaction action {};
    action.sa_handler = neat_screen_handler;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      pending[kSignals[i]] = 0;
      ::sigaction(kSignals[i], &action, &actions_before[i]);
    }
    enter();
  }

  ~Terminal() {
    leave();
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &actions_before[i], nullptr);
    ::sigprocmask(SIG_SETMASK, &mask_before, nullptr);
  }

  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void enter() const {
    termios raw = before;
    raw.c_lflag &=
        ~static_cast<tcflag_t>(ICANON | ECHO);  // signals stay: Ctrl-C and Ctrl-Z mean what they do
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    write_all(kEnter);
  }

  void leave() const {
    write_all(kLeave);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  }

  /// Gives the terminal back, stops, and takes it again when told to go on.
  void suspend() const {
    leave();
    ::raise(SIGSTOP);
    enter();
  }

  ScreenEvent signalled() {
    using Kind = ScreenEvent::Kind;
    for (const int signal : {SIGTERM, SIGHUP})
      if (take(signal)) return {Kind::ended, {}, signal};
    if (take(SIGINT)) return {Kind::quit, {}, SIGINT};
    const bool resized = take(SIGWINCH);
    if (take(SIGTSTP)) return suspend(), ScreenEvent{Kind::redraw, {}, 0};
    return {resized ? Kind::redraw : Kind::time, {}, 0};
  }

  ScreenEvent read_key() {
    std::array<char, 64> bytes;
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    at_end = count <= 0 && !(count < 0 && errno == EINTR);
    if (at_end) return {ScreenEvent::Kind::no_input, {}, 0};
    if (count < 0) return {};
    input.append(bytes.data(), static_cast<std::size_t>(count));
    return {ScreenEvent::Kind::key, take_key(input), 0};
  }
};

std::optional<Screen> Screen::open() {
  const char* kind = std::getenv("TERM");
  const bool drawable = kind != nullptr && *kind != 0 && std::string_view(kind) != "dumb";
  if (!drawable || ::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) return std::nullopt;
  return Screen(std::make_unique<Terminal>());
}

ScreenSize Screen::size() const {
  winsize window{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0) return {};
  return {window.ws_col, window.ws_row};
}

void Screen::show(std::string_view lines) {
  std::string frame = "\x1b[H";
  for (const char c : lines) frame += c == '\n' ? std::string("\x1b[K\r\n") : std::string(1, c);
  if (!write_all(frame + "\x1b[J"))
    throw Error(ErrorCode::system, "terminal: it is gone; open another one and start again");
}

ScreenEvent Screen::wait(double seconds) {
  if (!terminal_->input.empty()) return {ScreenEvent::Kind::key, take_key(terminal_->input), 0};
  fd_set readable;
  FD_ZERO(&readable);
  if (!terminal_->at_end) FD_SET(STDIN_FILENO, &readable);
  timespec time{};
  time.tv_sec = static_cast<time_t>(seconds);
  time.tv_nsec = static_cast<long>((seconds - static_cast<double>(time.tv_sec)) * 1e9);
  const int ready = ::pselect(terminal_->at_end ? 0 : STDIN_FILENO + 1, &readable, nullptr, nullptr, &time,
                              &terminal_->mask_before);
  const ScreenEvent event = terminal_->signalled();
  if (ready <= 0 || event.kind != ScreenEvent::Kind::time) return event;
  return terminal_->read_key();
}
#endif

Screen::Screen(std::unique_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}
Screen::~Screen() = default;
Screen::Screen(Screen&&) noexcept = default;

void end_by_signal(int signal) {
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  std::_Exit(128 + signal);
}

}  // namespace neat::platform
