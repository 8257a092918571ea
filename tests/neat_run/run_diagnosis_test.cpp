#include "doctor/run.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace neat::app;

namespace {

/// A healthy run of so many generations that ended by its bound: it improves early, then less and less.
RunRecord healthy(std::size_t generations = 100) {
  RunRecord run;
  run.directory = "runs/x";
  run.ended_by = "generations";
  run.settings = {{"population.size", "150"}, {"species.target", "10"}, {"stop.generations", "100"}};
  for (std::size_t i = 0; i < generations; ++i) {
    const auto g = double(i);
    const auto add = [&](const char* name, double value) { run.columns[name].push_back(value); };
    add("generation", g);
    add("champion_fitness", 1 - 1 / (g + 1));
    add("species", 10);
    add("population_diversity", 1.5);
    add("mean_connections", 20);
    add("evaluations", 150 * (g + 1));
    add("diverged", 0);
    add("lost", 0);
    add("samples_seen", 1000 * (g + 1));
    add("learning_gain", 0.2);
    add("sigma", 1);
  }
  return run;
}

void fill(RunRecord& run, const char* column, std::size_t from, double value) {
  auto& values = run.columns[column];
  for (std::size_t i = from; i < values.size(); ++i) values[i] = value;
}

void check(const Finding& finding, Verdict verdict, const std::string& detail,
           const std::string& remedy = "") {
  CAPTURE(finding.detail);
  CAPTURE(finding.remedy);
  CHECK(finding.verdict == verdict);
  CHECK(finding.detail.find(detail) != std::string::npos);
  CHECK(finding.remedy.find(remedy) != std::string::npos);
  CHECK(finding.remedy.empty() == (verdict == Verdict::ok || verdict == Verdict::not_applicable));
}

}  // namespace

TEST_CASE("run diagnosis: a healthy run has nothing wrong") {
  for (const std::size_t generations : {1U, 2U, 9U, 10U, 21U, 100U, 1000U})
    for (const auto& finding : diagnose(healthy(generations))) {
      CAPTURE(generations);
      CAPTURE(finding.check);
      CAPTURE(finding.detail);
      const bool fine = finding.verdict == Verdict::ok || finding.verdict == Verdict::not_applicable;
      const bool too_short = generations <= 21 && finding.check == "bound";
      CHECK((fine || too_short));
    }
}

TEST_CASE("run diagnosis: before the first generation it says so") {
  const auto findings = diagnose(RunRecord{});
  REQUIRE(findings.size() == 1);
  check(findings.front(), Verdict::not_applicable, "no generation is finished yet");
}

TEST_CASE("run diagnosis: a history with nothing but generations is no error") {
  RunRecord run;
  run.columns["generation"] = std::vector<double>(50, 0);
  run.columns["champion_fitness"] = std::vector<double>(50, std::nan(""));
  CHECK(diagnose(run).size() == 9);
}

TEST_CASE("run diagnosis: one species where many are aimed for asks for a smaller threshold") {
  RunRecord run = healthy();
  fill(run, "species", 80, 1);
  check(diagnose_species(run), Verdict::warning,
        "one species for the last 20 generations, where 10 are aimed for", "--species.threshold 1.5");
  run.settings["species.threshold_step"] = "0";
  check(diagnose_species(run), Verdict::warning, "one species", "--species.threshold_step 0.1");
  run.settings["species.target"] = "1";
  check(diagnose_species(run), Verdict::ok, "1 species");
  fill(run, "population_diversity", 0, 0);
  check(diagnose_species(run), Verdict::failed, "all genomes are alike", "--mutation.weight_power 2");
}

TEST_CASE("run diagnosis: hundreds of species ask for a larger threshold") {
  RunRecord run = healthy();
  fill(run, "species", 50, 100);
  check(diagnose_species(run), Verdict::warning, "100 species in a population of 150",
        "--species.threshold 4.5");
}

TEST_CASE("run diagnosis: stagnation is seen, but not in a run that was solved") {
  RunRecord run = healthy();
  fill(run, "champion_fitness", 30, 0.9);
  check(diagnose_progress(run), Verdict::warning, "no better champion for the last 70 of 100 generations",
        "--population.size 300 --species.restart 35");
  run.ended_by = "solved";
  check(diagnose_progress(run), Verdict::ok, "solved after 100 generations");
  run.ended_by = "";
  fill(run, "champion_fitness", 0, 0.9);
  check(diagnose_progress(run), Verdict::failed, "the first champion was never bettered in 100 generations",
        "or another --seed");
  RunRecord minimised = healthy();
  for (double& value : minimised.columns["champion_fitness"]) value = -value;
  check(diagnose_progress(minimised), Verdict::ok, "better champion");
}

