#include "neat/evolution/halving_strategy.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/evolution/ask_tell.hpp"
#include "neat/evolution/children.hpp"
#include "neat/evolution/cost_class.hpp"
#include "neat/evolution/species.hpp"
#include "neat/genome/cost.hpp"
#include "neat/genome/crossover.hpp"
#include "neat/genome/mutation.hpp"

namespace neat {
namespace {

void require_within_limits(const Genome& genome, const GenomeOptions& options, const std::string& what) {
  const std::string why =
      over_limits(cost_of(genome.topology->nodes(), genome.topology->connections()), options);
  if (!why.empty()) throw Error(ErrorCode::config, what + ": " + why + "; raise the limit or start smaller");
}

/// The rungs of one generation that keep their random numbers apart.
std::size_t index_on(std::uint32_t rung, std::size_t candidate) {
  return std::size_t{rung} << 20 | candidate;
}

}  // namespace

HalvingStrategy::HalvingStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads)
    : breeding_(make_breeding(options, problem)),
      problem_(problem),
      threads_(threads),
      innovations_(first_free_node(breeding_.options.genome, breeding_.interface)) {
  state_.threshold = options.species.threshold;
}

void HalvingStrategy::start_from(std::shared_ptr<const Genome> genome) {
  adopt_ancestor(*genome, breeding_, innovations_);
  require_within_limits(*genome, breeding_.options.genome, "the genome to start from");
  ancestor_ = std::move(genome);
}

void HalvingStrategy::restore(SearchState state) {
  state_ = std::move(state);
  innovations_ = Innovations(state_.innovations);
  next_genome_ = state_.next_genome;
  brood_ = {};
}

bool HalvingStrategy::is_final() const {
  return options().final_flops > 0 && brood_.generation >= options().generations;
}

void HalvingStrategy::breed() {
  if (!state_.evaluated) {
    state_.noise.parents = first_parents(breeding_, ancestor_, 1, innovations_);
    state_.noise.parents.front().evaluation.status = EvaluationStatus::lost;  // never measured
    require_within_limits(*state_.noise.parents.front().genome, breeding_.options.genome,
                          "the first network");
  }
  brood_ = {state_.evaluated ? state_.generation + 1 : 0, {}, {}, false};
  is_final() ? breed_finalists() : breed_children();
  rung_ = 0;
  told_.clear();
  candidates_ = brood_.unevaluated;
}

/// The first child of each parent is its copy; the others are mutants, some of two parents.
void HalvingStrategy::breed_children() {
  const StrategyOptions& all = breeding_.options;
  if (options().random)
    return append_random(breeding_, all.population.size, brood_, innovations_, next_genome_, threads_);
  const std::vector<Member>& parents = state_.noise.parents;
  const Variation variation{all.genome, all.mutation, all.traits};
  const auto breed = [&](std::size_t i, Child& child) {
    const Genome& parent = *parents[i % parents.size()].genome;
    Random random(all.seed, Purpose::breeding, brood_.generation, std::uint32_t(i));
    *child.genome = parent;
    child.genome->lineage.parents = {parent.lineage.id, parent.lineage.id};
    if (i < parents.size()) return;
    if (parents.size() > 1 && random.chance(all.crossover.probability)) {
      const Genome& other = *parents[random.below(std::uint32_t(parents.size()))].genome;
      crossover_into(*child.genome, other, all.crossover, random);
      child.genome->lineage.parents[1] = other.lineage.id;
    }
    if (all.traits.evolve && random.chance(all.mutation.traits))
      mutate_traits(child.genome->traits, all.traits, random);
    if (auto structure = mutate_structure(*child.genome, variation, random))
      child.draft = std::make_unique<Draft>(std::move(*structure));
  };
  append_children(brood_, all.population.size, breed, nullptr, innovations_, next_genome_, threads_);
  for (std::size_t i = 0; i < brood_.members.size(); ++i)
    brood_.members[i].line = parents[i % parents.size()].line;
}

void HalvingStrategy::breed_finalists() {
  const std::vector<Member>& parents = state_.noise.parents;
  const std::size_t count = std::min<std::size_t>(options().finalists, parents.size());
  const auto breed = [&](std::size_t i, Child& child) {
    *child.genome = *parents[i].genome;
    child.genome->lineage.parents = {parents[i].genome->lineage.id, parents[i].genome->lineage.id};
    if (!options().fresh) return;
    Random random(breeding_.options.seed, Purpose::initial_genome, brood_.generation, std::uint32_t(i));
    child.genome->parameters = initial_parameters(*child.genome->topology, breeding_.options.genome, random);
  };
  append_children(brood_, count, breed, nullptr, innovations_, next_genome_, threads_);
  for (std::size_t i = 0; i < count; ++i) brood_.members[i].line = parents[i].line;
}

