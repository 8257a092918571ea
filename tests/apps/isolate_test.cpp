// neat-run --isolate: evaluations in worker processes, with the same results, that no plugin can bring down.
#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <iterator>
#include <sstream>
#include <thread>

#include "program.hpp"

using namespace neat::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

const std::string kBad = fs::path(NEAT_BAD_TASK).parent_path().string(), kRare = kBad + "/bad_rare.so";

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words evolving(const std::string& task, const std::string& directory, int generations) {
  return {"evolve",
          task,
          "--seed",
          "3",
          "--generations",
          std::to_string(generations),
          "--stop.target",
          "off",
          "--quiet",
          "--out",
          directory,
          "--population.size",
          "60"};
}

/// Fails on genomes 20, 40, 60, ... in the way `mode` says.
Words failing(const std::string& mode, const std::string& directory, int generations = 4) {
  return with(evolving(kRare, directory, generations),
              {"--isolate", "--rare.mode", mode, "--rare.every", "20", "--threads", "2"});
}

std::vector<Json> lost(const fs::path& directory) {
  std::vector<Json> lines;
  std::istringstream file(read(directory / "lost.jsonl"));
  for (std::string line; std::getline(file, line);) lines.push_back(Json::parse(line));
  return lines;
}

std::uint64_t lost_in_history(const fs::path& directory) {
  std::uint64_t sum = 0;
  std::istringstream file(read(directory / "history.jsonl"));
  for (std::string line; std::getline(file, line);) sum += Json::parse(line)["lost"].get<std::uint64_t>();
  return sum;
}

void check_same_run(const fs::path& a, const fs::path& b) {
  CHECK(timeless_csv(a / "history.csv") == timeless_csv(b / "history.csv"));
  CHECK(timeless_jsonl(a / "history.jsonl") == timeless_jsonl(b / "history.jsonl"));
  CHECK(read(a / "champion.genome") == read(b / "champion.genome"));
}

bool is_alive(const std::string& process) {
  const std::string status = read(fs::path("/proc") / process / "status");
  return !status.empty() && status.find("State:\tZ") == std::string::npos;
}