TEST_CASE("run diagnosis: a bound that was hit too early asks to go on") {
  RunRecord run = healthy();
  for (std::size_t i = 0; i < 100; ++i) run.columns["champion_fitness"][i] = double(i);
  check(diagnose_bound(run), Verdict::warning, "it ended by stop.generations while it still got better",
        "neat-run resume runs/x --stop.generations 200");
  check(diagnose_bound(healthy()), Verdict::ok, "when it had stopped getting better");
  run = healthy(3);
  run.settings["stop.generations"] = "3";
  check(diagnose_bound(run), Verdict::warning, "after 3 generations", "--stop.generations 30");
  run.ended_by = "";
  check(diagnose_bound(run), Verdict::not_applicable, "has not come to its end");
}

TEST_CASE("run diagnosis: growth that brings nothing is bloat, growth that does is not") {
  RunRecord run = healthy();
  for (std::size_t i = 0; i < 100; ++i) run.columns["mean_connections"][i] = 5 + double(i);
  check(diagnose_size(run), Verdict::warning, "55 connections in the mean at half-time, 104 now",
        "--mutation.add_node 0.05 --mutation.add_connection 0.15 --mutation.delete_connection 0.05");
  for (std::size_t i = 0; i < 100; ++i) run.columns["champion_fitness"][i] = double(i);
  check(diagnose_size(run), Verdict::ok, "104 now");
}

TEST_CASE("run diagnosis: a gap between partitions is seen in either direction") {
  RunRecord run = healthy();
  run.metrics = {{"validation_accuracy", 0.97}, {"test_accuracy", 0.95}};
  check(diagnose_gap(run), Verdict::ok, "validation_accuracy 0.97, test_accuracy 0.95");
  run.metrics = {{"train_loss", 0.1}, {"test_loss", 0.2}};
  check(diagnose_gap(run), Verdict::warning, "train_loss 0.1, test_loss 0.2: 50 % apart",
        "--learning.weight_decay 0.0001 --genome.dropout 0.1");
  run.metrics = {{"test_accuracy", 0.9}};
  check(diagnose_gap(run), Verdict::not_applicable, "no metric is measured on two partitions");
}

TEST_CASE("run diagnosis: lost evaluations, by how many there are") {
  RunRecord run = healthy();
  run.settings["learning.rate"] = "0.3";
  fill(run, "diverged", 0, 15);
  check(diagnose_lost(run), Verdict::warning, "1500 diverged and 0 lost of 1.5e+04", "--learning.rate 0.1");
  fill(run, "diverged", 0, 100);
  check(diagnose_lost(run), Verdict::failed, "1e+04 diverged", "--learning.rate 0.03");
  fill(run, "diverged", 0, 0);
  run.columns["lost"][7] = 1;
  check(diagnose_lost(run), Verdict::warning, "0 diverged and 1 lost", "neat-run check");
}

TEST_CASE("run diagnosis: lives that gain nothing or lose are seen") {
  RunRecord run = healthy();
  fill(run, "learning_gain", 50, 0);
  check(diagnose_learning(run), Verdict::warning, "lives do not lower their loss", "--learning.rate 0.15");
  fill(run, "learning_gain", 50, -0.5);
  check(diagnose_learning(run), Verdict::warning, "lives raise their loss, by 0.5",
        "--learning.rate 0.01667");
  fill(run, "samples_seen", 0, 0);
  check(diagnose_learning(run), Verdict::not_applicable, "nothing learns");
}

TEST_CASE("run diagnosis: sigma at its floor or ceiling, where it evolves") {
  RunRecord run = healthy();
  fill(run, "sigma", 0, 0.0015);
  check(diagnose_sigma(run), Verdict::not_applicable, "does not evolve");
  run.settings["traits.evolve"] = "on";
  check(diagnose_sigma(run), Verdict::warning, "at its floor", "--mutation.weight_power 0.1");
  fill(run, "sigma", 0, 80);
  check(diagnose_sigma(run), Verdict::warning, "at its ceiling", "--mutation.weight_power 10");
  fill(run, "sigma", 0, 1);
  check(diagnose_sigma(run), Verdict::ok, "the mean scale of weight mutation is 1");
}

TEST_CASE("run diagnosis: damaged history is serious") {
  RunRecord run = healthy();
  run.damaged_lines = 2;
  check(diagnose_files(run), Verdict::failed, "2 lines of history.jsonl cannot be read",
        "neat-run verify runs/x");
}