std::uint64_t HalvingStrategy::samples(const Genome& genome) const {
  const std::uint32_t level = cost_class(*genome.topology);
  if (is_final()) return samples_in_class(options().final_flops, level);
  if (options().flops == 0)
    return std::uint64_t(double(breeding_.options.inheritance.samples) * std::pow(options().growth, rung_));
  return samples_in_class(std::uint64_t(double(options().flops) * std::pow(options().growth, rung_)), level);
}

EvaluationRequest HalvingStrategy::request(std::size_t candidate) const {
  const Member& member = brood_.members[candidate];
  EvaluationRequest request =
      request_of(breeding_, problem_, member, brood_.generation, index_on(rung_, candidate));
  if (request.learn) request.budget = samples(*member.genome);
  return request;
}

std::vector<EvaluationRequest> HalvingStrategy::ask() {
  if (brood_.members.empty()) breed();
  std::vector<EvaluationRequest> requests;
  for (const std::size_t i : candidates_) requests.push_back(request(i));
  return requests;
}

/// What a member learns on one rung it has on the next.
std::optional<Generation> HalvingStrategy::tell(std::vector<Evaluation> evaluations) {
  require_all_told(evaluations.size(), candidates_.size());
  SearchState ignored;
  Generation uncounted;
  for (std::size_t k = 0; k < evaluations.size(); ++k) {
    told_.push_back(evaluations[k]);
    told_.back().learned = {};
    receive(brood_.members[candidates_[k]], std::move(evaluations[k]), breeding_.options.inheritance, ignored,
            uncounted);
  }
  const auto better = better_halves(brood_.members, candidates_, problem_.maximise);
  if (is_final() || ++rung_ >= options().rungs || better.empty()) return finish();
  candidates_ = better;
  return std::nullopt;
}

Generation HalvingStrategy::finish() {
  Generation generation;
  for (const Evaluation& evaluation : told_) {
    state_.budget.add(evaluation);
    generation.solved = generation.solved || evaluation.solved;
    generation.diverged += evaluation.status == EvaluationStatus::diverged;
    generation.lost += evaluation.status == EvaluationStatus::lost;
    generation.learning_gain += evaluation.ok() ? evaluation.learning_gain / double(told_.size()) : 0;
  }
  state_.generation = generation.number = brood_.generation;
  state_.evaluated = true;
  state_.members = std::move(brood_.members);
  choose_parents();
  state_.next_genome = next_genome_;
  innovations_.update(state_.innovations);
  brood_ = {};
  crown(state_, problem_.maximise, generation);
  describe_classes(generation);
  return generation;
}

/// Of those that came furthest, and where nothing is inherited also of those before; where none is ok, the parents stay.
void HalvingStrategy::choose_parents() {
  std::vector<Member> all;
  for (const std::size_t i : candidates_) all.push_back(state_.members[i]);
  if (options().random) all.insert(all.end(), state_.noise.parents.begin(), state_.noise.parents.end());
  std::vector<std::size_t> indices(all.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  std::vector<Member> parents;
  for (const std::size_t i :
       best_of_classes(all, indices, options().classes, options().parents, problem_.maximise))
    parents.push_back(all[i]);
  if (parents.empty()) return;
  for (Member& parent : parents) parent.evaluation.learned = {};
  state_.noise.parents = std::move(parents);
}

/// A class is a species, represented by its best member.
void HalvingStrategy::describe_classes(Generation& generation) {
  std::map<std::uint32_t, Species> species;
  for (Member& member : state_.members) {
    member.species = 1 + cost_class(*member.genome->topology);
    const auto [at, is_new] = species.try_emplace(member.species);
    Species& one = at->second;
    const double fitness = member.evaluation.ok() ? member.evaluation.fitness() : 0;
    const bool better = problem_.maximise ? fitness > one.best_fitness : fitness < one.best_fitness;
    if (!is_new && !(member.evaluation.ok() && better)) continue;
    one = {member.species, member.genome, state_.generation, state_.generation, fitness};
  }
  state_.species.clear();
  for (const auto& [ignored, one] : species) state_.species.push_back(one);
  state_.next_species = species.empty() ? 1 : species.rbegin()->first + 1;
  describe(state_, breeding_.options, problem_.maximise, threads_, generation);
}

}  // namespace neat
