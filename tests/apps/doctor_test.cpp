#include <doctest/doctest.h>

#include "program.hpp"

using namespace neat::test;

namespace {

Json finding(const Json& all, const std::string& check) {
  for (const auto& one : all)
    if (one["check"] == check) return one;
  return {};
}

std::string text(const Json& all, const std::string& check, const char* key) {
  const Json found = finding(all, check);
  return found.is_object() && found[key].is_string() ? found[key].get<std::string>() : "";
}

}  // namespace

TEST_CASE("doctor: tasks with their defaults are well") {
  const Folder here;
  for (const char* task : {"xor", "parity"}) {
    const Ended ended = run(here, {"doctor", task, "--json"});
    CAPTURE(ended.out);
    CHECK(ended.status == 0);
    CHECK(ended.err.empty());
    REQUIRE(ended.json().size() == 10);
    for (const auto& one : ended.json()) CHECK(one["verdict"] != "failed");
  }
  CHECK(fs::directory_iterator(here.path()) !=
        fs::directory_iterator());  // what this test keeps of the output
  for (const auto& entry : fs::directory_iterator(here.path()))
    CHECK(entry.path().filename().string().starts_with(".child"));
}

TEST_CASE("doctor: a threshold that keeps one species is serious, and the suggested one is not") {
  const Folder here;
  const Words bad{"doctor", "xor", "--species.threshold", "1000", "--species.threshold_step", "0", "--json"};
  const Ended ended = run(here, bad);
  CHECK(ended.status == 1);
  const std::string remedy = text(ended.json(), "species", "remedy");
  REQUIRE(remedy.starts_with("--species.threshold "));
  const auto from = remedy.find(' ') + 1;
  const std::string value = remedy.substr(from, remedy.find(' ', from) - from);
  const Ended better =
      run(here, {"doctor", "xor", "--species.threshold", value, "--species.threshold_step", "0", "--json"});
  CAPTURE(better.out);
  CHECK(better.status == 0);
}

TEST_CASE("doctor: names settings that will not do, from a file too") {
  const Folder here;
  write(here / "a.ini", "[run]\ntask = xor\n[stop]\ngenerations = 0\n[learning]\nrate = 2\n");
  const Ended ended = run(here, {"doctor", "--config", "a.ini", "--threads", "300", "--json"});
  CAPTURE(ended.err);
  REQUIRE(ended.status == 0);
  CHECK(text(ended.json(), "bound", "detail") == "nothing but its target ends this run");
  CHECK(text(ended.json(), "lives", "detail").starts_with("learning.rate was given, but the task xor"));
  CHECK(text(ended.json(), "threads", "detail").starts_with("300 on "));
}

TEST_CASE("doctor: sample data is a warning, missing data serious") {
  const Folder here;
  const Ended sample =
      run(here, {"doctor", "mnist", "--data.dir", "none", "--generations", "1", "--population.size", "50",
                 "--learning.samples", "100", "--mnist.limit", "200", "--json"});
  CAPTURE(sample.out);
  CHECK(sample.status == 0);
  CHECK(text(sample.json(), "data", "detail").find("embedded sample") != std::string::npos);
  CHECK(text(sample.json(), "data", "remedy") == "neat-run data get mnist");
  const Ended missing =
      run(here, {"doctor", "mnist", "--data.dir", "none", "--mnist.data", "full", "--json"});
  CHECK(missing.status == 1);
  CHECK(text(missing.json(), "data", "verdict") == "failed");
}

TEST_CASE("doctor: a run's directory is read, during the run and after it, and nothing in it changes") {
  const Folder here;
  REQUIRE(run(here, {"evolve", "xor", "--out", "a", "--generations", "3", "--seed", "5", "--quiet"}).status ==
          0);
  const std::string before = read(here / "a" / "history.jsonl");
  const Ended ended = run(here, {"doctor", "a", "--json"});
  CAPTURE(ended.out);
  CHECK(ended.status == 0);
  CHECK(text(ended.json(), "files", "verdict") == "ok");
  CHECK(
      text(ended.json(), "bound", "detail").starts_with("it ended by stop.generations after 3 generations"));
  CHECK(text(ended.json(), "bound", "remedy") == "neat-run resume a --stop.generations 30");
  CHECK(read(here / "a" / "history.jsonl") == before);
  write(here / "a" / "history.jsonl", "garbage\n" + before);
  const Ended damaged = run(here, {"doctor", "a", "--json"});
  CHECK(damaged.status == 1);
  CHECK(text(damaged.json(), "files", "detail") == "1 lines of history.jsonl cannot be read");
  write(here / "a" / "history.jsonl", "");
  CHECK(run(here, {"doctor", "a"}).out.find("no generation is finished yet") != std::string::npos);
}

TEST_CASE("doctor: wrong usage and what is no run") {
  const Folder here;
  fs::create_directory(here / "empty");
  const auto refuses = [&](const Words& words, int status, const std::string& why) {
    const Ended ended = run(here, words);
    CAPTURE(ended.err);
    CHECK(ended.status == status);
    CHECK(ended.says(why));
  };
  refuses({"doctor"}, 2, "doctor: neither a task nor a run was given");
  refuses({"doctor", "xor", "--populaton.size", "9"}, 2, "the nearest known one is population.size");
  refuses({"doctor", "xorr"}, 3, "did you mean xor?");
  refuses({"doctor", "empty"}, 4, "holds no run");
  refuses({"doctor", "gone/"}, 4, "there is no such directory");
  refuses({"doctor", "empty", "--seed", "3"}, 2, "leave out --config and keys");
}
