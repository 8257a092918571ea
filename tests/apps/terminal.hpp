/// tests/apps/terminal.hpp - neat-run on a terminal of its own (a pseudo-terminal), as a person would have it.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <string>

#include "program.hpp"

namespace neat::test {

class TerminalProgram {
 public:
  /// `environment`: NAME=VALUE each, beside TERM=xterm.
  TerminalProgram(const Folder& folder, const Words& arguments, int columns, int rows,
                  const Words& environment);
  ~TerminalProgram();
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;

  void type(const std::string& keys) const;
  void resize(int columns, int rows) const;
  void send(int signal) const;
  /// Reads until `text` was shown since the last call; false after ten seconds without it.
  bool shows(const std::string& text);
  /// What was read since the last call of shows.
  const std::string& rest() const { return seen_; }
  bool stops();  ///< it is suspended, within ten seconds
  /// Exit status, or 128 + signal; -1 after ten seconds.
  int wait();
  bool echoes() const;        ///< typed characters are shown, lines are edited: the ordinary mode
  bool is_as_it_was() const;  ///< every mode is

 private:
  bool read_some();

  pid_t pid_ = -1;
  int master_ = -1;
  termios before_{};
  std::string seen_;
  bool ended_ = false;
};

}  // namespace neat::test
