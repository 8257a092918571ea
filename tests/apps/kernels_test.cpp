// --run.kernels: the same bytes on every path of one arithmetic, and the arithmetic that a run keeps.
#include <doctest/doctest.h>

#include "program.hpp"

using namespace neat::test;

namespace {

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const Words kNeurons{"evolve", "xor", "--seed", "3", "--generations", "8", "--stop.target", "off", "--quiet"};
const Words kLayers{
    "evolve", "mnist",  "--seed", "5", "--generations", "2", "--population.size", "4", "--learning.samples",
    "600",    "--quiet"};

/// What a run promises about its bytes.
std::string bytes(const Folder& here, const std::string& out) {
  return read(here / out / "champion.genome") + timeless_csv(here / out / "history.csv");
}

/// Runs it on a path; empty where this machine has no such path, and says so.
std::string bytes_on(const Folder& here, const Words& words, const std::string& kernels,
                     const std::string& out) {
  const Ended ended = run(here, with(words, {"--run.kernels", kernels, "--out", out}));
  if (ended.says("run.kernels: " + kernels + ": needs a processor with ")) {
    MESSAGE(kernels << ": this machine cannot run it; not compared");
    CHECK(ended.status == 2);
    return {};
  }
  CHECK(ended.status == 0);
  return bytes(here, out);
}

bool has(const Folder& here, const std::string& run, const std::string& line) {
  return ("\n" + read(here / run / "config.ini")).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("kernels: AVX2 and AVX-512 give the same bytes, for neurons and for layers that learn") {
  const Folder here;
  for (const Words& words : {kNeurons, kLayers}) {
    const std::string v3 = bytes_on(here, words, "v3", words[1] + "3");
    const std::string v4 = bytes_on(here, words, "v4", words[1] + "4");
    if (!v3.empty()) CHECK(has(here, words[1] + "3", "kernels = fma"));
    if (v3.empty() || v4.empty()) continue;
    CHECK(v3 == v4);
  }
}

TEST_CASE("kernels: a run keeps its arithmetic when it is resumed and verified") {
  const Folder here;
  REQUIRE_FALSE(bytes_on(here, kNeurons, "ieee", "whole").empty());
  REQUIRE(run(here, {"evolve", "xor", "--seed", "3", "--generations", "4", "--stop.target", "off", "--quiet",
                     "--run.kernels", "ieee", "--out", "part"})
              .status == 0);
  CHECK(has(here, "part", "kernels = ieee"));
  CHECK(run(here, {"resume", "part", "--generations", "8", "--quiet"}).status == 0);
  CHECK(bytes(here, "part") == bytes(here, "whole"));
  CHECK(run(here, {"verify", "part", "--all"}).status == 0);
}

TEST_CASE("kernels: a run from before there was a choice goes on with ieee") {
  const Folder here;
  REQUIRE_FALSE(bytes_on(here, kNeurons, "ieee", "old").empty());
  std::string ini = read(here / "old" / "config.ini");
  ini.erase(ini.find("kernels = ieee\n"), std::string("kernels = ieee\n").size());
  write(here / "old" / "config.ini", ini);
  CHECK(run(here, {"verify", "old", "--all"}).status == 0);
  CHECK(run(here, {"resume", "old", "--generations", "9", "--quiet"}).status == 0);
  CHECK(has(here, "old", "kernels = ieee"));
}

TEST_CASE("kernels: another arithmetic than a run's is refused") {
  const Folder here;
  const std::string fma = bytes_on(here, kNeurons, "fma", "a");
  if (fma.empty()) return;
  CHECK(has(here, "a", "kernels = fma"));
  std::string ini = read(here / "a" / "config.ini");
  ini.replace(ini.find("kernels = fma"), 13, "kernels = ieee");
  write(here / "a" / "config.ini", ini);
  const Ended ended = run(here, {"resume", "a"});
  CHECK(ended.status == 4);
  CHECK(ended.says(
      "cannot go on: it was computed with fma arithmetic, its config.ini asks for ieee; put run.kernels = "
      "fma there"));
  const Ended forced = run(here, {"resume", "a", "--run.kernels", "fma"});
  CHECK(forced.status == 2);
  CHECK(forced.says("resume: run.kernels (the command line): would make it another run"));
}

TEST_CASE("kernels: workers compute with those of their run") {
  const Folder here;
  for (const std::string kernels : {"ieee", "auto"}) {
    const std::string alone = bytes_on(here, kNeurons, kernels, "alone-" + kernels);
    const std::string isolated =
        bytes_on(here, with(kNeurons, {"--isolate", "on", "--threads", "2"}), kernels, "isolated-" + kernels);
    CHECK(alone == isolated);
  }
}

TEST_CASE("kernels: evaluate measures a genome as it was computed, or as it is told") {
  const Folder here;
  REQUIRE_FALSE(bytes_on(here, kNeurons, "ieee", "a").empty());
  const std::string genome = "a/champion.genome";
  const Json plain = run(here, {"evaluate", genome, "--json"}).json();
  CHECK(plain == run(here, {"evaluate", genome, "--json", "--run.kernels", "ieee"}).json());
  const Json other = run(here, {"evaluate", genome, "--json", "--run.kernels", "auto"}).json();
  CHECK(other["fitness"].get<double>() == doctest::Approx(plain["fitness"].get<double>()).epsilon(1e-4));
}

TEST_CASE("kernels: a name that is none, and a sample that would vary them, are refused") {
  const Folder here;
  const Ended unknown = run(here, {"evolve", "xor", "--run.kernels", "sse9", "--out", "none"});
  CHECK(unknown.status == 2);
  CHECK(unknown.says("is none of auto | ieee | fma | v3 | v4"));
  const Ended varied = run(here, {"sample", "xor", "--seeds", "2", "--ablate", "run.kernels=ieee,fma"});
  CHECK(varied.status == 2);
  CHECK(varied.says("run.kernels cannot be varied; a process has one, so sample each and compare the two"));
}
