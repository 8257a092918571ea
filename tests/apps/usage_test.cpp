#include <doctest/doctest.h>

#include "program.hpp"

using namespace neat::test;

TEST_CASE("neat-run: says its version and its help") {
  const Folder here;
  const Ended version = run(here, {"--version"});
  CHECK(version.status == 0);
  CHECK(version.out.starts_with("neat-run "));
  const Ended help = run(here, {"--help"});
  CHECK(help.status == 0);
  for (const char* command : {"tasks", "evolve", "resume", "evaluate", "show", "report", "top", "sample",
                              "compare", "verify", "check", "doctor", "new-task", "data"}) {
    CHECK(help.out.find(std::string("\n  ") + command + " ") != std::string::npos);
    const Ended own = run(here, {command, "--help"});
    CHECK(own.status == 0);
    CHECK(own.out.starts_with(std::string("usage: neat-run ") + command));
    CHECK(run(here, {"help", command}).out == own.out);
  }
  CHECK(run(here, {"evolve", "--help"}).out.find("--population.size") != std::string::npos);
}

TEST_CASE("neat-run: wrong usage ends with 2 and one line that names the nearest word") {
  const Folder here;
  const auto refuses = [&](const Words& words, const std::string& why) {
    const Ended ended = run(here, words);
    CAPTURE(ended.err);
    CHECK(ended.status == 2);
    CHECK(ended.out.empty());
    CHECK(ended.err.starts_with("neat-run: "));
    CHECK(ended.says(why));
  };
  CHECK(run(here, {}).status == 2);
  refuses({"evolv", "xor"}, "usage: evolv: unknown command; the nearest is evolve");
  refuses({"evolve"}, "usage: too few arguments; write neat-run evolve TASK");
  refuses({"evolve", "xor", "parity"}, "usage: too many arguments");
  refuses({"evolve", "xor", "--sede", "3"},
          "--sede: unknown option of neat-run evolve; the nearest is --seed");
  refuses({"evolve", "xor", "--size", "3"}, "the nearest is --population.size");
  refuses({"show", "g", "--jsno"}, "--jsno: unknown option of neat-run show; the nearest is --json");
  refuses({"evolve", "xor", "--seed"}, "--seed: its value is missing; write --seed VALUE");
  refuses({"evolve", "xor", "--json=yes"}, "--json: takes no value; leave out =yes");
  refuses({"evolve", "xor", "-s", "3"}, "-s: unknown option; options begin with two dashes");
  refuses({"evolve", "xor", "--populaton.size", "3"},
          "unknown key; the nearest known one is population.size");
  refuses({"evolve", "xor", "--population.size", "0"},
          "population.size = 0 (the command line): is outside [1, 1000000]");
  refuses({"evolve", "xor", "--population.size=many", "--seed=-1"}, "2 problems:");
  refuses({"evolve", "xor", "--preset", "none-such"}, "task xor has no such preset");
  refuses({"sample", "xor", "--seeds", "0"}, "--seeds 0: is not a whole number in [1, 1000000]");
}

TEST_CASE("neat-run: an unknown task ends with 3 and names the known ones") {
  const Folder here;
  const Ended ended = run(here, {"evolve", "xorr"});
  CHECK(ended.status == 3);
  CHECK(ended.says("task: xorr: there is no such task"));
  CHECK(ended.says("did you mean xor?"));
}

TEST_CASE("neat-run: files that are absent or damaged end with 4 and are named") {
  const Folder here;
  write(here / "text.genome", "this is no genome, only text that is long enough to be looked at");
  for (const Words& words :
       {Words{"show", "none.genome"}, Words{"evaluate", "none.genome", "--task", "xor"},
        Words{"evolve", "xor", "--from", "none.genome"}, Words{"resume", "none.genome"}}) {
    const Ended ended = run(here, words);
    CAPTURE(ended.err);
    CHECK(ended.status == 4);
    CHECK(ended.says("none.genome"));
  }
  for (const Words& words : {Words{"show", "text.genome"}, Words{"evaluate", "text.genome", "--task", "xor"},
                             Words{"evolve", "xor", "--from", "text.genome", "--out", "none"}}) {
    const Ended ended = run(here, words);
    CAPTURE(ended.err);
    CHECK(ended.status == 4);
    CHECK(ended.says("text.genome"));
  }
  CHECK(run(here, {"evolve", "xor", "--config", "none.ini"}).status == 4);
  fs::create_directory(here / "empty");
  const Ended empty = run(here, {"resume", "empty"});
  CHECK(empty.status == 4);
  CHECK(empty.says("holds no run (config.ini is missing)"));
}

TEST_CASE("neat-run: a full standard output is an error") {
  const Folder here;
  const Ended ended = run(here, {"--help"}, {0, "/dev/full"});
  CHECK(ended.status == 5);
  CHECK(ended.says("standard output: cannot be written"));
}
