// The life loop of the Bio-Inspired Hybrid Optimizer, and the presets that run it, on the embedded sample.
#include <doctest/doctest.h>

#include <cmath>

#include "neat/base/error.hpp"
#include "neat/genome/initial.hpp"
#include "neat/run/config.hpp"
#include "plugins/loader/loader.hpp"

namespace {

using namespace neat;

const std::filesystem::path kSampleFolder = NEAT_SAMPLE_FOLDER;

std::unique_ptr<PluginTask> load_task_with(std::map<std::string, std::string> options) {
  TaskSettings settings;
  settings.options = std::move(options);
  settings.data_folders = {kSampleFolder.parent_path().string()};
  return load_task("mnist", {NEAT_TASK_FOLDER}, settings);
}

std::shared_ptr<const Genome> fresh_genome() {
  const Interface interface { {1, 28, 28}, {10, 1, 1}, true, false };
  const GenomeOptions options = resolve({}, interface);
  Innovations innovations(first_free_node(options, interface));
  const auto topology = initial_topology(options, interface, innovations);
  Random random(1, Purpose::test, 0, 0);
  return std::make_shared<Genome>(Genome{topology, initial_parameters(*topology, options, random), {}, {}});
}

bool is_share_of(double share, double count) {
  return std::abs(share * count - std::round(share * count)) < 1e-9;
}

Evaluation live(const Task& task, const std::shared_ptr<const Genome>& genome, std::uint64_t budget,
                std::uint32_t index = 0) {
  EvaluationRequest request;
  request.genome = genome;
  request.partition = Partition::validation;
  request.learn = budget > 0;
  request.budget = budget;
  request.seed = 1;
  request.index = index;
  Worker worker;
  return task.evaluate(request, worker);
}

Evaluation measure(const Task& task, const Genome& genome, Floats parameters) {
  auto learned = std::make_shared<Genome>(genome);
  learned->parameters = std::move(parameters);
  EvaluationRequest request;
  request.genome = learned;
  request.partition = Partition::validation;
  request.read_only = true;
  request.seed = 1;
  Worker worker;
  return task.evaluate(request, worker);
}

}  // namespace

TEST_CASE(
    "mnist best-batch: fitness is an accuracy on one batch; what is inherited is measured, and selects "
    "nothing") {
  const auto task = load_task_with({{"life", "best-batch"}});
  const auto genome = fresh_genome();
  const Evaluation lived = live(*task, genome, 12800);
  REQUIRE(lived.ok());
  CHECK(lived.samples == 12800);
  CHECK(lived.rows == 128);
  CHECK(is_share_of(lived.fitness(), 128));
  CHECK(lived.fitness() > 0.5);
  const Evaluation measured = measure(*task, *genome, lived.learned);
  CHECK(measured.rows == 1000);
  CHECK(measured.fitness() == lived.metrics[0]);
  CHECK(measured.metrics[1] == lived.metrics[1]);
  const Evaluation again = live(*task, genome, 12800);
  CHECK(again.learned == lived.learned);
  CHECK(live(*task, genome, 12800, 1).learned != lived.learned);  // batches of its own
}

TEST_CASE("mnist best-batch: a longer life has seen more batches, and its best is no worse") {
  const auto task = load_task_with({{"life", "best-batch"}, {"life_lowest_rate", "0.01"}});
  const auto genome = fresh_genome();
  double last = 0;
  for (const std::uint64_t checks :
       {1, 2, 4, 8}) {  // one more after every 50 steps; the rate is the same throughout
    const Evaluation lived = live(*task, genome, (50 * (checks - 1) + 1) * 128);
    CHECK(lived.samples == (50 * (checks - 1) + 1) * 128);
    CHECK(lived.fitness() >= last);
    last = lived.fitness();
  }
  CHECK(last > 0.8);
}

TEST_CASE(
    "mnist best-batch: a newborn is measured on training images of its own draw, the champion as ever") {
  const auto task = load_task_with({{"life", "best-batch"}, {"birth_images", "250"}});
  const auto genome = fresh_genome();
  const Evaluation born = live(*task, genome, 0), other = live(*task, genome, 0, 1);
  CHECK(born.samples == 0);
  CHECK(born.rows == 250);
  CHECK(is_share_of(born.fitness(), 250));
  CHECK(born.metrics[1] != other.metrics[1]);
  CHECK(measure(*task, *genome, genome->parameters).rows == 1000);
}

TEST_CASE("mnist: the presets of the Bio-Inspired Hybrid Optimizer have its published settings") {
  const TaskInfo info = describe("mnist", {NEAT_TASK_FOLDER});
  struct Published {
    const char* preset;
    std::uint32_t size, generations;
    std::uint64_t steps;
    std::vector<double> shares;
  };
  for (const auto& p : {Published{"bio-hybrid-fast", 10, 50, 150, {3, 4, 3}},
                        {"bio-hybrid-balanced", 15, 40, 200, {5, 5, 5}},
                        {"bio-hybrid-deep", 20, 30, 250, {6, 8, 6}}}) {
    CAPTURE(p.preset);
    const Config config = resolve_config(info, {{"run.preset", p.preset, "the test"}});
    const StrategyOptions& options = config.strategy;
    CHECK(options.strategy == "hybrid");
    CHECK(options.population.size == p.size);
    CHECK(config.stop.generations == p.generations);
    CHECK(options.inheritance.samples == p.steps * 128);
    CHECK(options.noise.scales == std::vector<double>{0.3, 1, 3});
    CHECK(options.noise.shares == p.shares);
    CHECK(options.noise.sigma == 0.05);
    CHECK(options.noise.control == StepControl::gain);
    CHECK(options.parents.count == 1);
    CHECK(options.parents.unmutated == 0);
    CHECK_FALSE(options.parents.plus);
    CHECK(options.genome.hidden_layers == std::vector<std::uint32_t>{128, 64});
    CHECK(config.task_options.at("life") == "best-batch");
    CHECK(config.task_options.at("life_rate") == "0.01");
    CHECK(config.task_options.at("life_lowest_rate") == "0.001");
  }
}
