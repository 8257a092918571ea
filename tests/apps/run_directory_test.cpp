#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>

#include "program.hpp"

using namespace neat::test;

namespace {

const Words kEndless{"evolve", "xor", "--quiet", "--stop.target", "off", "--population.size", "40"};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words straight(const std::string& directory, int generations) {
  return with(kEndless, {"--out", directory, "--generations", std::to_string(generations)});
}

void check_same_run(const fs::path& a, const fs::path& b) {
  CHECK(timeless_csv(a / "history.csv") == timeless_csv(b / "history.csv"));
  CHECK(timeless_jsonl(a / "history.jsonl") == timeless_jsonl(b / "history.jsonl"));
  CHECK(read(a / "champion.genome") == read(b / "champion.genome"));
}

std::vector<fs::path> checkpoints(const fs::path& run) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(run / "checkpoint")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Flips one byte in the middle.
void damage(const fs::path& path) {
  std::string bytes = read(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write(path, bytes);
}

}  // namespace

TEST_CASE("evolve: leaves a run directory with everything in it") {
  const Folder here;
  const Ended ended = run(here, straight("a", 5));
  REQUIRE(ended.status == 0);
  for (const char* file : {"config.ini", "history.csv", "history.jsonl", "champion.genome"})
    CHECK(fs::file_size(here / "a" / file) > 0);
  CHECK(lines_in(here / "a" / "history.csv") == 6);
  CHECK(lines_in(here / "a" / "history.jsonl") == 5);
  CHECK(checkpoints(here / "a").back().filename() == "000005.ckpt");
  CHECK(read(here / "a" / "history.csv")
            .starts_with("generation,evaluations,samples_seen,rows,rows_saved,flops,forward_flops,backward_"
                         "flops,seconds,"));
}

TEST_CASE("evolve: the same bytes with one thread and with two") {
  const Folder here;
  REQUIRE(run(here, with(straight("one", 30), {"--threads", "1"})).status == 0);
  REQUIRE(run(here, with(straight("two", 30), {"--threads", "2"})).status == 0);
  check_same_run(here / "one", here / "two");
  REQUIRE(run(here, with(straight("other", 30), {"--seed", "2"})).status == 0);
  CHECK(timeless_csv(here / "one" / "history.csv") != timeless_csv(here / "other" / "history.csv"));
}

TEST_CASE("resume: more generations give the bytes of a run that had them from the start") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 25)).status == 0);
  REQUIRE(run(here, straight("parts", 10)).status == 0);
  REQUIRE(run(here, {"resume", "parts", "--generations", "11", "--threads", "2", "--quiet"}).status == 0);
  REQUIRE(run(here, {"resume", "parts", "--generations", "25", "--quiet"}).status == 0);
  check_same_run(here / "whole", here / "parts");
  const std::string before = read(here / "parts" / "history.csv");
  REQUIRE(run(here, {"resume", "parts", "--quiet"}).status == 0);  // nothing is left to do
  CHECK(read(here / "parts" / "history.csv") == before);
  check_same_run(here / "whole", here / "parts");
}

TEST_CASE("resume: a run whose last generation held a fused genome beside the others goes on") {
  const Folder here;
  const Words fuses{"--strategy", "hybrid", "--fusion.kind", "average", "--fusion.guard", "off"};
  REQUIRE(run(here, with(straight("whole", 6), fuses)).status == 0);
  REQUIRE(run(here, with(straight("part", 3), fuses)).status == 0);
  REQUIRE(run(here, {"resume", "part", "--generations", "6", "--quiet"}).status == 0);
  check_same_run(here / "whole", here / "part");
}

TEST_CASE("evolve: Ctrl-C saves, ends with 130 and says how to go on; the resumed run has the same bytes") {
  const Folder here;
  Program program(here, with(kEndless, {"--out", "cut", "--generations", "0"}));
  REQUIRE(program.wait_for_lines(here / "cut" / "history.csv", 20));
  program.send(SIGINT);
  const Ended ended = program.wait();
  CHECK(ended.status == 130);
  CHECK(ended.says("go on with: neat-run resume cut"));
  const auto finished = lines_in(here / "cut" / "history.csv") - 1;
  CHECK(lines_in(here / "cut" / "history.jsonl") == finished);
  const int more = static_cast<int>(finished) + 15;
  REQUIRE(run(here, {"resume", "cut", "--generations", std::to_string(more), "--quiet"}).status == 0);
  REQUIRE(run(here, straight("whole", more)).status == 0);
  check_same_run(here / "whole", here / "cut");
}

TEST_CASE("resume: a run that was killed goes on to the same bytes") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 60)).status == 0);
  for (const std::size_t lines : {2U, 17U, 45U}) {
    const std::string name = "killed" + std::to_string(lines);
    Program program(here, with(kEndless, {"--out", name, "--generations", "0"}));
    REQUIRE(program.wait_for_lines(here / name / "history.csv", lines));
    program.send(SIGKILL);
    CHECK(program.wait().status == 128 + SIGKILL);
    const auto reached = static_cast<int>(lines_in(here / name / "history.csv")) + 5;
    const int end = std::max(reached, 60);
    REQUIRE(run(here, {"resume", name, "--generations", std::to_string(end), "--quiet"}).status == 0);
    if (end > 60) REQUIRE(run(here, straight("whole-" + name, end)).status == 0);
    check_same_run(here / (end > 60 ? "whole-" + name : "whole"), here / name);
  }
}

