#include <doctest/doctest.h>

#include "program.hpp"

using namespace neat::test;

namespace {

using Keys = std::vector<std::string>;

void sample(const Folder& here, const std::string& name, const std::string& size,
            const std::string& seeds = "12", const std::string& first = "1") {
  REQUIRE(run(here, {"sample", "xor", "--quiet", "--population.size", size, "--seeds", seeds, "--seed", first,
                     "--out", name})
              .status == 0);
}

void evolve(const Folder& here, const std::string& name, const Words& more) {
  Words words{"evolve", "xor", "--quiet", "--out", name};
  words.insert(words.end(), more.begin(), more.end());
  REQUIRE(run(here, words).status == 0);
}

Json of(const Json& answer, const std::string& measure) {
  for (const auto& comparison : answer["comparisons"])
    if (comparison["measure"] == measure) return comparison;
  FAIL("no comparison of " << measure);
  return {};
}

bool notes_say(const Json& answer, const std::string& text) {
  for (const auto& note : answer["notes"])
    if (note.get<std::string>().find(text) != std::string::npos) return true;
  return false;
}

void check_refused(const Ended& ended, int status, const std::string& why) {
  CAPTURE(ended.err);
  CHECK(ended.status == status);
  CHECK(ended.out.empty());
  CHECK(ended.says(why));
}

}  // namespace

TEST_CASE("compare: samples as JSON, by pairs where the seeds match") {
  const Folder here;
  sample(here, "large", "300");
  sample(here, "small", "30");
  const Ended ended = run(here, {"compare", "large", "small", "--json"});
  REQUIRE(ended.status == 0);
  const Json answer = ended.json();
  CHECK(keys_of(answer) == Keys{"baseline", "comparisons", "correction", "level", "notes", "samples"});
  CHECK(answer["baseline"] == "large");
  CHECK(keys_of(answer["samples"][0]) == Keys{"measures", "name", "seed_numbers", "seeds", "solved", "task"});
  const Json evaluations = of(answer, "evaluations");
  CHECK(keys_of(evaluations) == Keys{"baseline_mean", "baseline_n", "better", "ci95", "difference", "effect",
                                     "mean", "measure", "p", "p_adjusted", "paired", "pairs_or_n", "sample",
                                     "superiority", "text", "verdict"});
  CHECK(evaluations["paired"] == true);
  CHECK(evaluations["pairs_or_n"] == 12);
  CHECK(evaluations["verdict"] == "lower");
  CHECK(evaluations["text"].get<std::string>().starts_with("evaluations: lower (better) by "));
  CHECK(notes_say(answer, "small: differs from the baseline in population.size (300, 30)."));
}

TEST_CASE("compare: the same settings with other seeds show no difference") {
  const Folder here;
  sample(here, "one", "100", "20");
  sample(here, "two", "100", "20", "1001");
  const Json answer = run(here, {"compare", "one", "two", "--json"}).json();
  for (const auto& comparison : answer["comparisons"]) {
    CHECK(comparison["verdict"] == "no difference shown");
    CHECK(comparison["paired"] == false);
  }
  const Ended text = run(here, {"compare", "one", "two"});
  CHECK(text.out.find("no difference shown") != std::string::npos);
  CHECK(text.out.find("compared by 20 and 20 seeds") != std::string::npos);
}

TEST_CASE("compare: chosen measures alone make a smaller family") {
  const Folder here;
  sample(here, "large", "150");
  sample(here, "small", "60");
  const Json all = run(here, {"compare", "large", "small", "--json"}).json();
  const Json one = run(here, {"compare", "large", "small", "--json", "--measures", "evaluations"}).json();
  CHECK(one["comparisons"].size() == 1);
  CHECK(of(one, "evaluations")["p"] == of(all, "evaluations")["p"]);
  CHECK(of(one, "evaluations")["p_adjusted"] == of(one, "evaluations")["p"]);
  CHECK(of(all, "evaluations")["p_adjusted"] >= of(all, "evaluations")["p"]);
  check_refused(run(here, {"compare", "large", "small", "--measures", "evaluation"}), 2,
                "--measures evaluation: is measured in none of the samples; the nearest is evaluations");
}

TEST_CASE("compare: Markdown in a file and on standard output") {
  const Folder here;
  sample(here, "a", "100");
  sample(here, "b", "50");
  const Ended there = run(here, {"compare", "a", "b", "--markdown", "table.md"});
  CHECK(there.status == 0);
  CHECK(there.out.starts_with("task xor\n"));
  const Ended here_alone = run(here, {"compare", "a", "b", "--markdown", "-"});
  CHECK(here_alone.out == read(here / "table.md"));
  CHECK(here_alone.out.starts_with("# Comparison on xor\n"));
  CHECK(here_alone.out.find("\n| evaluations | ") != std::string::npos);
  check_refused(run(here, {"compare", "a", "b", "--markdown", "-", "--json"}), 2,
                "--json and --markdown -: both go to standard output");
  check_refused(run(here, {"compare", "a", "b", "--markdown", "-", "--html", "-"}), 2,
                "--markdown - and --html -: both go to standard output");
  check_refused(run(here, {"compare", "a", "b", "--markdown", "no/such/place.md"}), 5,
                "cannot write: no/such/place.md");
}

