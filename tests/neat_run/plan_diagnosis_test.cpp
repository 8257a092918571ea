#include "doctor/plan.hpp"

#include <doctest/doctest.h>

using namespace neat;
using namespace neat::app;

namespace {

/// A run that nothing is wrong with, to be spoiled.
struct SoundRun {
  TaskInfo task;
  Config config;
  PlannedRun run{task, config};

  SoundRun() {
    task.name = "digits";
    task.learns = true;
    run.processors = 4;
    run.species = {100, 8, 12, 2.5};
    run.forecast.bound = "generations";
    run.forecast.generations = {100, 100, 100};
    run.forecast.memory_bytes = {1e9, 9e8, 1.1e9};
    run.forecast.seconds = {60, 50, 70};
    run.forecast.first_parameters = 1000;
    run.free_memory = 8e9;
    run.free_disk = 1e9;
  }
  SoundRun(const SoundRun&) = delete;
  SoundRun& operator=(const SoundRun&) = delete;
};

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

TEST_CASE("plan diagnosis: with nothing wrong, nothing is found") {
  const SoundRun plan;
  const auto findings = diagnose(plan.run);
  CHECK(findings.size() == 10);
  for (const auto& finding : findings) {
    CAPTURE(finding.check);
    CHECK(finding.verdict == Verdict::ok);
  }
}

TEST_CASE("plan diagnosis: a threshold that gives one species or hundreds") {
  SoundRun plan;
  plan.run.species = {100, 1, 1, 0.123456};
  check(diagnose_threshold(plan.run), Verdict::warning,
        "1 species of 100 genomes at a threshold of 3, 1 after", "--species.threshold 0.124");
  plan.run.species = {100, 90, 60, 7.5};
  check(diagnose_threshold(plan.run), Verdict::warning, "slowly", "--species.threshold 7.5");
  plan.config.strategy.species.threshold_step = 0;
  check(diagnose_threshold(plan.run), Verdict::failed, "species.threshold_step = 0 keeps it so",
        "--species.threshold 7.5 --species.threshold_step 0.1");
  plan.config.strategy.species.target = 1;
  plan.run.species = {100, 1, 1, 1};
  check(diagnose_threshold(plan.run), Verdict::ok, "1 are aimed for");
  plan.config.strategy.strategy = "random-search";
  check(diagnose_threshold(plan.run), Verdict::not_applicable, "no species");
}

TEST_CASE("plan diagnosis: populations that are too small for their species or too large for their bound") {
  SoundRun plan;
  plan.config.strategy.population.size = 20;
  check(diagnose_population(plan.run), Verdict::warning, "20 genomes for 10 species",
        "--population.size 50 or --species.target 4");
  plan.config.strategy.population.size = 1000;
  plan.run.forecast.bound = "evaluations";
  plan.run.forecast.generations.expected = 3;
  check(diagnose_population(plan.run), Verdict::warning,
        "stop.evaluations ends the run after about 3 generations", "--population.size 200");
}

TEST_CASE("plan diagnosis: learning that is at odds with itself") {
  SoundRun plan;
  auto& inheritance = plan.config.strategy.inheritance;
  inheritance.samples = 0;
  check(diagnose_lives(plan.run), Verdict::failed, "learning.samples is 0", "--learning.samples 10000");
  inheritance.samples = 40;
  check(diagnose_lives(plan.run), Verdict::warning, "40 samples is shorter than one batch of 64",
        "--learning.batch 5");
  inheritance.learn = false;
  check(diagnose_lives(plan.run), Verdict::ok, "learning is off");
  plan.run.layers = true;
  check(diagnose_lives(plan.run), Verdict::failed, "the weights of layers never change",
        "--mutation.layer_power 0.1");
  plan.task.learns = false;
  check(diagnose_lives(plan.run), Verdict::not_applicable, "does not learn");
  plan.run.given = {"run.seed", "learning.rate"};
  check(diagnose_lives(plan.run), Verdict::warning, "learning.rate was given", "leave it out");
}

TEST_CASE("plan diagnosis: learning rates at which networks diverge") {
  SoundRun plan;
  auto& rate = plan.config.strategy.inheritance.initial.learning_rate;
  rate = 3;
  check(diagnose_rate(plan.run), Verdict::warning, "3 with SGD", "--learning.rate 0.05");
  rate = 0.1;
  check(diagnose_rate(plan.run), Verdict::ok, "0.1 with SGD");
  plan.config.life.optimiser.kind = OptimiserKind::adam;
  check(diagnose_rate(plan.run), Verdict::warning, "0.1 with Adam", "--learning.rate 0.001");
  rate = 0.01;
  plan.config.life.lowest_rate = 0.02;
  check(diagnose_rate(plan.run), Verdict::warning, "is below learning.lowest_rate",
        "--learning.lowest_rate 0.0001");
}

TEST_CASE("plan diagnosis: a run that nothing ends") {
  SoundRun plan;
  plan.config.stop.generations = 0;
  plan.run.forecast.bound.clear();
  check(diagnose_bounds(plan.run), Verdict::warning, "nothing but its target ends this run",
        "--stop.generations");
  plan.config.stop.target = false;
  check(diagnose_bounds(plan.run), Verdict::warning, "nothing ends this run", "--stop.seconds");
}

TEST_CASE("plan diagnosis: more than the machine has") {
  SoundRun plan;
  plan.config.threads = 9;
  check(diagnose_threads(plan.run), Verdict::warning, "9 on 4 processors", "--threads 4");
  plan.run.forecast.memory_bytes.high = 7e9;
  check(diagnose_memory(plan.run), Verdict::warning, "at most 7.00 GB of 8.00 GB", "--population.size 68");
  plan.run.forecast.memory_bytes.high = 2e10;
  check(diagnose_memory(plan.run), Verdict::failed, "at most 20.0 GB", "--population.size 24");
  plan.run.free_memory = 0;
  check(diagnose_memory(plan.run), Verdict::ok, "at most 20.0 GB");
  plan.run.forecast.seconds.expected = 200000;
  check(diagnose_time(plan.run), Verdict::warning, "about 55 h 33 min until stop.generations",
        "neat-run resume");
  plan.run.free_disk = 1e6;
  check(diagnose_disk(plan.run), Verdict::failed, "3.80 MB for checkpoints and history, 1.00 MB are free",
        "--out");
  plan.run.free_disk = 0;
  check(diagnose_disk(plan.run), Verdict::not_applicable, "not known");
}

TEST_CASE("plan diagnosis: data that every result must speak of") {
  SoundRun plan;
  plan.run.notice = "the embedded sample was used";
  check(diagnose_data(plan.run), Verdict::warning, "the embedded sample was used",
        "neat-run data get digits");
}
