/// neat/platform/screen.hpp - a whole terminal lent to one program: alternate screen, keys as they are pressed, changes of
/// size, and everything put back at the end, also when a signal ends the program.
///
/// From open to destruction SIGINT, SIGTERM, SIGHUP, SIGWINCH and SIGTSTP are the screen's; one at a time. Suspending
/// (Ctrl-Z) gives the terminal back until the program goes on. Where there are no POSIX terminals there is no screen.
/// [main thread]
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace neat::platform {

struct ScreenSize {
  int columns = 80, rows = 24;
  bool operator==(const ScreenSize&) const = default;
};

/// What ended a wait.
struct ScreenEvent {
  enum class Kind {
    time,     ///< nothing happened in the time given
    key,      ///< see `key`
    redraw,   ///< the size changed, or the program went on after it was suspended
    quit,     ///< interrupted (Ctrl-C)
    ended,    ///< asked to end by SIGTERM or SIGHUP: see `signal`
    no_input  ///< there will be no more keys
  };
  Kind kind = Kind::time;
  std::string key;  ///< one character, or "up", "down"
  int signal = 0;
};

class Screen {
 public:
  /// Nothing when standard input and output are not both a terminal that can be drawn on.
  static std::optional<Screen> open();
  ~Screen();
  Screen(Screen&&) noexcept;
  Screen& operator=(Screen&&) = delete;

  ScreenSize size() const;
  /// Shows these lines from the top left corner, in place of what was there. Throws neat::Error(system) when the terminal
  /// is gone.
  void show(std::string_view lines);
  /// Waits at most `seconds`.
  ScreenEvent wait(double seconds);

 private:
  struct Terminal;
  explicit Screen(std::unique_ptr<Terminal> terminal);
  std::unique_ptr<Terminal> terminal_;
};

/// Ends this process the way `signal` does by default, so that its parent sees it.
[[noreturn]] void end_by_signal(int signal);

}  // namespace neat::platform