TEST_CASE("compare: a page that holds the comparison and no run") {
  const Folder here;
  sample(here, "a", "100");
  sample(here, "b", "50");
  const Ended ended = run(here, {"compare", "a", "b", "--html", "page.html", "--json"});
  REQUIRE(ended.status == 0);
  const std::string page = read(here / "page.html"),
                    place = "<script id=\"neat-data\" type=\"application/json\">";
  const auto from = page.find(place) + place.size();
  const Json data = Json::parse(page.substr(from, page.find("</script>", from) - from));
  CHECK(data["format"] == "neat.report");
  CHECK(data["runs"].empty());
  CHECK(data["comparison"] == ended.json());
  CHECK(run(here, {"compare", "a", "b", "--html", "-"}).out == page);
}

TEST_CASE("compare: an ablation stands for its variants, in their order") {
  const Folder here;
  REQUIRE(run(here, {"sample", "xor", "--quiet", "--seeds", "6", "--out", "t", "--ablate",
                     "population.size=90,150,30"})
              .status == 0);
  const Json answer = run(here, {"compare", "t", "--json"}).json();
  CHECK(answer["baseline"] == "t/population.size=90");
  CHECK(answer["samples"][2]["name"] == "t/population.size=30");
  const Json stored = Json::parse(read(here / "t" / "ablation.json"));
  CHECK(stored["comparison"]["comparisons"][0]["p"] == answer["comparisons"][0]["p"]);
}

TEST_CASE("compare: runs of evolve in a folder are a sample, with the values of neat-run sample") {
  const Folder here;
  for (const std::string seed : {"1", "2", "3", "4", "5", "6"})
    evolve(here, "runs/" + seed, {"--seed", seed, "--population.size", "60"});
  sample(here, "sample", "60", "6");
  const Json answer = run(here, {"compare", "runs", "sample", "--json"}).json();
  CHECK(answer["samples"][0]["measures"] == answer["samples"][1]["measures"]);
  CHECK(answer["samples"][0]["solved"] == answer["samples"][1]["solved"]);
  for (const auto& comparison : answer["comparisons"]) CHECK(comparison["verdict"] == "no difference shown");
  const Json single = run(here, {"compare", "runs/1", "sample", "--json"}).json();
  CHECK(single["samples"][0]["seeds"] == 1);
  CHECK(single["comparisons"].empty());
}

TEST_CASE("compare: runs beside each other that are no sample are refused, unfinished ones left out") {
  const Folder here;
  evolve(here, "twice/1", {"--seed", "1"});
  evolve(here, "twice/2", {"--seed", "1"});
  check_refused(run(here, {"compare", "twice", "twice"}), 2,
                "twice: its runs are no sample: seed 1 is there twice");
  evolve(here, "mixed/1", {"--seed", "1"});
  evolve(here, "mixed/2", {"--seed", "2", "--population.size", "70"});
  check_refused(run(here, {"compare", "mixed", "mixed"}), 2,
                "mixed: its runs are no sample: 1 and 2 differ in population.size");
  evolve(here, "open/1", {"--seed", "1"});
  evolve(here, "open/2", {"--seed", "2", "--stop.target", "off", "--generations", "3"});
  evolve(here, "open/3", {"--seed", "2", "--generations", "2", "--population.size", "4"});
  const std::string config = read(here / "open" / "3" / "config.ini");
  const auto at = config.find("generations = 2");
  REQUIRE(at != std::string::npos);
  write(here / "open" / "3" / "config.ini",
        config.substr(0, at) + "generations = 100" + config.substr(at + 15));
  check_refused(run(here, {"compare", "open/3", "open/1"}), 4, "open/3: none of its runs has reached an end");
}

TEST_CASE("compare: damaged, absent and lonely samples are told") {
  const Folder here;
  sample(here, "a", "50", "4");
  check_refused(run(here, {"compare", "a"}), 2, "a: is one sample alone; name two directories or more");
  check_refused(run(here, {"compare", "a", "none"}), 4, "none: is not a directory");
  fs::create_directory(here / "empty");
  check_refused(run(here, {"compare", "a", "empty"}), 4, "empty: holds neither a sample nor runs");
  evolve(here, "run", {});
  write(here / "run" / "champion.genome", "torn");
  check_refused(run(here, {"compare", "a", "run"}), 4, "champion.genome");
  write(here / "run" / "history.jsonl", "{\"generation\":0");
  check_refused(run(here, {"compare", "a", "run"}), 4, "history.jsonl: has no finished generation");
  write(here / "a" / "outcomes.jsonl", read(here / "a" / "outcomes.jsonl") + "{\"seed\":9");
  fs::remove(here / "a" / "sample.json");
  sample(here, "b", "50", "4");
  const Json answer = run(here, {"compare", "a", "b", "--json"}).json();
  CHECK(notes_say(answer, "a: the last line of outcomes.jsonl is not whole and is left out."));
  CHECK(notes_say(answer, "a: the sample is not finished; the seeds that are there are compared."));
  CHECK(answer["samples"][0]["seeds"] == 4);
  write(here / "a" / "outcomes.jsonl", "");
  check_refused(run(here, {"compare", "a", "b"}), 4, "a: holds no finished seed yet");
}

TEST_CASE("compare: samples of two tasks are refused") {
  if (!fs::exists(fs::path(NEAT_TASKS) / "parity.so")) return;
  const Folder here;
  sample(here, "a", "50", "4");
  REQUIRE(
      run(here, {"sample", "parity", "--quiet", "--seeds", "2", "--generations", "2", "--out", "p"}).status ==
      0);
  check_refused(run(here, {"compare", "a", "p"}), 2, "p: is of task parity, a of task xor");
}
