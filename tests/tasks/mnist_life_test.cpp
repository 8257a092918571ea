// The life loop of the Bio-Inspired Hybrid Optimizer, and the presets that run it, on the embedded sample.
#include <doctest/doctest.h>

#include <cmath>

#include "neat/base/error.hpp"
#include "neat/evolution/reproduction.hpp"
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

TEST_CASE("mnist best-batch: the gain of a life is that of its first and last tenth, not of two batches") {
  const auto task =
      load_task_with({{"life", "best-batch"}, {"life_rate", "1e-9"}, {"life_lowest_rate", "1e-9"}});
  const auto genome = fresh_genome();
  const auto deviation = [&](std::uint64_t steps) {  // of gains where nothing is learned
    double squares = 0;
    for (std::uint32_t i = 0; i < 32; ++i)
      squares += std::pow(live(*task, genome, steps * 128, i).learning_gain, 2) / 32;
    return std::sqrt(squares);
  };
  CHECK(deviation(10) / deviation(90) == doctest::Approx(3).epsilon(0.3));  // one batch, nine batches
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
    CHECK(options.genome.hidden_layers == std::vector<StartLayer>{128, 64});
    CHECK(config.task_options.at("life") == "best-batch");
    CHECK(config.task_options.at("birth_images") == "500");
    CHECK(config.train_metrics);
    CHECK(config.task_options.at("life_rate") == "0.01");
    CHECK(config.task_options.at("life_lowest_rate") == "0.001");
  }
}

TEST_CASE("mnist: the penalty is taken off fitness for every factor of 10 of parameters, metrics stay") {
  const auto free = load_task_with({}), taxed = load_task_with({{"penalty", "0.01"}});
  const auto genome = fresh_genome();
  const Evaluation plain = measure(*free, *genome, genome->parameters);
  const Evaluation less = measure(*taxed, *genome, genome->parameters);
  CHECK(less.metrics == plain.metrics);
  CHECK(plain.fitness() - less.fitness() ==
        doctest::Approx(0.01 * std::log10(double(genome->parameters.size()))));
}

TEST_CASE("mnist: copies are learned from beside the images, which are measured on alone") {
  const auto plain = load_task_with({}), copied = load_task_with({{"copies", "2"}}),
             again = load_task_with({{"copies", "2"}});
  const auto genome = fresh_genome();
  const auto on_train = [&](const Task& task) {
    EvaluationRequest request;
    request.genome = genome;
    request.partition = Partition::train;
    request.read_only = true;
    Worker worker;
    return task.evaluate(request, worker);
  };
  CHECK(on_train(*plain).rows == 4000);
  CHECK(on_train(*copied).rows == 4000);
  CHECK(on_train(*copied).metrics == on_train(*plain).metrics);
  const Evaluation lived = live(*copied, genome, 12000);
  CHECK(lived.learned != live(*plain, genome, 12000).learned);
  CHECK(lived.learned == live(*again, genome, 12000).learned);
  CHECK(lived.fitness() > 0.6);
}

TEST_CASE("mnist: the predecessors' presets run with their mistakes, the other two see as many images") {
  const TaskInfo info = describe("mnist", {NEAT_TASK_FOLDER});
  const auto resolved = [&](const char* preset) {
    return resolve_config(info, {{"run.preset", preset, "the test"}}).strategy;
  };
  CHECK(resolved("bio-hybrid-v1").es.learner == Learner::best);
  CHECK(resolved("bio-hybrid-v1").es.utility == Utility::standard);
  CHECK(resolved("bio-hybrid-adaptive-sigma").es.learner == Learner::centre);
  CHECK(resolved("bio-hybrid-adaptive-sigma").noise.control == StepControl::rise);
  CHECK(resolved("bio-hybrid-limited-perturbations").es.utility == Utility::best_last);
  CHECK(resolved("bio-hybrid-limited-perturbations").noise.density == 0.5);
  for (const char* preset : {"hybrid", "sgd"}) {
    const Config config = resolve_config(info, {{"run.preset", preset, "the test"}});
    std::uint64_t samples = 0;
    for (std::uint32_t g = 0; g < config.stop.generations; ++g)
      samples += config.strategy.population.size * life_samples(config.strategy.inheritance, g);
    CHECK(samples == 15360000);
    CHECK(config.strategy.genome.hidden_layers == std::vector<StartLayer>{128, 64});
  }
}
