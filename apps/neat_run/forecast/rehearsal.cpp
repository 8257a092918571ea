#include "forecast/rehearsal.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "neat/base/random.hpp"
#include "neat/genome/initial.hpp"
#include "neat/network/plan.hpp"
#include "neat/run/state_hash.hpp"

namespace neat::app {
namespace {

double bytes_of(const Genome& genome) {
  return static_cast<double>(genome.topology->parameter_count() * sizeof(float));
}

/// What a topology and its plan keep, about.
double structure_bytes(const Topology& topology) {
  constexpr std::size_t node = sizeof(NodeGene) + sizeof(ParameterRange) + sizeof(PlanStep);
  constexpr std::size_t connection = sizeof(ConnectionGene) + sizeof(ParameterRange) + sizeof(PlanEdge);
  return static_cast<double>(sizeof(Topology) + sizeof(Plan) + node * topology.nodes().size() +
                             connection * topology.connections().size());
}

/// How many bytes a genome of the first population has.
double first_bytes(const StrategyOptions& options, const Problem& problem,
                   const std::shared_ptr<const Genome>& start) {
  if (start) return bytes_of(*start);
  const Interface interface { problem.input, problem.output, problem.learns, problem.recurrent };
  const GenomeOptions genome = resolve(options.genome, interface);
  Innovations innovations(first_free_node(genome, interface));
  return static_cast<double>(initial_topology(genome, interface, innovations)->parameter_count() *
                             sizeof(float));
}

std::uint32_t rehearsed_size(std::uint32_t size, double bytes, const RehearsalLimits& limits) {
  const double most = std::min(limits.genomes, limits.population_bytes / std::max(1.0, bytes));
  return static_cast<std::uint32_t>(std::max(2.0, std::min<double>(size, most)));
}

Evaluation made_up(const EvaluationRequest& request, Assumption assumption, bool maximise) {
  Random random(request.seed, Purpose::task, request.generation, request.index);
  double fitness = random.normal();
  if (assumption.progress) fitness += request.generation;
  if (assumption.growth)
    fitness += std::log(static_cast<double>(request.genome->topology->parameter_count() + 1));
  Evaluation evaluation;
  evaluation.objectives = {maximise ? fitness : -fitness};
  return evaluation;
}

/// Members, representatives, champion and what neat-cma keeps besides, each once.
std::set<std::shared_ptr<const Genome>> kept(const SearchState& state) {
  std::set<std::shared_ptr<const Genome>> genomes{state.champion.genome};
  for (const auto& member : state.members) genomes.insert(member.genome);
  for (const auto& species : state.species) genomes.insert(species.representative);
  for (const auto* tuned : {&state.tuning.active, &state.tuning.sleeping})
    for (const auto& species : *tuned) genomes.insert({species.species.representative, species.best.genome});
  for (const auto& member : state.tuning.archive) genomes.insert(member.genome);
  genomes.erase(nullptr);
  return genomes;
}

/// Means, paths and covariances of the tuned species.
double distribution_bytes(const SearchState& state) {
  std::size_t numbers = 0;
  for (const auto* tuned : {&state.tuning.active, &state.tuning.sleeping})
    for (const auto& species : *tuned)
      numbers += 3 * species.distribution.size() + species.distribution.covariance.size();
  return static_cast<double>(numbers * sizeof(double));
}

RehearsedGeneration next_generation(Strategy& strategy, Assumption assumption, bool maximise,
                                    const std::function<double()>& clock) {
  RehearsedGeneration generation;
  const double started = clock();
  std::optional<Generation> finished;
  while (!finished) {
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy.ask()) {
      evaluations.push_back(made_up(request, assumption, maximise));
      const Topology& topology = *request.genome->topology;
      generation.evaluated.push_back(request.genome->topology);
      generation.genes += static_cast<double>(topology.nodes().size() + topology.connections().size());
    }
    finished = strategy.tell(std::move(evaluations));
  }
  generation.new_champion = finished->new_champion;
  state_hash(strategy.state(), {});
  generation.breeding_seconds = clock() - started;
  for (const auto& genome : kept(strategy.state())) {
    generation.population_bytes += bytes_of(*genome);
    generation.structure_bytes += structure_bytes(*genome->topology);
  }
  generation.population_bytes += distribution_bytes(strategy.state());
  return generation;
}

}  // namespace

Rehearsal rehearse(StrategyOptions options, const Problem& problem,
                   const std::shared_ptr<const Genome>& start, Assumption assumption,
                   const RehearsalLimits& limits, const std::function<double()>& clock,
                   const std::function<bool()>& stop, Threads& threads) {
  const std::uint32_t size = options.population.size;
  const bool sized =
      options.strategy != "neat-cma";  // else its generations are small, and rehearsed as they are
  if (sized) options.population.size = rehearsed_size(size, first_bytes(options, problem, start), limits);
  Rehearsal rehearsal;
  rehearsal.scale = static_cast<double>(size) / options.population.size;
  const auto strategy = make_strategy(options, problem, threads);
  if (start) strategy->start_from(start);
  double evaluations = 0, bytes = 0, genes = 0;
  while (static_cast<double>(rehearsal.generations.size()) < limits.generations &&
         evaluations < limits.evaluations && bytes < limits.bytes && genes < limits.genes && !stop()) {
    rehearsal.generations.push_back(next_generation(*strategy, assumption, problem.maximise, clock));
    evaluations += static_cast<double>(rehearsal.generations.back().evaluated.size());
    bytes += rehearsal.generations.back().population_bytes;
    genes += rehearsal.generations.back().genes;
  }
  return rehearsal;
}

}  // namespace neat::app
