#include "neat/evolution/ask_tell.hpp"

#include <string>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/evolution/species.hpp"

namespace neat {
namespace {

/// The genome as it is after its life.
std::shared_ptr<const Genome> inherit_learned(const Genome& genome, Floats learned) {
  Genome grown = genome;
  grown.parameters = std::move(learned);
  return std::make_shared<Genome>(std::move(grown));
}

}  // namespace

Breeding make_breeding(const StrategyOptions& options, const Problem& problem) {
  Breeding breeding{
      options, {problem.input, problem.output, problem.learns, problem.recurrent}, problem.maximise};
  breeding.options.genome = resolve(options.genome, breeding.interface);
  return breeding;
}

void adopt_ancestor(const Genome& genome, const Breeding& breeding, Innovations& innovations) {
  require_interface(*genome.topology, breeding.interface, "the genome to start from");
  for (const auto& node : genome.topology->nodes()) innovations.reserve(node.id, 0);
  for (const auto& gene : genome.topology->connections()) innovations.adopt(gene);
}

EvaluationRequest request_of(const Breeding& breeding, const Problem& problem, const Member& member,
                             std::uint32_t generation, std::size_t index) {
  EvaluationRequest request;
  request.genome = member.genome;
  request.partition = problem.partition;
  request.learn = problem.learns && breeding.options.inheritance.learn;
  request.budget = request.learn ? life_samples(breeding.options.inheritance, generation) : 0;
  request.seed = breeding.options.seed;
  request.generation = generation;
  request.index = std::uint32_t(index);
  if (breeding.options.strategy == "neat-cma") {  // whose distributions are told the order of the better half
    request.use = FitnessUse::better_half;
    request.group = member.species;
  }
  return request;
}

void require_all_told(std::size_t evaluations, std::size_t requests) {
  if (evaluations == requests) return;
  throw Error(ErrorCode::run, "strategy: " + std::to_string(evaluations) + " evaluations for " +
                                  std::to_string(requests) + " requests; tell all that were asked");
}

void receive(Member& member, Evaluation evaluation, const InheritanceOptions& options, SearchState& state,
             Generation& generation) {
  state.budget.add(evaluation);
  member.line.add(evaluation);
  generation.solved = generation.solved || evaluation.solved;
  generation.diverged += evaluation.status == EvaluationStatus::diverged;
  generation.lost += evaluation.status == EvaluationStatus::lost;
  generation.learning_gain += evaluation.ok() ? evaluation.learning_gain : 0;
  const bool lamarck = options.inherit == Inherit::lamarck;
  if (lamarck && evaluation.ok() && !evaluation.learned.empty())
    member.genome = inherit_learned(*member.genome, std::exchange(evaluation.learned, {}));
  member.evaluation = std::move(evaluation);
}

void crown(SearchState& state, bool maximise, Generation& generation) {
  const Member& best = state.members[best_member(state.members, maximise)];
  const bool first = !state.champion.genome;
  generation.new_champion = first || directed_fitness(best.evaluation, maximise) >
                                         directed_fitness(state.champion.evaluation, maximise);
  if (generation.new_champion) {
    state.champion = best;
    state.champion_generation = state.generation;
  }
  for (auto& member : state.members)
    member.evaluation.learned = {};  // of a Baldwin life, only the champion's is kept
}

}  // namespace neat
