#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "program.hpp"

using namespace neat::test;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NEAT_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define NEAT_SANITIZED 1
#endif
#endif

namespace {

/// A sanitizer catches the signal itself and ends the process with a status of its own.
#ifdef NEAT_SANITIZED
constexpr const char *kSegfault = "it ended the process, with status", *kFind = "never call exit";
constexpr const char* kSum = "\n14 ok, 0 warnings, 0 failed, 5 not applicable\n";  // memory is not looked at
#else
constexpr const char* kSum = "\n15 ok, 0 warnings, 0 failed, 4 not applicable\n";
constexpr const char *kSegfault = "it crashed: SIGSEGV (evaluating genome 5)", *kFind = "gdb --args";
#endif

/// A check of the plugin that breaks one promise at a time, within tight limits.
Ended check_unruly(const Folder& here, const std::string& mode, const Words& more = {}) {
  // Only what hangs may meet the limit: a sanitizer on a busy machine needs seconds to describe a crash.
  const std::string limit = mode == "hang" ? "3" : "60";
  Words words{"check", NEAT_UNRULY_TASK, "--unruly.mode", mode,    "--seconds", "1", "--time-limit",
              limit,   "--memory-limit", "600",           "--json"};
  words.insert(words.end(), more.begin(), more.end());
  return run(here, words);
}

Json finding(const Json& all, const std::string& check) {
  for (const auto& one : all)
    if (one["check"] == check) return one;
  return {};
}

void require_finding(const Ended& ended, int status, const std::string& check, const std::string& verdict,
                     const std::string& detail, const std::string& remedy) {
  CAPTURE(ended.err);
  CAPTURE(ended.out);
  REQUIRE(ended.status == status);
  const Json found = finding(ended.json(), check);
  REQUIRE(found.is_object());
  CHECK(found["verdict"] == verdict);
  CHECK(found["detail"].get<std::string>().find(detail) != std::string::npos);
  CHECK(found["remedy"].get<std::string>().find(remedy) != std::string::npos);
}

std::size_t not_applicable(const Json& all) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const Json& one) { return one["verdict"] == "not applicable"; }));
}

}  // namespace

TEST_CASE("check: tasks that keep their promises pass without a warning") {
  const Folder here;
  for (const Words& task :
       {Words{"xor"}, {"parity"}, {"mnist", "--data.dir", "none", "--mnist.limit", "200"}}) {
    Words words{"check", "--seconds", "2", "--json"};
    words.insert(words.begin() + 1, task.begin(), task.end());
    const Ended ended = run(here, words);
    CAPTURE(ended.out);
    CHECK(ended.status == 0);
    CHECK(ended.err.empty());
    REQUIRE(ended.json().size() == 19);
    for (const auto& one : ended.json()) {
      CHECK(keys_of(one) == std::vector<std::string>{"check", "detail", "remedy", "verdict"});
      const bool fine = one["verdict"] == "ok" || one["verdict"] == "not applicable";
      CHECK(fine);
      CHECK(one["remedy"].is_null());
    }
  }
}

TEST_CASE("check: for people a line per check, and their sum") {
  const Folder here;
  const Ended ended = run(here, {"check", "xor", "--seconds", "1"});
  CHECK(ended.status == 0);
  CHECK(ended.out.starts_with("ok              file             xor 1.0.0 from "));
  CHECK(ended.out.find("\nok              create           2 inputs and 1 outputs, 0 data sets\n") !=
        std::string::npos);
  CHECK(ended.out.ends_with(kSum));
}

