#include "dry_run.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "neat/genome/initial.hpp"
#include "neat/network/plan.hpp"
#include "neat/run/run.hpp"

namespace neat::app {
namespace {

struct Prediction {
  std::size_t parameters = 0;
  std::uint64_t flops = 0;    ///< of one forward pass of one row
  std::uint64_t samples = 0;  ///< training samples of one generation
  std::size_t bytes = 0;      ///< of a population's parameters
};

Prediction predict(const Task& task, const Config& config) {
  const TaskInfo& info = task.info();
  const Interface interface { task.input(), task.output(), info.learns, info.recurrent };
  const GenomeOptions genome = resolve(config.strategy.genome, interface);
  Innovations innovations(first_free_node(genome, interface));
  const auto topology = initial_topology(genome, interface, innovations);
  const std::size_t size = config.strategy.population.size;
  Prediction p;
  p.parameters = topology->parameter_count();
  p.flops = Plan::of(*topology).flops();
  p.samples =
      info.learns && config.strategy.inheritance.learn ? config.strategy.inheritance.samples * size : 0;
  p.bytes = p.parameters * sizeof(float) * size;
  return p;
}

}  // namespace

int dry_run(const Task& task, const Config& config, bool json) {
  const Prediction p = predict(task, config);
  if (!json) {
    std::cout << to_ini(config) << "\n# first networks: " << p.parameters << " parameters, " << p.flops
              << " operations per row; a generation: " << p.samples << " training samples, " << p.bytes
              << " bytes of parameters\n";
    return 0;
  }
  nlohmann::ordered_json answer{{"task", config.task}, {"config", nlohmann::ordered_json::object()}};
  for (const auto& setting : parse_ini(to_ini(config), "dry run"))
    answer["config"][setting.key] = setting.value;
  answer["predicted"] = {{"parameters", p.parameters},
                         {"flops_per_row", p.flops},
                         {"samples_per_generation", p.samples},
                         {"parameter_bytes", p.bytes}};
  std::cout << answer.dump() << '\n';
  return 0;
}

}  // namespace neat::app
