// Strategies that mix evolution and gradients, through the program.
#include <doctest/doctest.h>

#include <cmath>
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