/// Are all processes that left their number in `folder` gone, at the latest after ten seconds?
bool all_gone(const fs::path& folder) {
  for (int i = 0; i < 1000; ++i) {
    bool any = false;
    for (const auto& file : fs::directory_iterator(folder)) any = any || is_alive(file.path().filename());
    if (!any) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("isolate: the same bytes as without, for any number of workers") {
  const Folder here;
  for (const std::string task : {"xor", "parity"}) {
    if (!fs::exists(fs::path(NEAT_TASKS) / (task + ".so"))) continue;
    REQUIRE(run(here, evolving(task, task, 15)).status == 0);
    for (const char* workers : {"1", "2", "5"}) {
      const std::string name = task + workers;
      const Ended ended = run(here, with(evolving(task, name, 15), {"--isolate", "--threads", workers}));
      CHECK_MESSAGE(ended.status == 0, ended.err);
      check_same_run(here / task, here / name);
      CHECK_FALSE(fs::exists(here / name / "lost.jsonl"));
    }
  }
}

TEST_CASE("isolate: lives, learned parameters and reports come back whole") {
  if (!fs::exists(fs::path(NEAT_TASKS) / "mnist.so")) return;
  const Folder here;
  for (const char* inherit : {"lamarck", "baldwin"}) {
    const std::string name = inherit;
    const Words words = with(evolving("mnist", name, 2),
                             {"--preset", "sample", "--population.size", "8", "--learning.inherit", inherit});
    REQUIRE(run(here, words).status == 0);
    Words isolated = words;
    isolated[10] = name + "2";
    REQUIRE(run(here, with(isolated, {"--isolate", "--threads", "2"})).status == 0);
    check_same_run(here / name, here / (name + "2"));
    CHECK(read(here / name / "extras.json") == read(here / (name + "2") / "extras.json"));
  }
}

namespace {

void check_losses(const std::string& mode, const std::string& reason, int attempts, const Words& more = {}) {
  const Folder here;
  CAPTURE(mode);
  const Ended ended = run(here, with(failing(mode, "a"), more));
  CHECK_MESSAGE(ended.status == 0, ended.err);
  const auto lines = lost(here / "a");
  CHECK(lines.size() >= 3);
  CHECK(lost_in_history(here / "a") == lines.size());
  for (const auto& line : lines) {
    CHECK(line["genome"].get<int>() % 20 == 0);
    CHECK(line["attempts"] == attempts);
    CHECK_MESSAGE(line["reason"].get<std::string>().find(reason) != std::string::npos, line.dump());
  }
  CHECK(ended.says("neat-run: warning: genome 20 of generation 0: its evaluation is lost: "));
  CHECK_MESSAGE(ended.says(reason), ended.err);
}

}  // namespace

TEST_CASE("isolate: a plugin that ends its process costs its evaluations, listed with genome and reason") {
  check_losses("segfault",
               kSanitized ? "its worker " : "its worker was ended by signal 11 (Segmentation fault)", 2);
  check_losses("abort", "its worker was ended by signal 6 (Aborted)", 2);
  check_losses("exit", "its worker ended itself with exit status 9", 2);
  check_losses("close", "its worker ", 2);  // killed by us, or gone by itself before that
}

TEST_CASE("isolate: an error that a plugin reports costs that evaluation, and is not tried again") {
  check_losses("throw", "no such luck", 1);
  check_losses("nan", "objective 'fitness' is not a number", 1);
}

TEST_CASE("isolate: a plugin that hangs or takes too much memory is ended at its limit") {
  check_losses("loop", "it took longer than isolate.seconds = 0.25", 2,
               {"--isolate.seconds", "0.25", "--generations", "1"});
  if (kSanitized) return;  // their shadow memory would count
  check_losses("allocate", "its worker needed more than isolate.memory = 512 MiB", 2,
               {"--isolate.memory", "512"});
  check_losses("malloc", "its worker was ended by signal 11 (Segmentation fault)", 2,
               {"--isolate.memory", "512"});
}

TEST_CASE("isolate: an evaluation whose worker died is tried again, as often as isolate.retries says") {
  const Folder here;
  REQUIRE(run(here, with(failing("none", "sound"), {})).status == 0);
  fs::create_directory(here / "marks");
  const Ended ended = run(here, with(failing("abort", "a"), {"--rare.once", "marks"}));
  CHECK_MESSAGE(ended.status == 0, ended.err);
  CHECK(files_in(here / "marks") >= 3);
  CHECK_FALSE(fs::exists(here / "a" / "lost.jsonl"));
  CHECK(timeless_csv(here / "a" / "history.csv") == timeless_csv(here / "sound" / "history.csv"));
  CHECK(run(here, with(failing("abort", "b"), {"--isolate.retries", "0"})).status == 0);
  for (const auto& line : lost(here / "b")) CHECK(line["attempts"] == 1);
}

TEST_CASE("isolate: losses do not depend on the number of workers") {
  const Folder here;
  REQUIRE(run(here, with(failing("abort", "a"), {"--threads", "1"})).status == 0);
  REQUIRE(run(here, with(failing("abort", "b"), {"--threads", "3"})).status == 0);
  check_same_run(here / "a", here / "b");
  CHECK(read(here / "a" / "lost.jsonl") == read(here / "b" / "lost.jsonl"));
}

TEST_CASE("isolate: what was lost is lost again where the run is resumed or verified, without being tried") {
  const Folder here;
  write(here / "moon", "full");
  const Words moody{"--rare.when", "moon", "--checkpoint.archive_every", "2"};
  REQUIRE(run(here, with(failing("abort", "whole", 6), moody)).status == 0);
  REQUIRE(run(here, with(failing("abort", "part", 3), moody)).status == 0);
  const std::string before = read(here / "whole" / "lost.jsonl");
  fs::remove(here / "moon");
  const Ended proof = run(here, {"verify", "whole", "--plugin-path", kBad, "--all", "--json"});
  CHECK_MESSAGE(proof.status == 0, proof.err);
  CHECK(proof.json()["verified"] == 6);
  CHECK(run(here, {"verify", "whole", "--plugin-path", kBad, "--all", "--isolate", "off"}).status == 0);
  CHECK(read(here / "whole" / "lost.jsonl") == before);
  fs::rename(here / "whole" / "lost.jsonl", here / "kept");
  CHECK(run(here, {"verify", "whole", "--plugin-path", kBad, "--all"}).status ==
        1);                                                                 // so it was these that decided
  write(here / "part" / "lost.jsonl", before + "{\"generation\":5,\"ind");  // as a killed run leaves it
  const Ended resumed =
      run(here, {"resume", "part", "--plugin-path", kBad, "--generations", "6", "--quiet", "--threads", "1"});
  CHECK_MESSAGE(resumed.status == 0, resumed.err);
  check_same_run(here / "part", here / "whole");
  write(here / "part" / "lost.jsonl", "{\"generation\":5}\n");
  const Ended damaged = run(here, {"resume", "part", "--plugin-path", kBad, "--generations", "7"});
  CHECK(damaged.status == 4);
  CHECK_MESSAGE(damaged.says("lost.jsonl: line 1: has no 'index'; restore the file"), damaged.err);
}

TEST_CASE("isolate: Ctrl-C saves and leaves no worker behind, kill -9 neither, even while a worker hangs") {
  const Folder here;
  for (const int signal : {SIGINT, SIGKILL}) {
    const std::string name = std::to_string(signal);
    fs::create_directory(here / ("pids" + name));
    Program program(
        here, with(evolving(kRare, name, 0), {"--isolate", "--threads", "2", "--rare.pids", "pids" + name}));
    REQUIRE(program.wait_for_lines(here / name / "history.csv", 10));
    CHECK(files_in(here / ("pids" + name)) == 2);
    program.send(signal);
    CHECK(program.wait().status == (signal == SIGINT ? 130 : 128 + SIGKILL));
    CHECK(all_gone(here / ("pids" + name)));
    const Ended resumed = run(here, {"resume", name, "--plugin-path", kBad, "--generations", "1", "--quiet"});
    CHECK_MESSAGE(resumed.status == 0, resumed.err);
  }
  fs::create_directory(here / "pids");
  Program hanging(here, with(failing("loop", "h"), {"--rare.every", "1", "--rare.pids", "pids"}));
  for (int i = 0; i < 1000 && files_in(here / "pids") < 2; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  hanging.send(SIGKILL);
  hanging.wait();
  CHECK(all_gone(here / "pids"));
}

TEST_CASE("isolate: evaluate measures in a worker, the same, and says why when that is lost") {
  const Folder here;
  REQUIRE(run(here, failing("none", "a")).status == 0);
  const Words measure{"evaluate", "a/champion.genome", "--task", kRare, "--json"};
  CHECK(run(here, with(measure, {"--isolate"})).out == run(here, measure).out);
  const Ended ended = run(here, with(measure, {"--isolate", "--rare.mode", "abort", "--rare.every", "1"}));
  CHECK(ended.status == 3);
  CHECK_MESSAGE(ended.says("evaluate: the evaluation is lost: its worker was ended by signal 6"), ended.err);
}

TEST_CASE("isolate: a worker that cannot create the task ends the run with the task's own words") {
  const Folder here;
  const Ended ended = run(here, with(evolving(kRare, "a", 2), {"--isolate", "--rare.create", "true"}));
  CHECK(ended.status == 3);
  CHECK_MESSAGE(ended.says("isolated worker: task rare: it cannot be created: there is only one of me"),
                ended.err);
}

TEST_CASE("isolate: its keys are checked, and a worker is nothing that a user starts") {
  const Folder here;
  CHECK(run(here, {"evolve", "xor", "--isolate.retries", "101"}).says("is outside [0, 100]"));
  CHECK(run(here, {"evolve", "xor", "--isolate=perhaps"}).says("isolate.on = perhaps"));
  const Json off = run(here, {"evolve", "xor", "--isolate", "off", "--dry-run", "--json"}).json();
  CHECK(off["config"]["isolate.on"] == "off");
  const Json on = run(here, {"evolve", "--isolate", "xor", "--dry-run", "--json"}).json();
  CHECK(on["config"]["isolate.on"] == "on");
  CHECK(run(here, {"sample", "xor", "--isolate", "--seeds", "2"})
            .says("sample: isolate.on: the runs of a sample share one process"));
  const Ended alone = run(here, {"--worker"});
  CHECK(alone.status == 2);
  CHECK(alone.says("worker: nobody started it as one; give --isolate to neat-run evolve"));
}