TEST_CASE("check: results that do not depend on the request alone are found") {
  const Folder here;
  const std::string state = "let the result depend on the request alone";
  const std::string shared = "evaluate is called by many threads at once";
  const Ended counter = check_unruly(here, "counter");
  require_finding(counter, 1, "repeat", "failed", "the same network twice, genome 1: fitness ", state);
  require_finding(counter, 1, "two threads", "failed", ": fitness ", shared);
  const Ended order = check_unruly(here, "order");
  CHECK(finding(order.json(), "repeat")["verdict"] == "ok");
  require_finding(order, 1, "order", "failed", "after other networks, genome ", state);
  require_finding(check_unruly(here, "random_data"), 1, "create", "failed",
                  "made twice with the same options, it registers other rows as data set 'rows'",
                  "make the task from its options alone");
  require_finding(check_unruly(here, "champion"), 1, "champion test", "failed",
                  "the same network twice: fitness 1, then 2", "draw from request.random() alone");
}

TEST_CASE("check: scratch that threads share is found under load") {
  const Folder here;
  const std::string shared = "replace static or member scratch by local variables";
  const Ended scratch = check_unruly(here, "scratch", {"--seconds", "6"});
  CHECK(finding(scratch.json(), "repeat")["verdict"] == "ok");
  CHECK(finding(scratch.json(), "order")["verdict"] == "ok");
  require_finding(scratch, 1, "load", "failed", " threads, genome ", shared);
  const Ended worker = check_unruly(here, "worker", {"--seconds", "6"});
  CHECK(finding(worker.json(), "repeat")["verdict"] == "ok");
  require_finding(worker, 1, "load", "failed", " threads, genome ", shared);
}

TEST_CASE(
    "check: a plugin that dies gives a verdict, says where, and nothing is begun that needs what died") {
  const Folder here;
  const Ended crash = check_unruly(here, "crash");
  require_finding(crash, 1, "evaluate", "failed", kSegfault, kFind);
  CHECK(finding(crash.json(), "repeat")["verdict"] == "not applicable");
  CHECK(finding(crash.json(), "repeat")["detail"] == "evaluating it ended the process");
  require_finding(check_unruly(here, "hang"), 1, "evaluate", "failed",
                  "it did not end within 3 s (evaluating genome 5)", "bound every loop");
  require_finding(check_unruly(here, "exits"), 1, "evaluate", "failed",
                  "it ended the process, with status 7 (evaluating genome 5)", "never call exit or abort");
  require_finding(check_unruly(here, "eats"), 1, "evaluate", "failed",
                  "it used more than 600 MB of memory (evaluating genome 5)", "bound what it allocates");
  require_finding(check_unruly(here, "crash_create"), 1, "create", "failed", "it crashed: SIGABRT",
                  "gdb --args");
  require_finding(check_unruly(here, "crash_destroy"), 1, "create", "failed",
                  "it crashed: SIGABRT (creating it a second time)", "gdb --args");
}

TEST_CASE("check: after a crash the other checks go on") {
  const Folder here;
  const Ended ended = check_unruly(here, "aborts_on_nan");
  require_finding(ended, 1, "extreme weights", "failed", "it crashed: SIGABRT (weights of infinity)",
                  "gdb --args");
  for (const char* check : {"evaluate", "repeat", "order", "load", "destroy"})
    CHECK(finding(ended.json(), check)["verdict"] == "ok");
}

TEST_CASE("check: values that are none, and plugins' own errors, are failures in their words") {
  const Folder here;
  require_finding(check_unruly(here, "nan"), 1, "evaluate", "failed",
                  "genome 5 of generation 0: objective 'fitness' is not a number, or left unset",
                  "give every network finite objectives and metrics");
  require_finding(
      check_unruly(here, "divides"), 1, "extreme weights", "failed",
      "with all weights 0: task unruly: genome 1 of generation 0: objective 'fitness' is infinite",
      "clamp what is made of them");
  require_finding(check_unruly(here, "all_diverged"), 1, "evaluate", "failed", "every network diverged",
                  "say diverged only where learning went wrong");
  require_finding(check_unruly(here, "rounds"), 1, "environment", "failed",
                  "left another floating-point environment", "restore it before evaluate returns");
  const Ended created = check_unruly(here, "fails_create");
  require_finding(created, 1, "create", "failed", "task unruly: it cannot be created: the moon is full",
                  "do what the message says");
  CHECK(finding(created.json(), "evaluate")["detail"] == "the task cannot be created");
}