TEST_CASE("resume: a run that died before its first checkpoint begins again") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 6)).status == 0);
  REQUIRE(run(here, straight("young", 6)).status == 0);
  for (const auto& file : checkpoints(here / "young")) fs::remove(file);
  REQUIRE(run(here, {"resume", "young", "--quiet"}).status == 0);
  check_same_run(here / "whole", here / "young");
}

TEST_CASE("evolve: takes the place of a run that died before it had a config.ini, with nothing left of it") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 6)).status == 0);
  fs::create_directories(here / "dead" / "checkpoint");
  for (const char* left : {".lock", "start.genome", "config.ini.12.0.tmp"}) write(here / "dead" / left, "x");
  CHECK(run(here, {"resume", "dead"}).says("config.ini is missing"));
  REQUIRE(run(here, straight("dead", 6)).status == 0);
  check_same_run(here / "whole", here / "dead");
  CHECK_FALSE(fs::exists(here / "dead" / "start.genome"));
  CHECK_FALSE(fs::exists(here / "dead" / "config.ini.12.0.tmp"));
  fs::create_directory(here / "mine");
  write(here / "mine" / "start.genome", "somebody's own");
  CHECK(run(here, straight("mine", 6)).says("is not empty"));
  CHECK(read(here / "mine" / "start.genome") == "somebody's own");
}

TEST_CASE("resume: what was half written when the run was killed is removed") {
  const Folder here;
  REQUIRE(run(here, straight("a", 4)).status == 0);
  const std::vector<fs::path> left{here / "a" / "champion.genome.7.3.tmp",
                                   here / "a" / "checkpoint" / "000005.ckpt.7.4.tmp"};
  for (const auto& path : left) write(path, "half");
  REQUIRE(run(here, {"resume", "a", "--quiet"}).status == 0);
  for (const auto& path : left) CHECK_FALSE(fs::exists(path));
}

TEST_CASE("resume: a damaged newest checkpoint costs a notice, two damaged ones end with 4") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 14)).status == 0);
  REQUIRE(run(here, straight("torn", 8)).status == 0);
  REQUIRE(run(here, {"resume", "torn", "--generations", "12", "--quiet"}).status == 0);
  auto files = checkpoints(here / "torn");
  REQUIRE(files.size() == 2);
  fs::resize_file(files.back(), fs::file_size(files.back()) / 2);
  const Ended ended = run(here, {"resume", "torn", "--generations", "14", "--quiet"});
  CHECK(ended.status == 0);
  CHECK(ended.says(files.back().filename().string()));
  CHECK(ended.says("Going on from " + files.front().filename().string()));
  check_same_run(here / "whole", here / "torn");
  for (const auto& file : checkpoints(here / "torn")) damage(file);
  const Ended lost = run(here, {"resume", "torn"});
  CHECK(lost.status == 4);
  CHECK(lost.says("no earlier checkpoint can be used"));
}

TEST_CASE("resume: history that was lost behind the checkpoint is refused or made again") {
  const Folder here;
  REQUIRE(run(here, straight("a", 10)).status == 0);
  const std::string csv = read(here / "a" / "history.csv");
  write(here / "a" / "history.csv", csv.substr(0, csv.size() - 1));  // the last line is not whole
  const Ended ended = run(here, {"resume", "a"});
  CAPTURE(ended.err);
  CHECK((ended.status == 4 || ended.says("Going on from")));
  write(here / "a" / "history.csv", csv + "10,torn");
  CHECK(run(here, {"resume", "a", "--generations", "12", "--quiet"}).status == 0);
  CHECK(lines_in(here / "a" / "history.csv") == 13);
}

TEST_CASE("resume: what would make it another run is refused") {
  const Folder here;
  REQUIRE(run(here, straight("a", 3)).status == 0);
  const Ended ended = run(here, {"resume", "a", "--population.size", "20"});
  CHECK(ended.status == 2);
  CHECK(ended.says("population.size (the command line): would make it another run"));
  write(here / "a" / "config.ini", read(here / "a" / "config.ini") + "[nonsense]\nkey = 1\n");
  const Ended damaged = run(here, {"resume", "a"});
  CHECK(damaged.status == 4);
  CHECK(damaged.says("restore config.ini"));
}

TEST_CASE("evolve: a run directory is never overwritten and never shared") {
  const Folder here;
  REQUIRE(run(here, straight("a", 2)).status == 0);
  const Ended again = run(here, straight("a", 2));
  CHECK(again.status == 2);
  CHECK(again.says("holds a run already; go on with `neat-run resume a`"));
  write(here / "file", "x");
  CHECK(run(here, straight("file", 2)).status == 2);
  fs::create_directory(here / "full");
  write(here / "full" / "x", "x");
  CHECK(run(here, straight("full", 2)).says("is not empty"));
  Program program(here, with(kEndless, {"--out", "busy", "--generations", "0"}));
  REQUIRE(program.wait_for_lines(here / "busy" / "history.csv", 3));
  CHECK(run(here, {"resume", "busy"}).status == 1);
  program.send(SIGTERM);
  CHECK(program.wait().status == 130);
}

