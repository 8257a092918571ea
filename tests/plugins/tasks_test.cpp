// The tasks xor and parity, loaded from disk: what their fitness, metrics and `solved` mean.
#include "fixtures.hpp"
#include "neat/run/config.hpp"

namespace {

using namespace fixtures;

neat::Evaluation run(const std::string& task, std::shared_ptr<const neat::Genome> genome,
                     std::map<std::string, std::string> options = {}) {
  return evaluate(*neat::load_task(task, {kTasks}, with(std::move(options))), request_for(std::move(genome)));
}

/// Answers `value` to everything.
std::shared_ptr<const neat::Genome> constant(std::uint32_t inputs, float value) {
  return genome_of(inputs, {{std::vector<float>(inputs, 0.0F)}, {{value}}, {1}});
}

}  // namespace

TEST_CASE("xor: a network that is exactly XOR has fitness 4 and is solved") {
  const neat::Evaluation evaluation = run("xor", xor_genome());
  CHECK(evaluation.ok());
  CHECK(evaluation.objectives == std::vector<double>{4.0});
  CHECK(evaluation.solved);
  CHECK(evaluation.rows == 4);
  CHECK(evaluation.forward_flops == 4 * neat::Plan::of(*xor_genome()->topology).flops());
  CHECK(evaluation.samples == 0);
  CHECK(evaluation.learned.empty());
}

TEST_CASE("xor: fitness is 4 minus the squared errors, and a constant answer is not solved") {
  CHECK(run("xor", constant(2, 0)).fitness() == 2.0);
  CHECK(run("xor", constant(2, 0.5F)).fitness() == 3.0);
  CHECK_FALSE(run("xor", constant(2, 0.5F)).solved);
  CHECK_FALSE(run("xor", constant(2, 1)).solved);
}

TEST_CASE("xor: solved is the side of 0.5, not a fitness") {
  // 0.6 where 1 is wanted and 0.4 where 0: all right, with fitness below that of many that are wrong.
  const auto weak = genome_of(2, {{{1, 1}, {1, 1}, {0, 0}}, {{0.2F, -0.4F, 0.4F}}, {0, -1, 1}});
  const neat::Evaluation evaluation = run("xor", weak);
  CHECK(evaluation.solved);
  CHECK(evaluation.fitness() == doctest::Approx(4 - 4 * 0.16).epsilon(1e-6));
}

TEST_CASE("parity: exact networks are solved for every number of bits") {
  for (std::uint32_t bits : {2U, 3U, 5U, 16U}) {
    const neat::Evaluation evaluation = run("parity", parity_genome(bits), {{"bits", std::to_string(bits)}});
    CAPTURE(bits);
    CHECK(evaluation.solved);
    CHECK(evaluation.rows == (std::uint64_t{1} << bits));
    CHECK(evaluation.fitness() == static_cast<double>(evaluation.rows));
    CHECK(evaluation.metrics == std::vector<double>{1.0});
  }
}

TEST_CASE("parity: a constant answer is right on half of the patterns") {
  const neat::Evaluation evaluation = run("parity", constant(3, 1));
  CHECK(evaluation.metrics == std::vector<double>{0.5});
  CHECK(evaluation.fitness() == 4.0);
  CHECK_FALSE(evaluation.solved);
}

TEST_CASE("parity: fitness from distances is the square of what they leave of the rows") {
  const std::map<std::string, std::string> distances{{"bits", "2"}, {"fitness", "distances"}};
  CHECK(run("parity", parity_genome(2), distances).fitness() == 16);
  CHECK(run("parity", constant(2, 0.5F), distances).fitness() == 4);
  CHECK(run("parity", constant(2, 1), distances).fitness() == 4);
  CHECK(run("parity", constant(2, 0.25F), distances).fitness() == doctest::Approx(4));
  CHECK(run("parity", constant(2, 3), distances).fitness() == 0);  // 2 + 2 + 3 + 3 away: more than rows
}

