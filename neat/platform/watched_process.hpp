/// neat/platform/watched_process.hpp - a program as a watched child: it reports by lines on a descriptor of its own, and is
/// ended when it says nothing for too long or takes too much memory. For code that cannot be trusted. One watch at a time
/// per thread. POSIX only so far; memory is bounded where /proc tells it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace neat::platform {

struct WatchLimits {
  double silence = 60;       ///< seconds without a report line
  std::uint64_t memory = 0;  ///< bytes in memory; 0: no bound
};

enum class ChildEnd {
  exited,     ///< code: its status
  signalled,  ///< code: the signal
  silent,     ///< ended for saying nothing
  too_large,  ///< ended for its memory
  stopped     ///< ended because `stop` said so
};

struct WatchedEnd {
  ChildEnd how = ChildEnd::exited;
  int code = 0;
  std::string out, err;         ///< the first 4 kB of its standard output and of its errors
  std::uint64_t out_bytes = 0;  ///< how much it printed on standard output in all
};

/// What a watch needs of the program.
struct Watch {
  WatchLimits limits;
  std::function<double()> clock;                    ///< seconds, never falling
  std::function<bool()> stop;                       ///< asked about twenty times a second
  std::function<void(const std::string&)> on_line;  ///< a report line, without its newline
};

/// Runs words[0] (a path) with the others as its arguments and no input, until it ends or is ended.
/// Throws neat::Error(system) when it cannot be started. REQUIRES: words is not empty.
WatchedEnd watch_program(std::vector<std::string> words, const Watch& watch);

/// In the child: reports one line; false when nobody listens. Whole lines of up to 4 kB do not mix. Any thread.
bool report_line(std::string_view line);
/// In the child: it ends when its parent does, where the system can arrange that. [main thread]
void end_with_parent();

/// "SIGSEGV" of 11; "signal 99" of one without a name.
std::string signal_name(int signal);

}  // namespace neat::platform