TEST_CASE("evolve: directories are numbered where none is named, and --out none leaves nothing") {
  const Folder here;
  const Words words{"evolve", "xor", "--quiet", "--generations", "2"};
  REQUIRE(run(here, words).status == 0);
  REQUIRE(run(here, words).status == 0);
  CHECK(fs::exists(here / "runs" / "xor" / "001" / "champion.genome"));
  CHECK(fs::exists(here / "runs" / "xor" / "002" / "champion.genome"));
  const Folder there;
  REQUIRE(run(there, with(words, {"--out", "none"})).status == 0);
  for (const auto& entry : fs::directory_iterator(there.path()))
    CHECK(entry.path().filename().string().starts_with(".child"));
}

TEST_CASE("evolve: a disk that fills up ends it with 5, and the run goes on from there to the same bytes") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 200)).status == 0);
  const auto size = fs::file_size(here / "whole" / "history.jsonl");
  for (const auto largest : {size / 2, size / 10}) {  // whichever file is the first to reach it
    const std::string name = "full" + std::to_string(largest);
    const Ended full = run(here, straight(name, 200), {largest, ""});
    CAPTURE(full.err);
    CHECK(full.status == 5);
    CHECK(full.says(name + "/"));
    REQUIRE(run(here, {"resume", name, "--quiet"}).status == 0);
    check_same_run(here / "whole", here / name);
  }
}

TEST_CASE("evolve: a place that cannot be made ends with 5") {
  const Folder here;
  const Ended ended = run(here, straight("/proc/no/run", 2));
  CAPTURE(ended.err);
  CHECK(ended.status == 5);
  CHECK(ended.says("choose another place with --out"));
}

TEST_CASE("evolve: a folder that may not be written to ends it with 5 and stays as it was") {
  const Folder here;
  fs::create_directory(here / "mine");
  fs::permissions(here / "mine", fs::perms::owner_read | fs::perms::owner_exec);
  for (const char* place : {"mine", "mine/run"}) {
    const Ended ended = run(here, straight(place, 5), {0, "", true});
    CAPTURE(ended.err);
    CHECK(ended.status == 5);
    CHECK(ended.says("mine"));
    CHECK(ended.says("ermission denied"));
  }
  CHECK(fs::is_empty(here / "mine"));
}

TEST_CASE("evolve: a folder that may not be written to any more ends it with 5; made writable, it goes on") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 60)).status == 0);
  REQUIRE(run(here, straight("shut", 30)).status == 0);
  const auto shut = fs::perms::owner_read | fs::perms::owner_exec;
  for (const char* folder : {"checkpoint", "."}) {
    fs::permissions(here / "shut" / folder, shut);
    const Ended ended = run(here, {"resume", "shut", "--generations", "60", "--quiet"}, {0, "", true});
    CAPTURE(ended.err);
    CHECK(ended.status == 5);
    CHECK(ended.says("shut"));
    fs::permissions(here / "shut" / folder, fs::perms::owner_all);
  }
  REQUIRE(run(here, {"resume", "shut", "--generations", "60", "--quiet"}).status == 0);
  check_same_run(here / "whole", here / "shut");
}

TEST_CASE("evolve: a run whose directory is removed ends with 5 and names it") {
  const Folder here;
  Program program(here, with(kEndless, {"--out", "gone", "--generations", "0"}));
  REQUIRE(program.wait_for_lines(here / "gone" / "history.csv", 5));
  fs::rename(here / "gone", here / "away");  // in one step: removing file by file would race with new ones
  fs::remove_all(here / "away");
  const Ended ended = program.wait();
  CAPTURE(ended.err);
  CHECK(ended.status == 5);
  CHECK(ended.says("gone/"));
}

TEST_CASE("resume: two at once: one goes on, the other is told who has it, and the bytes are those of one") {
  const Folder here;
  REQUIRE(run(here, straight("whole", 400)).status == 0);
  REQUIRE(run(here, straight("a", 10)).status == 0);
  const Words words{"resume", "a", "--generations", "400", "--quiet"};
  Program first(here, words), second(here, words);
  const Ended one = first.wait(), other = second.wait();
  CHECK(one.status + other.status <= 1);  // the second may have come when the first was done
  if (one.status + other.status == 1) CHECK((one.status == 1 ? one : other).says("is writing it"));
  check_same_run(here / "whole", here / "a");
}

TEST_CASE("checkpoint: archived ones stay, of the others the last two") {
  const Folder here;
  REQUIRE(run(here, with(straight("a", 23), {"--checkpoint.archive_every", "5"})).status == 0);
  std::vector<std::string> names;
  for (const auto& file : checkpoints(here / "a")) names.push_back(file.filename().string());
  CHECK(names ==
        std::vector<std::string>{"000005.ckpt", "000010.ckpt", "000015.ckpt", "000020.ckpt", "000023.ckpt"});
}
