#include "neat/platform/watched_process.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <vector>

#include "neat/base/error.hpp"

using namespace neat;
using namespace neat::platform;

namespace {

struct Watched {
  WatchedEnd end;
  std::vector<std::string> lines;
};

/// A shell command as the child, watched within these limits.
Watched watched(const std::string& script, const WatchLimits& limits = {}, bool stop = false) {
  Watched result;
  Watch watch;
  watch.limits = limits;
  watch.clock = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
  watch.stop = [stop] { return stop; };
  watch.on_line = [&result](const std::string& line) { result.lines.push_back(line); };
  result.end = watch_program({"/bin/sh", "-c", script}, watch);
  return result;
}

}  // namespace

TEST_CASE("watched process: its lines, its output and its status come back") {
  const Watched seen = watched("echo one >&3; echo two words >&3; echo out; echo err >&2; exit 7");
  CHECK(seen.end.how == ChildEnd::exited);
  CHECK(seen.end.code == 7);
  CHECK(seen.lines == std::vector<std::string>{"one", "two words"});
  CHECK(seen.end.out == "out\n");
  CHECK(seen.end.err == "err\n");
  CHECK(seen.end.out_bytes == 4);
}

TEST_CASE("watched process: many lines arrive whole and in order") {
  const Watched seen = watched("i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done >&3");
  REQUIRE(seen.lines.size() == 20000);
  for (std::size_t i = 0; i < seen.lines.size(); ++i) REQUIRE(seen.lines[i] == std::to_string(i));
}

TEST_CASE("watched process: what it prints is kept up to 4 kB and counted whole") {
  const Watched seen = watched("head -c 1000000 /dev/zero");
  CHECK(seen.end.out.size() == 4096);
  CHECK(seen.end.out_bytes == 1000000);
}

TEST_CASE("watched process: a signal, silence and the wish to stop end it") {
  const Watched killed = watched("kill -ABRT $$");
  CHECK(killed.end.how == ChildEnd::signalled);
  CHECK(killed.end.code == SIGABRT);
  CHECK(watched("exec sleep 60", {0.2, 0}).end.how == ChildEnd::silent);
  CHECK(watched("exec sleep 60", {60, 0}, true).end.how == ChildEnd::stopped);
}

TEST_CASE("watched process: lines are no silence") {
  const Watched seen = watched("for i in 1 2 3 4 5 6; do sleep 0.3; echo $i >&3; done", {1.5, 0});
  CHECK(seen.end.how == ChildEnd::exited);
  CHECK(seen.lines.size() == 6);
}

#ifdef __linux__
TEST_CASE("watched process: it is ended when it takes more memory than it may") {
  CHECK(watched("exec sleep 5", {60, 1000}).end.how == ChildEnd::too_large);
  CHECK(watched("exec sleep 0.2", {60, std::uint64_t{4} << 30}).end.how == ChildEnd::exited);
}
#endif

TEST_CASE("watched process: a child that leaves a process behind has ended all the same") {
  const Watched seen = watched("sleep 2 & exit 3");
  CHECK(seen.end.how == ChildEnd::exited);
  CHECK(seen.end.code == 3);
}

TEST_CASE("watched process: a program that is not there is an error in one sentence") {
  Watch watch;
  watch.clock = [] { return 0.0; };
  CHECK_THROWS_WITH_AS(watch_program({"/none/such"}, watch),
                       doctest::Contains("/none/such: cannot be started: No such file or directory; free"),
                       Error);
}

TEST_CASE("watched process: signals have their names") {
  CHECK(signal_name(SIGSEGV) == "SIGSEGV");
  CHECK(signal_name(12345) == "signal 12345");
}