TEST_CASE("check: what is no error and yet no good is a warning") {
  const Folder here;
  const auto warns = [&](const std::string& mode, const std::string& check, const std::string& detail,
                         const std::string& remedy) {
    require_finding(check_unruly(here, mode), 0, check, "warning", detail, remedy);
  };
  warns("flat", "evaluate", "all networks have the same fitness, 1", "let fitness grow gradually");
  warns("rowless", "evaluate", "12 of 12 networks were measured on 0 rows", "set Result::rows");
  warns("all_solved", "evaluate", "every network is a solution before it was evolved", "say solved only");
  warns("prints", "standard output",
        "it prints there, which --json and scripts read: best so far: ", "use host.log");
  warns("thread", "create", "it started 1 thread of its own", "start none");
  const Ended bad = run(here, {"check", NEAT_BAD_TASK, "--seconds", "4", "--json"});
  require_finding(bad, 0, "options", "warning",
                  "misbehaving.mode = create: task misbehaving: it cannot be created: the moon is full",
                  "declare the range or the choices that work");
  require_finding(bad, 0, "learning", "warning", "its networks see no training sample",
                  "call network.train where request.learn is on");
}

#ifndef NEAT_SANITIZED
TEST_CASE("check: memory that grows with every evaluation is a warning") {
  const Folder here;
  const Ended leaks = check_unruly(here, "leaks", {"--memory-limit", "20000"});
  require_finding(leaks, 0, "memory", "warning", "each), and it keeps growing", "free in evaluate");
}
#endif

TEST_CASE("check: what cannot be loaded ends with 3, even when loading crashes") {
  const Folder here;
  const Ended crash = run(here, {"check", NEAT_TASK_AT_LOAD, "--json"});
  require_finding(crash, 3, "file", "failed", "it crashed: SIGABRT", "gdb --args");
  CHECK(not_applicable(crash.json()) == crash.json().size() - 2);
  write(here / "text.so", "no library");
  const Ended text = run(here, {"check", "./text.so", "--json"});
  require_finding(text, 3, "file", "failed", "text.so: it is not a shared library",
                  "do what the message says");
  const Ended unknown = run(here, {"check", "xorr"});
  CHECK(unknown.status == 3);
  CHECK(unknown.out.find("did you mean xor?") != std::string::npos);
  CHECK(unknown.out.find("17 checks were not begun; 1 ok, 0 warnings, 1 failed") != std::string::npos);
}

TEST_CASE("check: what is wrong with the command line ends with 2") {
  const Folder here;
  const auto refuses = [&](const Words& words, const std::string& why) {
    const Ended ended = run(here, words);
    CAPTURE(ended.err);
    CHECK(ended.status == 2);
    CHECK(ended.out.empty());
    CHECK(ended.says(why));
  };
  refuses({"check", "xor", "--populaton.size", "9"}, "unknown key; the nearest known one is population.size");
  refuses({"check", "xor", "--seconds", "0"}, "check: --seconds 0: is not a number above 0");
  refuses({"check", "xor", "--time-limit", "soon"}, "check: --time-limit soon: is not a number above 0");
  refuses({"check", "xor", "--memory-limit", "-1"}, "check: --memory-limit -1: is not a number above 0");
  CHECK(run(here, {"--help"}).out.find("check-part") == std::string::npos);
}

TEST_CASE("check: Ctrl-C ends it and the plugin's process at once") {
  const Folder here;
  Program program(here, {"check", NEAT_UNRULY_TASK, "--unruly.mode", "hang"});
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  program.send(SIGINT);
  const Ended ended = program.wait();
  CHECK(ended.status == 130);
  CHECK(ended.says("interrupted; nothing is said of the plugin"));
}
