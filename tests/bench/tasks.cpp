// What a plugin's call costs, and whole runs of a task that was loaded from disk.
#include <memory>

#include "bench/bench.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "neat/genome/initial.hpp"
#include "neat/run/run.hpp"
#include "plugins/loader/loader.hpp"

namespace {

using namespace neat;

std::unique_ptr<PluginTask> exclusive_or() {
  return load_task(NEAT_BENCH_TASKS "/xor.so", {});
}

/// 20 generations in the task's own settings but for the target, which would end it earlier.
void run(const Task& task, Threads& threads) {
  Config config = resolve_config(task.info(), {});
  config.stop.target = false;
  config.stop.generations = 20;
  config.stop.evaluations = 0;
  ThreadedEvaluator evaluator(threads);
  Run run(task, config, threads, evaluator, {});
  run.go();
}

NEAT_BENCH("tasks: one evaluation of XOR through its plugin, two connections") {
  const auto task = exclusive_or();
  Innovations innovations(3);
  auto topology = initial_topology({}, {{2, 1, 1}, {1, 1, 1}}, innovations);
  Random random(1, Purpose::test, 0, 0);
  Floats parameters = initial_parameters(*topology, {}, random);
  EvaluationRequest request;
  request.genome = std::make_shared<const Genome>(Genome{topology, std::move(parameters), {}, {}});
  Worker worker;
  bench.measure(1, [&] { bench::keep(task->evaluate(request, worker)); });
}

/// Six weights that balance both poles for good: all of an evaluation's 100,000 steps.
std::shared_ptr<const Genome> balancing() {
  Innovations innovations(7);
  GenomeOptions options;
  options.bias = BiasKind::none;
  options.output_activation = Activation::steep_tanh;
  auto topology = initial_topology(options, {{6, 1, 1}, {1, 1, 1}}, innovations);
  Floats weights{-1.3707964F, -0.4980116F, -1.7303897F, -2.0299947F, 1.2527759F, 0.5475103F};
  return std::make_shared<const Genome>(Genome{topology, std::move(weights), {}, {}});
}

NEAT_BENCH("tasks: one evaluation of the double pole, six weights, items are its 100,000 steps") {
  const auto task = load_task(NEAT_BENCH_TASKS "/double_pole.so", {});
  EvaluationRequest request;
  request.genome = balancing();
  Worker worker;
  bench.measure(100000, [&] { bench::keep(task->evaluate(request, worker)); });
}

NEAT_BENCH("tasks: 20 generations of the double pole, at most 1,000 steps, items are generations") {
  TaskSettings settings;
  settings.options["steps"] = "1000";  // else it is all physics: 30 ms for every network that balances
  const auto task = load_task(NEAT_BENCH_TASKS "/double_pole.so", {}, settings);
  Threads threads(1);
  bench.measure(20, [&] { run(*task, threads); });
}

NEAT_BENCH("tasks: 20 generations of XOR with all that a run does, items are generations") {
  const auto task = exclusive_or();
  Threads threads(1);
  bench.measure(20, [&] { run(*task, threads); });
}

NEAT_BENCH("tasks: 20 generations of XOR on two threads, items are generations") {
  const auto task = exclusive_or();
  Threads threads(2);
  bench.measure(20, [&] { run(*task, threads); });
}

}  // namespace
