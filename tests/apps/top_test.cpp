#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>

#include "program.hpp"
#include "terminal.hpp"

using namespace neat::test;

namespace {

const std::string kEnter = "\x1b[?1049h", kLeave = "\x1b[?1049l";
const Words kUtf8{"LANG=C.UTF-8"};

Words evolving(const std::string& name, const std::string& generations) {
  return {"evolve",    "xor",   "--quiet", "--stop.target",     "off", "--generations",
          generations, "--out", name,      "--population.size", "40",  "--threads",
          "1"};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("top: follows a run on a terminal as it goes, and puts everything back at q") {
  const Folder here;
  Program program(here, evolving("busy", "0"));
  REQUIRE(program.wait_for_lines(here / "busy" / "history.jsonl", 3));
  TerminalProgram top(here, {"top", "busy", "--every", "0.2"}, 90, 30, kUtf8);
  REQUIRE(top.shows(kEnter));
  CHECK(top.shows("busy"));
  CHECK(top.shows("running (process "));
  CHECK(top.shows("evaluations/s"));
  CHECK(top.shows("\xe2\xa0"));  // braille
  CHECK(top.shows("q quits"));
  CHECK_FALSE(top.echoes());
  program.send(SIGTERM);
  CHECK(program.wait().status == 130);
  CHECK(top.shows("stopped; neat-run resume goes on"));
  top.type("q");
  CHECK(top.wait() == 0);
  CHECK(has(top.rest(), kLeave));
  CHECK(top.is_as_it_was());
}

TEST_CASE("top: a new size of the window is taken at once") {
  const Folder here;
  REQUIRE(run(here, evolving("a", "5")).status == 0);
  TerminalProgram top(here, {"top", "a", "--every", "3600"}, 40, 8, kUtf8);
  REQUIRE(top.shows("hidden nodes"));
  CHECK_FALSE(has(top.rest(), "fitness: best"));
  top.resize(100, 40);
  CHECK(top.shows("fitness: best and mean"));
  CHECK(top.shows("species"));
  top.type("\x03");
  CHECK(top.wait() == 0);
  CHECK(top.is_as_it_was());
}

TEST_CASE("top: is put back too when it is killed, suspended or interrupted") {
  const Folder here;
  REQUIRE(run(here, evolving("a", "5")).status == 0);
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
    TerminalProgram top(here, {"top", "a"}, 80, 24, kUtf8);
    REQUIRE(top.shows("q quits"));
    top.send(signal);
    CHECK(top.wait() == (signal == SIGINT ? 0 : 128 + signal));
    CHECK(has(top.rest(), kLeave));
    CHECK(top.is_as_it_was());
  }
  TerminalProgram top(here, {"top", "a", "--every", "3600"}, 80, 24, kUtf8);
  REQUIRE(top.shows("q quits"));
  top.send(SIGTSTP);
  REQUIRE(top.stops());
  CHECK(top.shows(kLeave));
  CHECK(top.is_as_it_was());
  top.send(SIGCONT);
  CHECK(top.shows(kEnter));
  CHECK(top.shows("q quits"));
  top.type("q");
  CHECK(top.wait() == 0);
}

TEST_CASE("top: arrow keys choose one of several runs, also when they come fast") {
  const Folder here;
  for (const char* name : {"a", "b", "c"}) REQUIRE(run(here, evolving(name, "3")).status == 0);
  TerminalProgram top(here, {"top", "a", "b", "c", "--every", "3600"}, 100, 30, kUtf8);
  REQUIRE(top.shows("> a"));
  REQUIRE(top.shows("q quits"));
  top.type("\x1b[B");
  CHECK(top.shows("> b"));
  REQUIRE(top.shows("q quits"));
  top.type("\x1b[B\x1b[A\x1b[A\x1b[Aq");
  CHECK(top.shows("> c"));
  CHECK(top.wait() == 0);
}

TEST_CASE("top: neither colours nor braille where they are not wanted") {
  const Folder here;
  REQUIRE(run(here, evolving("a", "5")).status == 0);
  TerminalProgram plain(here, {"top", "a"}, 80, 24, {"LANG=C", "NO_COLOR=1"});
  REQUIRE(plain.shows("a   xor"));
  plain.type("q");
  REQUIRE(plain.wait() == 0);
  CHECK_FALSE(has(plain.rest(), "\x1b[3"));
  CHECK(std::all_of(plain.rest().begin(), plain.rest().end(), [](char c) { return c > 0; }));
}

TEST_CASE("top: without a terminal, or with --once, it prints one snapshot of every run and ends") {
  const Folder here;
  for (const char* name : {"a", "b"}) REQUIRE(run(here, evolving(name, "4")).status == 0);
  for (const Words& words : {Words{"top", "a", "b"}, Words{"top", "a", "b", "--once"}}) {
    const Ended ended = run(here, words);
    CHECK(ended.status == 0);
    CHECK_FALSE(has(ended.out, "\x1b"));
    CHECK(has(ended.out, "\nb   xor"));
    CHECK(has(ended.out, "ended by its bound of generations"));
  }
  const Json answer = run(here, {"top", "a", "--json"}).json();
  REQUIRE(answer["runs"].size() == 1);
  const Json& one = answer["runs"][0];
  CHECK(one["status"] == "ended");
  CHECK(one["ended_by"] == "generations");
  CHECK(one["generations"] == 4);
  CHECK(one["done"] == 1);
  CHECK(one["last"]["generation"] == 3);
  CHECK(one["champion"]["fitness"].is_number());
}

TEST_CASE("top: looks at a run without getting in its way") {
  const Folder here;
  REQUIRE(run(here, evolving("straight", "300")).status == 0);
  Program program(here, evolving("watched", "300"));
  REQUIRE(program.wait_for_lines(here / "watched" / "history.jsonl", 1));
  for (int i = 0; i < 5; ++i) CHECK(run(here, {"top", "watched", "--json"}).status == 0);
  CHECK(program.wait().status == 0);
  CHECK(timeless_csv(here / "straight" / "history.csv") == timeless_csv(here / "watched" / "history.csv"));
}

TEST_CASE("top: what is no run is refused by name") {
  const Folder here;
  const Ended absent = run(here, {"top", "none"});
  CHECK(absent.status == 4);
  CHECK(absent.says("none: there is no such directory; give one that neat-run evolve made"));
  fs::create_directory(here / "empty");
  const Ended empty = run(here, {"top", "empty"});
  CHECK(empty.status == 4);
  CHECK(empty.says("empty: holds no run (it has no config.ini)"));
  const Ended often = run(here, {"top", "empty", "--every", "0"});
  CHECK(often.status == 2);
  CHECK(often.says("--every 0: is not a number of seconds in [0.1, 3600]"));
  CHECK(run(here, {"top"}).status == 2);
}
