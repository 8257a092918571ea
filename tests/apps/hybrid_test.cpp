// Strategies that mix evolution and gradients, through the program.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>

#include "program.hpp"

using namespace neat::test;

namespace {

std::vector<Json> history(const fs::path& run) {
  std::istringstream text(read(run / "history.jsonl"));
  std::vector<Json> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE(
    "evolve: the Bio-Inspired Hybrid Optimizer's sigma falls by a twentieth in every generation, as "
    "published") {
  const Folder here;
  const Ended ended =
      run(here, {"evolve", "mnist", "--preset", "bio-hybrid-fast", "--mnist.data", "sample",
                 "--learning.samples", "12800", "--generations", "5", "--out", "a", "--quiet"});
  REQUIRE_MESSAGE(ended.status == 0, ended.err);
  const auto lines = history(here / "a");
  REQUIRE(lines.size() == 5);
  for (std::size_t g = 0; g < 5; ++g) {
    CHECK(lines[g]["sigma"].get<double>() == doctest::Approx(0.05 * std::pow(0.95, double(g + 1))));
    CHECK(lines[g]["best_birth_fitness"].get<double>() < lines[g]["best_fitness"].get<double>());
    CHECK(lines[g]["learning_gain"].get<double>() > 0);
    CHECK(lines[g]["train_accuracy"].get<double>() > 0.1);
    CHECK(lines[g]["samples_seen"] == 10 * 12800 * (g + 1));
  }
}

TEST_CASE("evolve: what strategies es and hybrid cannot begin with is refused before a run begins") {
  const Folder here;
  const Ended scales = run(here, {"evolve", "xor", "--strategy", "es", "--out", "a"});
  CHECK(scales.status == 2);
  CHECK(
      scales.err.find("noise.scales: strategy es estimates its step at one scale; give one number above 0") !=
      std::string::npos);
  const Ended alone = run(here, {"evolve", "xor", "--population.size", "1", "--out", "a"});
  CHECK(alone.status == 2);
  CHECK(alone.err.find("population.size = 1: strategy neat selects among several; give it at least two") !=
        std::string::npos);
  CHECK_FALSE(fs::exists(here / "a"));
}

TEST_CASE(
    "evolve: strategy pareto leaves its front, each network in a file and in a table, interrupted or not") {
  const Folder here;
  const std::vector<std::string> words{"evolve", "mnist", "--preset",   "sample", "--mnist.data", "sample",
                                       "--seed", "3",     "--strategy", "pareto", "--quiet"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return run(here, more);
  };
  const Ended whole = with({"--generations", "6", "--out", "a"});
  REQUIRE_MESSAGE(whole.status == 0, whole.err);
  REQUIRE(with({"--generations", "3", "--out", "b"}).status == 0);
  const std::string early = read(here / "b/front/front.csv");
  fs::create_directory(here / "b/front.part");  // as a killed process leaves it
  std::ofstream(here / "b/front.part/009.genome") << "half";
  const Ended resumed = run(here, {"resume", "b", "--generations", "6", "--quiet"});
  REQUIRE_MESSAGE(resumed.status == 0, resumed.err);
  std::istringstream table(read(here / "a/front/front.csv"));
  CHECK(read(here / "b/front/front.csv") == table.str());
  CHECK(early != table.str());
  std::string line;
  std::getline(table, line);
  CHECK(line == "file,fitness,parameters,connections,nodes,test_accuracy,test_loss");
  std::size_t networks = 0;
  double last_fitness = 0, last_parameters = 0, fitness = 0, parameters = 0, accuracy = 0;
  for (; std::getline(table, line); ++networks, last_fitness = fitness, last_parameters = parameters) {
    const std::string file = line.substr(0, line.find(','));
    std::string cells = line.substr(line.find(',') + 1);
    std::ranges::replace(cells, ',', ' ');
    double connections = 0, nodes = 0;
    std::istringstream(cells) >> fitness >> parameters >> connections >> nodes >> accuracy;
    CHECK(fitness > last_fitness);
    CHECK(parameters > last_parameters);
    const Ended measured = run(here, {"evaluate", "a/front/" + file, "--task", "mnist", "--mnist.data",
                                      "sample", "--partition", "test", "--json"});
    REQUIRE_MESSAGE(measured.status == 0, measured.err);
    CHECK(Json::parse(measured.out)["metrics"]["accuracy"].get<double>() == accuracy);
    CHECK(read(here / "b/front" / file) == read(here / "a/front" / file));
  }
  CHECK(networks >= 2);
  CHECK_FALSE(fs::exists(here / "b/front.part"));
  const auto files = std::distance(fs::directory_iterator(here / "b/front"), fs::directory_iterator{});
  CHECK(std::size_t(files) == networks + 1);
}

TEST_CASE("evolve: a strategy that is none, and a complexity that is none, are refused by name") {
  const Folder here;
  const Ended strategy = run(here, {"evolve", "xor", "--strategy", "nsga", "--out", "a"});
  CHECK(strategy.status == 2);
  CHECK(strategy.err.find(
            "is none of neat | neat-cma | pareto | halving | hybrid | fusion | es | random-search") !=
        std::string::npos);
  const Ended complexity =
      run(here, {"evolve", "xor", "--strategy", "pareto", "--pareto.complexity", "beauty"});
  CHECK(complexity.status == 2);
  CHECK(complexity.err.find("pareto.complexity") != std::string::npos);
}
