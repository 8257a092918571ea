// Model selection through the program: strategy halving on the embedded sample.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "program.hpp"

using namespace neat::test;

namespace {

const std::vector<std::string> kSmall{"evolve",
                                      "mnist",
                                      "--preset",
                                      "model-selection",
                                      "--mnist.data",
                                      "sample",
                                      "--mnist.train_rows",
                                      "200",
                                      "--population.size",
                                      "4",
                                      "--genome.hidden_layers",
                                      "conv3:4,pool2,conv3:6,pool2,global",
                                      "--halving.flops",
                                      "300000000",
                                      "--halving.final_flops",
                                      "3000000000",
                                      "--halving.generations",
                                      "2",
                                      "--generations",
                                      "3",
                                      "--seed",
                                      "5",
                                      "--quiet"};

Ended small(const Folder& here, const std::vector<std::string>& more) {
  std::vector<std::string> words = kSmall;
  words.insert(words.end(), more.begin(), more.end());
  return run(here, words);
}

std::vector<Json> history(const fs::path& run) {
  std::istringstream text(read(run / "history.jsonl"));
  std::vector<Json> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE(
    "evolve: model selection touches the test partition once, at its end, and a reloaded champion repeats "
    "it") {
  const Folder here;
  const Ended ended = small(here, {"--out", "a", "--json"});
  REQUIRE_MESSAGE(ended.status == 0, ended.err);
  const auto lines = history(here / "a");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["test_accuracy"].is_null());
  CHECK(lines[1]["test_accuracy"].is_null());
  CHECK(lines[2]["test_accuracy"].get<double>() > 0.3);
  const Json shown = Json::parse(run(here, {"show", "a/champion.genome", "--json"}).out);
  CHECK(shown["card"]["test_touched"] == 1);
  const Json measured = Json::parse(run(here, {"evaluate", "a/champion.genome", "--task", "mnist",
                                               "--mnist.data", "sample", "--partition", "test", "--json"})
                                        .out);
  CHECK(measured["metrics"]["accuracy"] == lines[2]["test_accuracy"]);
}

TEST_CASE(
    "evolve: model selection gives the same bytes for any number of threads, isolated, resumed and "
    "verified") {
  const Folder here;
  REQUIRE(small(here, {"--out", "a", "--threads", "1"}).status == 0);
  REQUIRE(small(here, {"--out", "b", "--threads", "2"}).status == 0);
  REQUIRE(small(here, {"--out", "c", "--isolate"}).status == 0);
  REQUIRE(small(here, {"--out", "d", "--generations", "2"}).status == 0);
  const Ended resumed = run(here, {"resume", "d", "--generations", "3", "--quiet"});
  REQUIRE_MESSAGE(resumed.status == 0, resumed.err);
  const auto lines = history(here / "a");
  for (const char* other : {"b", "c", "d"}) {
    CAPTURE(other);
    const auto others = history(here / other);
    REQUIRE(others.size() == lines.size());
    for (std::size_t g = 0; g < lines.size(); ++g) CHECK(others[g]["state_hash"] == lines[g]["state_hash"]);
  }
  const Ended verified = run(here, {"verify", "a"});
  CHECK_MESSAGE(verified.status == 0, verified.err);
}

TEST_CASE("evolve: a life that diverges is the worst of its round, not the end of model selection") {
  const Folder here;
  const Ended ended = small(
      here, {"--out", "a", "--learning.rate", "90", "--traits.power", "2", "--learning.lowest_rate", "80"});
  REQUIRE_MESSAGE(ended.status == 0, ended.err);
  double diverged = 0;
  for (const Json& line : history(here / "a")) diverged += line["diverged"].get<double>();
  CHECK(diverged > 0);
}

TEST_CASE("evolve: words that are no layers, and starts over a limit, are refused before a run begins") {
  const Folder here;
  const Ended word = small(here, {"--out", "a", "--genome.hidden_layers", "conv3:4,conv4:4"});
  CHECK(word.status == 2);
  CHECK(word.err.find("genome.hidden_layers = conv3:4,conv4:4") != std::string::npos);
  CHECK(word.err.find("has the word 'conv4:4', which is no layer; write N units, convK:C") !=
        std::string::npos);
  const Ended limit = small(here, {"--out", "a", "--genome.max_flops", "1000"});
  CHECK(limit.status == 2);
  CHECK(limit.err.find("the first network: it takes ") != std::string::npos);
  CHECK(limit.err.find("genome.max_flops is 1000; raise the limit or start smaller") != std::string::npos);
  const Ended shift = small(here, {"--out", "a", "--mnist.augment_shift", "28"});
  CHECK(shift.status == 2);
}
