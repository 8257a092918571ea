// Fixed work, one piece per run: `neat_workloads NAME`. Under callgrind only what happens within a `workload_` function is
// counted, not the program's start nor what a workload is made of.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>

#include "neat/evolution/strategy.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/learning/life.hpp"
#include "neat/network/kernels/paths.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

/// A fitness that costs nothing and favours nobody: a number drawn from the genome's own.
std::vector<Evaluation> evaluated(const std::vector<EvaluationRequest>& requests) {
  std::vector<Evaluation> evaluations(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Random random(1, Purpose::test, 0, std::uint32_t(requests[i].genome->lineage.id));
    evaluations[i].objectives = {random.uniform()};
  }
  return evaluations;
}

void breed(Strategy& strategy, int generations) {
  for (int g = 0; g < generations; ++g) strategy.tell(evaluated(strategy.ask()));
}

/// A network of neurons with at least this many connections.
std::shared_ptr<const Genome> grown(std::size_t connections, const Interface& interface) {
  Variation v;
  v.genome = resolve(v.genome, interface);
  v.mutation.add_node = 0.2;
  v.mutation.add_connection = 1;
  Innovations innovations(first_free_node(v.genome, interface));
  Random random(1, Purpose::test, 0, 0);
  Genome genome = test::minimal_genome(v, interface, innovations, random);
  while (genome.topology->connections().size() < connections)
    genome = test::grow(std::move(genome), v, interface, 1, innovations, random);
  return std::make_shared<const Genome>(std::move(genome));
}

/// 784-128-64-10 with relu, the network that the MNIST task's figures are of.
Genome digits() {
  const std::uint32_t widths[] = {784, 128, 64, 10};
  std::vector<NodeGene> nodes(4);
  std::vector<ConnectionGene> connections(3);
  for (std::uint32_t i = 0; i < 4; ++i) {
    nodes[i].id = i;
    nodes[i].role = i == 0 ? Role::input : i == 3 ? Role::output : Role::hidden;
    nodes[i].activation = i == 0 || i == 3 ? Activation::identity : Activation::relu;
    nodes[i].bias = i > 0;
    nodes[i].shape = {widths[i], 1, 1};
    if (i == 0) continue;
    connections[i - 1].innovation = connections[i - 1].target = i;
    connections[i - 1].source = i - 1;
    connections[i - 1].op.kind = OperatorKind::dense;
  }
  auto topology = Topology::make(nodes, connections);
  Random random(1, Purpose::test, 0, 0);
  Floats parameters = initial_parameters(*topology, {}, random);
  return {std::move(topology), std::move(parameters), {}, {}};
}

constexpr Problem kSmall{{2, 1, 1}, {1, 1, 1}};

StrategyOptions peers_rates(std::uint32_t population) {
  StrategyOptions options;
  options.population.size = population;
  options.mutation.add_node = 0.03;
  options.mutation.add_connection = 0.05;
  return options;
}

}  // namespace

extern "C" {

[[gnu::noinline]] void workload_small_genomes(Strategy& strategy) {
  breed(strategy, 20);
}

[[gnu::noinline]] void workload_large_genomes(Strategy& strategy) {
  breed(strategy, 4);
}

[[gnu::noinline]] void workload_steps(Network& network, std::span<const float> x, std::span<float> y) {
  for (int i = 0; i < 1000; ++i) network.step(x, y);
}

[[gnu::noinline]] void workload_learning(Network& network, const Rows& rows, const Targets& targets,
                                         const LifeOptions& options) {
  Random random(3, Purpose::test, 0, 0);
  learn(network, rows, targets, options, random);
}

[[gnu::noinline]] void workload_genome_file(const io::GenomeFile& file, const std::filesystem::path& path) {
  io::save_genome(path, file);
  io::load_genome(path);
}
}

namespace {

void small_genomes() {
  Threads threads(1);
  const auto strategy = make_strategy(peers_rates(150), kSmall, threads);
  workload_small_genomes(*strategy);
}

void large_genomes() {
  Threads threads(1);
  const auto strategy = make_strategy(peers_rates(100), {{10, 1, 1}, {10, 1, 1}}, threads);
  strategy->start_from(grown(1000, {{10, 1, 1}, {10, 1, 1}}));
  strategy->tell(evaluated(strategy->ask()));
  workload_large_genomes(*strategy);
}

void steps() {
  Genome genome = *grown(1000, {{10, 1, 1}, {10, 1, 1}});
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  const std::vector<float> x(10, 0.5F);
  std::vector<float> y(10);
  network.step(x, y);
  workload_steps(network, x, y);
}

void learning() {
  Genome genome = digits();
  std::vector<std::uint8_t> pixels(256 * 784);
  std::vector<std::uint32_t> labels(256);
  Random random(2, Purpose::test, 0, 0);
  for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.bits());
  for (auto& label : labels) label = random.below(10);
  const Rows rows{pixels.data(), ElementType::u8, 784, 1.0F / 255, 0, {}, 0, labels.size()};
  Targets targets;
  targets.labels = labels;
  LifeOptions options;
  options.samples = 512;
  Workspace workspace;
  Network network(genome.topology, genome.parameters, workspace);
  workload_learning(network, rows, targets, options);
}

void genome_file() {
  io::GenomeFile file;
  file.genome = digits();
  const auto path = std::filesystem::temp_directory_path() / "neat-workload.genome";
  workload_genome_file(file, path);
  std::filesystem::remove(path);
}

struct Workload {
  const char* name;
  void (*run)();
};

constexpr Workload kWorkloads[] = {{"small_genomes", small_genomes},
                                   {"large_genomes", large_genomes},
                                   {"steps", steps},
                                   {"learning", learning},
                                   {"genome_file", genome_file}};

}  // namespace

int main(int argc, char** argv) {
  kernels::use(kernels::path_of(kernels::Choice::v3));  // the widest that callgrind knows
  for (const auto& workload : kWorkloads)
    if (argc == 2 && std::strcmp(argv[1], workload.name) == 0) return workload.run(), 0;
  for (const auto& workload : kWorkloads) std::puts(workload.name);
  return argc == 1 ? 0 : 2;
}
