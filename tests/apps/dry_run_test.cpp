#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include "program.hpp"

using namespace neat::test;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Json predicted(const Folder& here, Words words) {
  words.insert(words.end(), {"--dry-run", "--json"});
  const Ended ended = run(here, words);
  CAPTURE(ended.err);
  REQUIRE(ended.status == 0);
  return ended.json()["predicted"];
}

}  // namespace

TEST_CASE("dry run: says for people what the run would cost, as comments behind its settings") {
  const Folder here;
  const Ended ended = run(here, {"evolve", "parity", "--dry-run"});
  REQUIRE(ended.status == 0);
  for (const char* part : {"[population]\n",
                           "# forecast: at most, for it ends earlier when it is solved; its bound is "
                           "stop.generations\n",
                           "# first networks", "# evaluations", "# evaluation rows", "# memory", "# time"}) {
    CAPTURE(part);
    CHECK(has(ended.out, part));
  }
  CHECK_FALSE(fs::exists(here / "runs"));
}

TEST_CASE("dry run: a range around every figure, and what the first networks are") {
  const Folder here;
  const Json p = predicted(here, {"evolve", "xor", "--population.size", "60", "--generations", "20"});
  for (const char* key : {"generations", "evaluations", "samples", "rows", "forward_flops", "backward_flops",
                          "memory_bytes", "seconds"}) {
    CAPTURE(key);
    const double expected = p[key], low = p[std::string(key) + "_low"], high = p[std::string(key) + "_high"];
    CHECK(low <= expected);
    CHECK(expected <= high);
  }
  CHECK(p["parameters"] == 3);
  CHECK(p["generations"] == 20);
  CHECK(p["bound"] == "generations");
  CHECK(p["samples"] == 0);
  CHECK(p["memory_bytes"] > 1'000'000);
}

TEST_CASE("dry run: evaluations and rows are those of the run") {
  const Folder here;
  const Words words{"evolve",        "xor", "--population.size", "60",
                    "--generations", "20",  "--stop.target",     "off"};
  const Json p = predicted(here, words);
  Words real = words;
  real.insert(real.end(), {"--quiet", "--out", "a"});
  REQUIRE(run(here, real).status == 0);
  std::string text = read(here / "a" / "history.jsonl");
  text.pop_back();
  const Json last = Json::parse(text.substr(text.rfind('\n') + 1));
  CHECK(p["evaluations"].get<double>() == doctest::Approx(last["evaluations"].get<double>()).epsilon(0.1));
  CHECK(p["rows"].get<double>() == doctest::Approx(last["rows"].get<double>()).epsilon(0.1));
}

TEST_CASE("dry run: bounds are respected, and none is said to be none") {
  const Folder here;
  const Json bounded = predicted(here, {"evolve", "xor", "--stop.evaluations", "1000"});
  CHECK(bounded["bound"] == "evaluations");
  CHECK(bounded["evaluations"] >= 1000);
  CHECK(bounded["evaluations"] <= 1200);
  const Json seconds = predicted(here, {"evolve", "xor", "--generations", "0", "--stop.seconds", "100"});
  CHECK(seconds["bound"] == "seconds");
  CHECK(seconds["seconds"].get<double>() == doctest::Approx(100).epsilon(0.1));
  const Json open = predicted(here, {"evolve", "xor", "--generations", "0"});
  CHECK(open["bound"].is_null());
  CHECK(open["generations"] == 1);
  CHECK(has(run(here, {"evolve", "xor", "--generations", "0", "--dry-run"}).out, "nothing bounds this run"));
}

TEST_CASE("dry run: a warm start is foreseen from its genome") {
  const Folder here;
  const Words grown{"evolve",  "xor",
                    "--quiet", "--out",
                    "a",       "--generations",
                    "30",      "--stop.target",
                    "off",     "--mutation.add_node",
                    "0.9"};
  REQUIRE(run(here, grown).status == 0);
  const Json shown = run(here, {"show", "a/champion.genome", "--json"}).json();
  const Json p = predicted(here, {"evolve", "xor", "--from", "a/champion.genome"});
  CHECK(p["parameters"] == shown["counts"]["parameters"]);
}

TEST_CASE("dry run: Ctrl-C ends it, and nothing was begun") {
  const Folder here;
  Program program(here,
                  {"evolve", "xor", "--population.size", "1000000", "--generations", "1000000", "--dry-run"});
  REQUIRE(program.wait_until_caught(SIGINT));  // before that it dies of it, and says nothing
  ::usleep(50'000);
  program.send(SIGINT);
  const Ended ended = program.wait();
  CHECK((ended.status == 130 || ended.status == 0));  // it may have been ready by then
  if (ended.status == 130) CHECK(ended.says("interrupted; nothing was begun"));
  CHECK_FALSE(fs::exists(here / "runs"));
}
