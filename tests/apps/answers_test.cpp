#include <doctest/doctest.h>

#include "program.hpp"

using namespace neat::test;

namespace {

const Words kShort{"evolve", "xor", "--generations", "20", "--out", "a", "--json"};

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("evolve --json: one object with exactly its keys, and nothing else on standard output") {
  const Folder here;
  const Ended ended = run(here, kShort);
  REQUIRE(ended.status == 0);
  const Json answer = ended.json();
  CHECK(keys_of(answer) == Keys{"champion", "champion_test_rows", "champion_tests", "evaluations",
                                "generations", "run", "samples_seen", "seconds", "state_hash"});
  CHECK(keys_of(answer["champion"]) ==
        Keys{"connections", "fitness", "genome", "metrics", "nodes", "parameters"});
  CHECK(answer["run"] == "a");
  CHECK(answer["champion"]["genome"] == "a/champion.genome");
  CHECK(answer["state_hash"].get<std::string>().size() == 64);
  CHECK(answer["generations"] == lines_in(here / "a" / "history.jsonl"));
  const Ended again = run(here, {"resume", "a", "--json"});
  CHECK(keys_of(again.json()) == keys_of(answer));
  CHECK(again.json()["state_hash"] == answer["state_hash"]);
}

TEST_CASE("evaluate: a reloaded champion has exactly the fitness the run reported") {
  const Folder here;
  for (const char* inherit : {"lamarck", "baldwin"}) {
    const std::string name = inherit;
    const Ended ended = run(here, {"evolve", "xor", "--generations", "20", "--out", name, "--json", "--seed",
                                   "7", "--learning.inherit", inherit});
    REQUIRE(ended.status == 0);
    const Ended measured = run(here, {"evaluate", name + "/champion.genome", "--task", "xor", "--json"});
    REQUIRE(measured.status == 0);
    const Json answer = measured.json();
    CHECK(keys_of(answer) == Keys{"fitness", "metrics", "partition", "rows", "task"});
    CHECK(answer["fitness"] == ended.json()["champion"]["fitness"]);
    CHECK(answer["task"] == "xor");
    CHECK(answer["partition"] == "train");
    CHECK(answer["rows"] == 4);
  }
}

TEST_CASE("evaluate: a partition that the task has not is refused") {
  const Folder here;
  REQUIRE(run(here, kShort).status == 0);
  const Ended ended = run(here, {"evaluate", "a/champion.genome", "--task", "xor", "--partition", "test"});
  CHECK(ended.status == 2);
  CHECK(ended.says("task xor has no such partition"));
  CHECK(run(here, {"evaluate", "a/champion.genome", "--partition", "tset"})
            .says("is none of train | validation | test"));
}

TEST_CASE("evolve --from: goes on from a saved genome; one of another shape is refused") {
  const Folder here;
  const Ended first = run(here, kShort);
  REQUIRE(first.status == 0);
  const Ended second = run(here, {"evolve", "xor", "--from", "a/champion.genome", "--generations", "1",
                                  "--out", "b", "--json", "--seed", "9"});
  REQUIRE(second.status == 0);
  CHECK(second.json()["champion"]["fitness"].get<double>() >=
        first.json()["champion"]["fitness"].get<double>());
  CHECK(fs::exists(here / "b" / "start.genome"));
  if (!fs::exists(fs::path(NEAT_TASKS) / "parity.so")) return;
  for (const Words& words :
       {Words{"evolve", "parity", "--parity.bits", "5", "--from", "a/champion.genome", "--out", "c"},
        Words{"evaluate", "a/champion.genome", "--task", "parity", "--parity.bits", "5"}}) {
    const Ended wrong = run(here, words);
    CAPTURE(wrong.err);
    CHECK(wrong.status == 4);
    CHECK(wrong.out.empty());
  }
  CHECK_FALSE(fs::exists(here / "c"));
}

TEST_CASE(
    "evolve --from: a warm start that died before its first checkpoint begins again from the same genome") {
  const Folder here;
  REQUIRE(run(here, kShort).status == 0);
  const Words warm{"evolve",  "xor",           "--from", "a/champion.genome", "--generations", "4",
                   "--quiet", "--stop.target", "off"};
  const auto in = [&](const std::string& name) {
    Words words = warm;
    words.insert(words.end(), {"--out", name});
    return words;
  };
  REQUIRE(run(here, in("b")).status == 0);
  REQUIRE(run(here, in("c")).status == 0);
  fs::remove_all(here / "c" / "checkpoint");
  fs::create_directory(here / "c" / "checkpoint");
  REQUIRE(run(here, {"resume", "c", "--quiet"}).status == 0);
  CHECK(timeless_csv(here / "b" / "history.csv") == timeless_csv(here / "c" / "history.csv"));
  CHECK(read(here / "b" / "champion.genome") == read(here / "c" / "champion.genome"));
}

TEST_CASE("tasks --json: every task with its options, and nothing refused") {
  const Folder here;
  const Json answer = run(here, {"tasks", "--json"}).json();
  CHECK(keys_of(answer) == Keys{"refused", "tasks"});
  CHECK(answer["refused"].empty());
  bool found = false;
  for (const auto& task : answer["tasks"]) {
    CHECK(keys_of(task) == Keys{"data", "file", "learns", "metrics", "name", "objectives", "options",
                                "partitions", "presets", "summary", "version"});
    found = found || task["name"] == "xor";
  }
  CHECK(found);
  CHECK(run(here, {"tasks", "--verbose"}).out.find("xor") != std::string::npos);
}

TEST_CASE("show: text, JSON, DOT and SVG of a saved genome") {
  const Folder here;
  REQUIRE(run(here, kShort).status == 0);
  const std::string genome = "a/champion.genome";
  CHECK(run(here, {"show", genome}).out.find("xor") != std::string::npos);
  CHECK(run(here, {"show", genome, "--json"}).json().contains("nodes"));
  REQUIRE(run(here, {"show", genome, "--dot", "x.dot", "--svg", "x.svg"}).status == 0);
  CHECK(read(here / "x.dot").starts_with("digraph"));
  CHECK(read(here / "x.svg").find("<svg") != std::string::npos);
  CHECK(run(here, {"show", genome, "--svg", "-"}).out == read(here / "x.svg"));
}

TEST_CASE("evolve --dry-run: prints the settings, which read back to themselves, and writes nothing") {
  const Folder here;
  const Ended first = run(here, {"evolve", "xor", "--population.size=33", "--dry-run"});
  REQUIRE(first.status == 0);
  CHECK(first.out.find("[population]\nsize = 33\n") != std::string::npos);
  write(here / "again.ini", first.out);
  const auto settings = [](const Ended& ended) { return ended.out.substr(0, ended.out.find("# forecast")); };
  CHECK(settings(run(here, {"evolve", "xor", "--config", "again.ini", "--dry-run"})) == settings(first));
  const Json json = run(here, {"evolve", "xor", "--population.size", "33", "--dry-run", "--json"}).json();
  CHECK(json["config"]["population.size"] == "33");
  CHECK(json["predicted"]["parameters"] == 3);
  CHECK_FALSE(fs::exists(here / "runs"));
}

TEST_CASE("evolve: the command line goes before the file") {
  const Folder here;
  write(here / "f.ini", "[population]\nsize = 33\n[run]\nseed = 4\n");
  const Ended ended = run(here, {"evolve", "xor", "--config", "f.ini", "--seed", "6", "--dry-run"});
  CHECK(ended.out.find("size = 33\n") != std::string::npos);
  CHECK(ended.out.find("seed = 6\n") != std::string::npos);
  write(here / "f.ini", "[population]\nsize = 33\nspecies = 4\n");
  CHECK(run(here, {"evolve", "xor", "--config", "f.ini"})
            .says("population.species (f.ini, line 3): unknown key"));
}
