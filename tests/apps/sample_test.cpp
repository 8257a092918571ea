#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "program.hpp"

using namespace neat::test;

namespace {

using Keys = std::vector<std::string>;

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const Words kSmall{"sample", "xor", "--seeds", "8", "--quiet"};
/// Runs of a second and more in all, in steps that a test can wait for.
const Words kLong{"sample", "xor", "--seeds", "60", "--quiet", "--threads", "2", "--population.size", "300"};

Json timeless(Json answer) {
  answer.erase("seconds");
  if (answer.contains("variants"))
    for (auto& variant : answer["variants"]) variant.erase("seconds");
  return answer;
}

Json stored(const fs::path& file) {
  return timeless(Json::parse(read(file)));
}

/// outcomes.jsonl by seed, without seconds.
std::vector<std::string> outcomes(const fs::path& sample) {
  std::istringstream file(read(sample / "outcomes.jsonl"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(timeless(Json::parse(line)).dump());
  std::sort(lines.begin(), lines.end());
  return lines;
}

void check_same_sample(const fs::path& a, const fs::path& b) {
  CHECK(stored(a / "sample.json") == stored(b / "sample.json"));
  CHECK(outcomes(a) == outcomes(b));
  CHECK(read(a / "config.ini") == read(b / "config.ini"));
}

void check_refused(const Ended& ended, int status, const std::string& why) {
  CAPTURE(ended.err);
  CHECK(ended.status == status);
  CHECK(ended.out.empty());
  CHECK(ended.says(why));
}

}  // namespace

TEST_CASE("sample: many seeds, the same answer for any number of threads") {
  const Folder here;
  const auto answer = [&](const std::string& threads) {
    const Ended ended =
        run(here, {"sample", "xor", "--seeds", "12", "--seed", "5", "--json", "--threads", threads});
    REQUIRE(ended.status == 0);
    return timeless(ended.json());
  };
  const Json one = answer("1");
  CHECK(answer("2") == one);
  CHECK(keys_of(one) == Keys{"connections", "evaluations", "failed", "fitness", "flops", "generations",
                             "hidden_nodes", "metrics", "parameters", "rows", "rows_saved", "samples_seen",
                             "seeds", "solved", "success_rate", "task"});
  CHECK(keys_of(one["evaluations"]) ==
        Keys{"ci95", "mean", "median", "median_ci95", "p10", "p25", "p75", "p90"});
  CHECK(keys_of(one["hidden_nodes"]) == Keys{"ci95", "mean", "median", "p10", "p25", "p75", "p90"});
  CHECK(one["seeds"] == 12);
  CHECK(one["solved"].get<std::size_t>() + one["failed"].size() == 12);
  CHECK(one["success_rate"]["rate"].get<double>() == one["solved"].get<double>() / 12);
  CHECK(one["success_rate"]["ci95"][0] < one["success_rate"]["rate"]);
  CHECK(one["evaluations"]["ci95"][0] < one["evaluations"]["mean"]);
  CHECK(one["evaluations"]["p10"] <= one["evaluations"]["p25"]);
  CHECK(one["evaluations"]["median_ci95"][0] <= one["evaluations"]["median"]);
}

TEST_CASE("sample: a seed that is not solved counts at its bound and is listed") {
  const Folder here;
  const Ended ended =
      run(here, {"sample", "xor", "--seeds", "3", "--generations", "1", "--population.size", "10", "--json"});
  REQUIRE(ended.status == 0);
  const Json answer = ended.json();
  CHECK(answer["solved"] == 0);
  CHECK(answer["failed"] == Json::array({1, 2, 3}));
  CHECK(answer["evaluations"]["mean"] == 10);
  CHECK(answer["evaluations"]["median_ci95"] ==
        Json::array({nullptr, nullptr}));  // of three values none is sure
}

TEST_CASE("sample: the text has a row per measure and says what is not solved") {
  const Folder here;
  const Ended ended =
      run(here, {"sample", "xor", "--seeds", "3", "--generations", "1", "--population.size", "10"});
  CHECK(ended.out.starts_with("xor: 0 of 3 seeds solved (0 %, 95 % interval 0 to 70.76 %) in "));
  for (const char* row : {"\nevaluations ", "\ngenerations ", "\nhidden_nodes ", "\nfitness "})
    CHECK(ended.out.find(row) != std::string::npos);
  CHECK(ended.out.ends_with("not solved, counted where they ended: seeds 1, 2, 3\n"));
}

TEST_CASE("sample: one seed has no interval, and says so") {
  const Folder here;
  const Json answer = run(here, {"sample", "xor", "--seeds", "1", "--json"}).json();
  CHECK(answer["evaluations"]["ci95"] == Json::array({nullptr, nullptr}));
  CHECK(answer["evaluations"]["mean"] == answer["evaluations"]["p90"]);
}

TEST_CASE("sample: a seed that is alone has all threads, and the outcome that it has beside others") {
  const Folder here;
  for (const char* seeds : {"1", "3"})
    REQUIRE(
        run(here, {"sample", "xor", "--seeds", seeds, "--threads", "3", "--out", seeds, "--quiet"}).status ==
        0);
  const auto alone = outcomes(here / "1"), beside = outcomes(here / "3");
  REQUIRE(alone.size() == 1);
  CHECK(std::count(beside.begin(), beside.end(), alone.front()) == 1);
}

TEST_CASE("sample --out: keeps every seed, and more seeds extend it to the same sample") {
  const Folder here;
  REQUIRE(run(here, with(kSmall, {"--out", "whole"})).status == 0);
  REQUIRE(run(here, {"sample", "xor", "--seeds", "3", "--out", "parts", "--quiet"}).status == 0);
  const std::string first = read(here / "parts" / "outcomes.jsonl");
  REQUIRE(run(here, with(kSmall, {"--out", "parts"})).status == 0);
  CHECK(read(here / "parts" / "outcomes.jsonl").starts_with(first));  // nothing ran twice
  check_same_sample(here / "whole", here / "parts");
  const Ended again = run(here, with(kSmall, {"--out", "parts", "--json"}));
  CHECK(timeless(again.json()) == stored(here / "whole" / "sample.json"));
  CHECK(lines_in(here / "parts" / "outcomes.jsonl") == 8);
  Program longer(here, {"sample", "xor", "--quiet", "--seeds", "3000", "--out", "parts"});
  REQUIRE(longer.wait_for_lines(here / "parts" / "outcomes.jsonl", 9));
  longer.send(SIGINT);
  CHECK(longer.wait().status == 130);
  CHECK_FALSE(fs::exists(here / "parts" / "sample.json"));  // an answer of fewer seeds than are there
  const Json line = Json::parse(first.substr(0, first.find('\n')));
  CHECK(keys_of(line) == Keys{"connections", "evaluations", "fitness", "flops", "generations", "hidden_nodes",
                              "metrics", "parameters", "reason", "rows", "rows_saved", "samples_seen",
                              "seconds", "seed", "solved", "state_hash"});
}

TEST_CASE("sample --out: a seed's outcome is that of evolve with the same seed") {
  const Folder here;
  REQUIRE(run(here, with(kSmall, {"--out", "s"})).status == 0);
  const Json evolved = run(here, {"evolve", "xor", "--seed", "4", "--out", "none", "--json"}).json();
  std::istringstream file(read(here / "s" / "outcomes.jsonl"));
  bool found = false;
  for (std::string line; std::getline(file, line);) {
    const Json outcome = Json::parse(line);
    if (outcome["seed"] != 4) continue;
    found = true;
    CHECK(outcome["state_hash"] == evolved["state_hash"]);
    CHECK(outcome["evaluations"] == evolved["evaluations"]);
    CHECK(outcome["fitness"] == evolved["champion"]["fitness"]);
  }
  CHECK(found);
}

TEST_CASE("sample --out: goes on after Ctrl-C to the sample of one that was left alone") {
  const Folder here;
  REQUIRE(run(here, with(kLong, {"--out", "whole"})).status == 0);
  Program program(here, with(kLong, {"--out", "cut"}));
  REQUIRE(program.wait_for_lines(here / "cut" / "outcomes.jsonl", 5));
  program.send(SIGINT);
  const Ended ended = program.wait();
  CAPTURE(ended.err);
  CHECK(ended.status == 130);
  CHECK(ended.out.empty());
  CHECK(ended.says("of 60 runs; cut keeps them: give the same command again, which goes on"));
  CHECK_FALSE(fs::exists(here / "cut" / "sample.json"));
  CHECK(lines_in(here / "cut" / "outcomes.jsonl") < 60);
  REQUIRE(run(here, with(kLong, {"--out", "cut"})).status == 0);
  check_same_sample(here / "whole", here / "cut");
}

TEST_CASE("sample --out: goes on after it was killed, at any moment, to the same sample") {
  const Folder here;
  REQUIRE(run(here, with(kLong, {"--out", "whole"})).status == 0);
  for (const std::size_t lines : {1U, 20U, 40U}) {
    Program program(here, with(kLong, {"--out", "killed"}));
    REQUIRE(program.wait_for_lines(here / "killed" / "outcomes.jsonl", lines));
    program.send(SIGKILL);
    CHECK(program.wait().status == 128 + SIGKILL);
  }
  REQUIRE(run(here, with(kLong, {"--out", "killed"})).status == 0);
  check_same_sample(here / "whole", here / "killed");
}

TEST_CASE("sample --out: a start that was cut short is no obstacle") {
  const Folder here;
  fs::create_directory(here / "a");
  write(here / "a" / "origin.json", "{");
  write(here / "a" / "config.ini.77.0.tmp", "[run");
  CHECK(run(here, with(kSmall, {"--out", "a"})).status == 0);
  CHECK(run(here, with(kSmall, {"--out", "a"})).status == 0);
}

TEST_CASE("sample --out: a torn last line is dropped and said, a damaged one refused") {
  const Folder here;
  REQUIRE(run(here, with(kSmall, {"--out", "a"})).status == 0);
  REQUIRE(run(here, with(kSmall, {"--out", "whole"})).status == 0);
  const std::string text = read(here / "a" / "outcomes.jsonl");
  write(here / "a" / "outcomes.jsonl", text.substr(0, text.size() - 1));
  const Ended ended = run(here, with(kSmall, {"--out", "a"}));
  CHECK(ended.status == 0);
  CHECK(ended.says("a/outcomes.jsonl: the last line was not whole and is dropped; its seed runs again"));
  check_same_sample(here / "whole", here / "a");
  for (const auto& [line, why] : {std::pair{"nonsense", "it is no JSON object"},
                                  {"{\"seed\":-1}", "it has no whole number as its seed"},
                                  {"{\"seed\":1,\"solved\":3}", "its solved is of the wrong kind"},
                                  {"{\"seed\":1,\"solved\":true}", "it has no reason"}}) {
    write(here / "a" / "outcomes.jsonl", std::string(line) + "\n" + text);
    check_refused(run(here, with(kSmall, {"--out", "a"})), 4,
                  std::string("outcomes.jsonl, line 1: is no outcome: ") + why);
  }
  write(here / "a" / "outcomes.jsonl", text + text.substr(0, text.find('\n') + 1));
  check_refused(run(here, with(kSmall, {"--out", "a"})), 4, "is there twice");
  write(here / "a" / "outcomes.jsonl", text);
  write(here / "a" / "origin.json", "{\"format\": \"neat.sample\", \"version\": 2}");
  check_refused(run(here, with(kSmall, {"--out", "a"})), 4, "has version 2, this program reads 1");
  write(here / "a" / "origin.json", "[]");
  check_refused(run(here, with(kSmall, {"--out", "a"})), 4, "origin.json: is damaged");
}

TEST_CASE("sample --out: other settings, other seeds and other contents are refused") {
  const Folder here;
  REQUIRE(run(here, with(kSmall, {"--out", "a"})).status == 0);
  const std::string before = read(here / "a" / "outcomes.jsonl");
  check_refused(run(here, with(kSmall, {"--out", "a", "--population.size", "99", "--species.target", "3"})),
                2, "a: holds a sample with population.size = 150, not 99; choose another place with --out");
  check_refused(run(here, with(kSmall, {"--out", "a", "--seed", "2"})), 2, "with run.seed = 1, not 2");
  check_refused(run(here, {"sample", "xor", "--seeds", "5", "--out", "a"}), 2,
                "holds seed 8 already, which --seeds 5 does not ask for; ask for at least 8");
  CHECK(run(here, with(kSmall, {"--out", "a", "--checkpoint.every", "9", "--threads", "1"})).status == 0);
  CHECK(read(here / "a" / "outcomes.jsonl") == before);
  write(here / "file", "");
  check_refused(run(here, with(kSmall, {"--out", "file"})), 2,
                "file: is a file; choose another place with --out");
  fs::create_directory(here / "full");
  write(here / "full" / "letter", "");
  check_refused(run(here, with(kSmall, {"--out", "full"})), 2, "full: is not empty and holds no sample");
  REQUIRE(run(here, {"evolve", "xor", "--generations", "1", "--out", "run"}).status == 0);
  check_refused(run(here, with(kSmall, {"--out", "run"})), 2, "run: holds a run of neat-run evolve");
  if (fs::exists(fs::path(NEAT_TASKS) / "parity.so"))
    check_refused(run(here, {"sample", "parity", "--seeds", "8", "--out", "a"}), 2,
                  "a: holds a sample of task xor, this is parity");
}

TEST_CASE("sample --out: two programs never write one sample, and a full disk is told") {
  const Folder here;
  Program program(here, with(kLong, {"--out", "busy"}));
  REQUIRE(program.wait_for_lines(here / "busy" / "outcomes.jsonl", 1));
  check_refused(run(here, with(kLong, {"--out", "busy"})), 1, "is writing it; wait until it ends or stop it");
  program.send(SIGTERM);
  CHECK(program.wait().status == 130);
  Conditions little;
  little.largest_file = 4000;  // more than the configuration, less than 16 outcomes
  const Words wide{"sample", "xor", "--seeds", "16", "--quiet"};
  const Ended full = run(here, with(wide, {"--out", "full"}), little);
  CHECK(full.status == 5);
  CHECK(full.says("full/outcomes.jsonl: cannot be written: "));
  REQUIRE(run(here, with(wide, {"--out", "full"})).status == 0);
  REQUIRE(run(here, with(wide, {"--out", "whole"})).status == 0);
  check_same_sample(here / "whole", here / "full");
}

TEST_CASE("sample: seeds end where numbers end, and Ctrl-C without --out keeps nothing") {
  const Folder here;
  check_refused(run(here, {"sample", "xor", "--seed", "18446744073709551615", "--seeds", "2"}), 2,
                "--seed 18446744073709551615: leaves no room for 2 seeds");
  Program program(here, {"sample", "xor", "--seeds", "5000", "--quiet"});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  program.send(SIGINT);
  const Ended ended = program.wait();
  CHECK(ended.status == 130);
  CHECK(ended.says("nothing is kept without --out DIR"));
}

TEST_CASE("sample: a seed that fails is named, and what is done stays") {
  const Folder here;
  const Words bad{"sample", NEAT_BAD_TASK,   "--quiet", "--seeds",   "3", "--seed",
                  "5",      "--generations", "2",       "--threads", "1"};
  check_refused(run(here, with(bad, {"--misbehaving.mode", "evaluate"})), 3, "sample: seed 5: ");
  check_refused(run(here, with(bad, {"--misbehaving.mode", "nan"})), 3, "sample: seed 5: ");
  check_refused(run(here, with(bad, {"--ablate", "misbehaving.mode=none,evaluate", "--out", "t"})), 3,
                "sample: misbehaving.mode=evaluate, seed 5: ");
  CHECK(lines_in(here / "t" / "misbehaving.mode=none" / "outcomes.jsonl") == 1);
  CHECK(run(here, with(bad, {"--ablate", "misbehaving.mode=none,create"})).status == 3);
}

TEST_CASE("sample: runs in which nothing could be measured have no values, and are counted") {
  const Folder here;
  const Ended ended = run(here, {"sample", NEAT_BAD_TASK, "--quiet", "--seeds", "3", "--generations", "2",
                                 "--json", "--misbehaving.mode", "says_diverged", "--out", "s"});
  CAPTURE(ended.err);
  REQUIRE(ended.status == 0);
  const Json answer = ended.json();
  CHECK(answer["solved"] == 0);
  CHECK_FALSE(answer.contains("fitness"));
  for (const auto& metric : answer["metrics"]) {
    CHECK(metric["mean"].is_null());
    CHECK(metric["missing"] == 3);
  }
  CHECK(run(here, {"compare", "s", "s"}).status == 0);
}

TEST_CASE("sample --ablate: variants with the same seeds, in one table and against the first") {
  const Folder here;
  const Words words =
      with(kSmall, {"--ablate", "population.size=150,20", "--ablate", "mutation.add_node=0.03,0.2"});
  const Ended ended = run(here, with(words, {"--json"}));
  REQUIRE(ended.status == 0);
  const Json answer = ended.json();
  CHECK(keys_of(answer) == Keys{"comparison", "seconds", "seeds", "task", "variants"});
  REQUIRE(answer["variants"].size() == 4);
  CHECK(answer["variants"][1]["name"] == "population.size=150,mutation.add_node=0.2");
  CHECK(answer["variants"][3]["settings"] == Json({{"population.size", "20"}, {"mutation.add_node", "0.2"}}));
  CHECK(answer["comparison"]["baseline"] == "population.size=150,mutation.add_node=0.03");
  CHECK(answer["comparison"]["samples"].size() == 4);
  const Json alone = timeless(
      run(here, with(kSmall, {"--population.size", "20", "--mutation.add_node", "0.03", "--json"})).json());
  for (const auto& [key, value] : alone.items()) CHECK(answer["variants"][2][key] == value);
  const Ended text = run(here, words);
  CHECK(text.out.starts_with("xor: 4 variants, 8 seeds each, in "));
  CHECK(text.out.find("\npopulation.size=20,mutation.add_node=0.2 ") != std::string::npos);
  CHECK(text.out.find("compared by 8 pairs") != std::string::npos);
}

TEST_CASE("sample --ablate --out: a sample directory per variant, which goes on") {
  const Folder here;
  const Words words{"sample", "xor", "--quiet", "--ablate", "population.size=150,20",
                    "--out",  "t",   "--json",  "--seeds"};
  REQUIRE(run(here, with(words, {"3"})).status == 0);
  const Ended more = run(here, with(words, {"8"}));
  REQUIRE(more.status == 0);
  REQUIRE(run(here, with(kSmall, {"--population.size", "20", "--out", "alone"})).status == 0);
  check_same_sample(here / "alone", here / "t" / "population.size=20");
  CHECK(stored(here / "t" / "ablation.json") == timeless(more.json()));
  check_refused(
      run(here, with(kSmall, {"--out", "t", "--ablate", "population.size=150", "--species.target", "3"})), 2,
      "t/population.size=150: holds a sample with species.target = ");
  check_refused(run(here, with(kSmall, {"--out", "alone", "--ablate", "population.size=150,20"})), 2,
                "alone: holds one sample or run, not an ablation");
}

TEST_CASE("sample --ablate: short names, presets and strategies can be varied") {
  const Folder here;
  const Json answer =
      run(here, with(kSmall, {"--ablate", "strategy=neat,random-search", "--generations", "5", "--json"}))
          .json();
  CHECK(answer["variants"][1]["name"] == "run.strategy=random-search");
  CHECK(answer["variants"][0]["evaluations"]["mean"] != answer["variants"][1]["evaluations"]["mean"]);
}

TEST_CASE("sample --ablate: what makes no table is refused before anything runs") {
  const Folder here;
  const auto refuses = [&](const Words& words, const std::string& why) {
    Words all = with(kSmall, {"--out", "t"});
    for (const auto& word : words) all = with(all, {"--ablate", word});
    check_refused(run(here, all), 2, why);
    CHECK_FALSE(fs::exists(here / "t"));
  };
  refuses({"population.size"}, "--ablate population.size: has no '='; write KEY=a,b,c");
  refuses({"population.size="}, "has an empty value; write KEY=a,b,c");
  refuses({"population.size=3,,4"}, "has an empty value");
  refuses({"population.size=3,4,3"}, "has the value 3 twice; leave one out");
  refuses({"population.size=3,4", "population.size=5"}, "population.size is varied twice");
  refuses({"seed=1,2"}, "run.seed cannot be varied; every variant has the same task and seeds");
  refuses({"threads=1,2"}, "run.threads does not change results; vary another key");
  refuses({"stop.target_fitness=3,4", "data.dir=a"}, "data.dir does not change results");
  refuses({"preset=a/b"}, "task xor has no such preset");
  refuses({"populatoin.size=3,4"}, "unknown key; the nearest known one is population.size");
  refuses({"population.size=30,0"}, "population.size = 0 (--ablate): is outside [1, 1000000]");
}