TEST_CASE("parity: the preset neat-2002 is XOR with the settings of NEAT's paper") {
  const neat::TaskInfo info = neat::load_task("parity", {kTasks}, with({}))->info();
  const neat::Config config = neat::resolve_config(info, {{"run.preset", "neat-2002", "the test"}});
  const neat::StrategyOptions& s = config.strategy;
  CHECK(config.task_options.at("bits") == "2");
  CHECK(config.task_options.at("fitness") == "distances");
  CHECK(s.population.size == 150);
  CHECK((s.distance.excess == 1 && s.distance.disjoint == 1 && s.distance.weights == 0.4));
  CHECK((s.species.threshold == 3 && s.species.threshold_step == 0 && s.species.stagnation == 15));
  CHECK((s.species.elites == 1 && s.species.elites_from == 6));
  CHECK((s.mutation.weights == 0.8 && s.mutation.weight_share == 1 && s.mutation.weight_replace == 0.1));
  CHECK(s.mutation.weight_distribution == neat::Distribution::uniform);
  CHECK((s.mutation.add_node == 0.03 && s.mutation.add_connection == 0.05));
  CHECK((s.mutation.delete_node == 0 && s.mutation.delete_connection == 0));
  CHECK(
      (s.crossover.probability == 0.75 && s.crossover.interspecies == 0.001 && s.crossover.disable == 0.75));
  CHECK(s.crossover.enabled_from == neat::EnabledFrom::both);
  CHECK(s.genome.output_activation == neat::Activation::steep_sigmoid);
  CHECK(s.genome.bias == neat::BiasKind::input);
}

TEST_CASE("parity: bits are bounded, and the shape follows them") {
  const auto refused = [&](const std::string& bits) {
    return refusal(
        [&] {
          neat::load_task("parity", {kTasks}, with({{"bits", bits}}));
        },
        neat::ErrorCode::config);
  };
  CHECK(holds(refused("1"), "option: parity.bits: it is 1, not in [2, 16]; "));
  CHECK(holds(refused("17"), "it is 17, not in [2, 16]"));
  CHECK(holds(refused("3.5"), "it is '3.5', not a whole number"));
  CHECK(neat::load_task("parity", {kTasks}, with({{"bits", "9"}}))->input() == neat::Shape{9, 1, 1});
}

TEST_CASE("tasks: an unknown option names the nearest") {
  const auto refused = [&] { neat::load_task("parity", {kTasks}, with({{"bit", "3"}})); };
  CHECK(refusal(refused, neat::ErrorCode::config) ==
        "option: parity.bit: the task has no such option; did you mean bits?");
}

TEST_CASE("tasks: a genome of another shape is refused by both shapes") {
  const std::string text = refusal([] { run("xor", parity_genome(3)); }, neat::ErrorCode::data);
  CHECK(text ==
        "task xor: genome 7: it has 3 inputs and 1 outputs, the task 2 and 1; evaluate it on the task it was "
        "evolved "
        "for, with the same options");
}

TEST_CASE("tasks: any number of threads evaluates to the same") {
  const auto task = neat::load_task("parity", {kTasks}, with({{"bits", "6"}}));
  std::vector<neat::EvaluationRequest> requests;
  for (std::uint32_t i = 0; i < 64; ++i) {
    auto genome = std::make_shared<neat::Genome>(*parity_genome(6));
    genome->parameters[i % genome->parameters.size()] += 0.25F;
    requests.push_back(request_for(genome));
  }
  neat::Threads one(1), many(4);
  const auto alone = neat::ThreadedEvaluator(one).evaluate(requests, *task);
  const auto together = neat::ThreadedEvaluator(many).evaluate(requests, *task);
  REQUIRE(alone.size() == together.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    CHECK(alone[i].objectives == together[i].objectives);
    CHECK(alone[i].metrics == together[i].metrics);
  }
}
