// neat-run with [race]: exact racing is the same run, statistical racing a reproducible one; and strategy neat-cma is
// resumed, killed and verified as others are.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <sstream>

#include "program.hpp"

using namespace neat::test;

namespace {

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words evolving(const std::string& directory, int generations = 30) {
  return {"evolve",
          "sequence",
          "--strategy",
          "neat-cma",
          "--tuning.species",
          "2",
          "--seed",
          "5",
          "--generations",
          std::to_string(generations),
          "--stop.target",
          "off",
          "--checkpoint.archive_every",
          "10",
          "--quiet",
          "--out",
          directory};
}

const Words kExact{"--race.mode", "exact", "--race.blocks", "32"};
const Words kStatistical{"--race.mode", "statistical"};

/// One column of history.csv.
Words column(const fs::path& run, const std::string& name) {
  std::istringstream lines(read(run / "history.csv"));
  Words values;
  std::ptrdiff_t at = -1;
  for (std::string line; std::getline(lines, line);) {
    Words cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
    if (at < 0)
      at = std::ranges::find(cells, name) - cells.begin();
    else
      values.push_back(cells.at(std::size_t(at)));
  }
  return values;
}

}  // namespace

TEST_CASE("race exact: hashes, champion and rows are those without, for threads and worker processes") {
  const Folder here;
  REQUIRE(run(here, with(evolving("off"), {"--race.mode", "off"})).status == 0);
  CHECK(column(here / "off", "rows_saved").back() == "0");
  for (const Words& how : {Words{"--threads", "1"}, Words{"--threads", "2"}, Words{"--threads", "4"},
                           Words{"--isolate", "--threads", "2"}}) {
    const std::string name = how.front() + how.back();
    CAPTURE(name);
    REQUIRE(run(here, with(with(evolving("exact" + name), kExact), how)).status == 0);
    for (const char* same :
         {"state_hash", "champion_fitness", "rows", "evaluations", "best_fitness", "solved"})
      CHECK(column(here / ("exact" + name), same) == column(here / "off", same));
    CHECK(std::stoull(column(here / ("exact" + name), "rows_saved").back()) > 0);
    CHECK(read(here / ("exact" + name) / "champion.genome") == read(here / "off" / "champion.genome"));
  }
}

TEST_CASE("race statistical: it saves rows, and is the same run for threads and worker processes") {
  const Folder here;
  REQUIRE(run(here, with(evolving("one"), with(kStatistical, {"--threads", "1"}))).status == 0);
  CHECK(std::stoull(column(here / "one", "rows_saved").back()) > 0);
  for (const Words& how : {Words{"--threads", "4"}, Words{"--isolate", "--threads", "2"}}) {
    const std::string name = "other" + how.front();
    REQUIRE(run(here, with(with(evolving(name), kStatistical), how)).status == 0);
    for (const char* same : {"state_hash", "mean_fitness", "rows_saved", "flops"})
      CHECK(column(here / name, same) == column(here / "one", same));
    CHECK(read(here / name / "champion.genome") == read(here / "one" / "champion.genome"));
  }
}

TEST_CASE(
    "race: a run of neat-cma that was killed goes on to the same bytes, and every generation is verified") {
  const Folder here;
  for (const Words& race : {kStatistical, kExact}) {
    const std::string whole = "whole" + race.at(1), killed = "killed" + race.at(1);
    REQUIRE(run(here, with(evolving(whole, 120), race)).status == 0);
    {
      Program program(here, with(evolving(killed, 120), race));
      REQUIRE(program.wait_for_lines(here / killed / "history.csv", 20));
      program.send(SIGKILL);
      program.wait();
    }
    REQUIRE(run(here, {"resume", killed, "--quiet"}).status == 0);
    for (const char* same : {"state_hash", "rows_saved", "flops", "mean_fitness"})
      CHECK(column(here / killed, same) == column(here / whole, same));
    CHECK(run(here, {"verify", killed}).status == 0);
    CHECK(run(here, {"verify", killed, "--generation", "25"}).status == 0);
  }
}

TEST_CASE("race: a mode that is none and a confidence out of range are refused with what may be said") {
  const Folder here;
  const Ended mode = run(here, with(evolving("none"), {"--race.mode", "fast"}));
  CHECK(mode.status == 2);
  CHECK(mode.says("is none of off | exact | statistical"));
  const Ended confidence = run(here, with(evolving("none"), {"--race.confidence", "0.5"}));
  CHECK(confidence.status == 2);
  CHECK(confidence.says("is outside (0.5, 1)"));
}

TEST_CASE(
    "dry-run and doctor: a generation of neat-cma is what its species draw, whatever population.size says") {
  const Folder here;
  const Words cma{"xor", "--strategy",         "neat-cma", "--tuning.species", "3",  "--tuning.lambda",
                  "10",  "--stop.generations", "5",        "--stop.target",    "off"};
  const Ended dry =
      run(here, with(with({"evolve"}, cma), {"--population.size", "5000", "--dry-run", "--json"}));
  REQUIRE(dry.status == 0);
  CHECK(dry.json()["predicted"]["evaluations"] == 150);
  CHECK(dry.json()["predicted"]["rows"] == 600);
  const auto parameters = dry.json()["predicted"]["parameters"].get<int>();
  CHECK(dry.json()["predicted"]["parameter_bytes"] == 30 * 4 * parameters);
  const Ended doctor = run(here, with({"doctor"}, cma));
  CHECK(doctor.out.find("30 genomes, drawn by 3 species") != std::string::npos);
  const Ended useless = run(here, with(with({"doctor"}, cma), {"--population.size", "5000"}));
  CHECK(useless.out.find("population.size was given, which neat-cma does not use") != std::string::npos);
}
