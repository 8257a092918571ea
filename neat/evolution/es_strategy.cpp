#include "neat/evolution/es_strategy.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/evolution/ask_tell.hpp"
#include "neat/evolution/children.hpp"
#include "neat/evolution/es_step.hpp"
#include "neat/evolution/species.hpp"
#include "neat/evolution/step_size.hpp"

namespace neat {
namespace {

constexpr std::size_t kMeasured = std::size_t{1} << 30;  // other random numbers than the children's
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void require_sound(const StrategyOptions& options) {
  if (options.noise.scales.size() != 1 || options.noise.scales.front() <= 0)
    throw Error(
        ErrorCode::config,
        "noise.scales: strategy es estimates its step at one scale; give one number above 0, such as 1");
  if (options.noise.lowest > options.noise.highest)
    throw Error(ErrorCode::config, "noise.lowest is above noise.highest; no step size lies between them");
}

}  // namespace

EsStrategy::EsStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads)
    : breeding_(make_breeding(options, problem)),
      problem_(problem),
      threads_(threads),
      innovations_(first_free_node(breeding_.options.genome, breeding_.interface)) {
  require_sound(options);
  state_.threshold = options.species.threshold;
  state_.noise = first_noise(options.noise);
}

void EsStrategy::start_from(std::shared_ptr<const Genome> genome) {
  adopt_ancestor(*genome, breeding_, innovations_);
  ancestor_ = std::move(genome);
}

void EsStrategy::restore(SearchState state) {
  state_ = std::move(state);
  innovations_ = Innovations(state_.innovations);
  next_genome_ = state_.next_genome;
  brood_ = {};
  round_ = Round::births;
}

bool EsStrategy::learns() const {
  return problem_.learns && breeding_.options.inheritance.learn &&
         brood_.generation % breeding_.options.es.every == 0;
}

void EsStrategy::breed() {
  const StrategyOptions& options = breeding_.options;
  if (!state_.evaluated) state_.noise.parents = first_parents(breeding_, ancestor_, 1, innovations_);
  brood_ = {state_.evaluated ? state_.generation + 1 : 0, {}, {}, false};
  spent_ = {};
  told_.clear();
  const Member& parent = state_.noise.parents.front();
  const auto breed = [&](std::size_t i, Child& child) {
    Random random(options.seed, Purpose::breeding, brood_.generation, std::uint32_t(i));
    *child.genome = *parent.genome;
    child.genome->lineage.parents = {parent.genome->lineage.id, parent.genome->lineage.id};
    add_noise(*child.genome, options.noise.scales.front() * state_.noise.sigma, options.noise, random);
  };
  append_children(brood_, options.population.size, breed, nullptr, innovations_, next_genome_, threads_);
  for (Member& child : brood_.members) child.line = parent.line;
}

std::vector<EvaluationRequest> EsStrategy::ask() {
  if (brood_.members.empty()) breed();
  const bool births = round_ == Round::births;
  std::vector<EvaluationRequest> requests;
  for (std::size_t i = 0; births && i < brood_.members.size(); ++i)
    requests.push_back(request_of(breeding_, problem_, brood_.members[i], brood_.generation, i));
  if (!births)
    requests.push_back(
        request_of(breeding_, problem_, parent_, brood_.generation, kMeasured + (round_ == Round::measure)));
  const bool learn = round_ == Round::life && learns();
  for (EvaluationRequest& request : requests) {
    request.learn = learn;
    if (!learn) request.budget = 0;
  }
  return requests;
}

std::optional<Generation> EsStrategy::tell(std::vector<Evaluation> evaluations) {
  require_all_told(evaluations.size(), round_ == Round::births ? brood_.members.size() : 1);
  if (round_ == Round::births) {
    end_births(std::move(evaluations));
    round_ = Round::life;
    return std::nullopt;
  }
  const bool moves_after = round_ == Round::life && breeding_.options.es.learner == Learner::best;
  end_life(std::move(evaluations.front()));
  if (!moves_after) return finish();
  Genome moved = *parent_.genome;
  move(moved);
  parent_.genome = std::make_shared<const Genome>(std::move(moved));
  round_ = Round::measure;
  return std::nullopt;
}

/// Adds the step that the children's fitness at birth asks for.
void EsStrategy::move(Genome& genome) const {
  std::vector<std::span<const float>> children;
  for (const Member& child : brood_.members) children.emplace_back(child.genome->parameters);
  const double deviation = breeding_.options.noise.scales.front() * state_.noise.sigma;
  es_step(genome.parameters, state_.noise.parents.front().genome->parameters, children,
          utilities(breeding_.options.es.utility, fitness_), breeding_.options.es.step, deviation);
}

/// The one that will live: the best child, or the parent after its step.
void EsStrategy::end_births(std::vector<Evaluation> evaluations) {
  told_ = evaluations;
  fitness_.clear();
  for (std::size_t k = 0; k < evaluations.size(); ++k) {
    Member& child = brood_.members[k];
    child.line.add(evaluations[k]);
    child.evaluation = std::move(evaluations[k]);
    fitness_.push_back(directed_fitness(child.evaluation, problem_.maximise));
  }
  const std::size_t best = best_member(brood_.members, problem_.maximise);
  const bool centre = breeding_.options.es.learner == Learner::centre;
  const Member& from = centre ? state_.noise.parents.front() : brood_.members[best];
  parent_ = {};
  Genome genome = *from.genome;
  const std::uint32_t born = state_.noise.parents.front().genome->lineage.birth;
  genome.lineage = {next_genome_++, {from.genome->lineage.id, from.genome->lineage.id}, brood_.generation};
  genome.traits.learning_rate *= annealed(breeding_.options.inheritance, brood_.generation) /
                                 annealed(breeding_.options.inheritance, born);
  if (centre) move(genome);
  parent_.genome = std::make_shared<const Genome>(std::move(genome));
  parent_.line = brood_.members[best].line;
}

void EsStrategy::end_life(Evaluation evaluation) {
  told_.push_back(evaluation);
  spent_.learning_gain += evaluation.ok() ? evaluation.learning_gain : 0;
  SearchState ignored;
  Generation uncounted;
  receive(parent_, std::move(evaluation), breeding_.options.inheritance, ignored, uncounted);
}

/// Where the parent diverged, the one before stays.
Generation EsStrategy::finish() {
  Generation generation = std::move(spent_);
  for (const Evaluation& evaluation : told_) {
    state_.budget.add(evaluation);
    generation.solved = generation.solved || evaluation.solved;
    generation.diverged += evaluation.status == EvaluationStatus::diverged;
    generation.lost += evaluation.status == EvaluationStatus::lost;
  }
  std::vector<Outcome> outcomes;
  for (const double fitness : fitness_) outcomes.push_back({0, fitness, kNone});
  adapt_noise(state_.noise, breeding_.options.noise, outcomes);
  state_.generation = generation.number = brood_.generation;
  state_.members = std::move(brood_.members);
  generation.new_champion = parent_.evaluation.ok() || !state_.evaluated;
  state_.evaluated = true;
  if (generation.new_champion) {
    state_.champion = parent_;
    state_.champion_generation = state_.generation;
    parent_.evaluation.learned = {};
    state_.noise.parents = {parent_};
  }
  state_.next_genome = next_genome_;
  innovations_.update(state_.innovations);
  brood_ = {};
  round_ = Round::births;
  Species species;
  species.id = 1;
  species.representative = state_.noise.parents.front().genome;
  species.improved = state_.champion_generation;
  species.best_fitness = state_.champion.evaluation.ok() ? state_.champion.evaluation.fitness() : kNone;
  state_.species = {species};
  state_.next_species = 2;
  for (Member& member : state_.members) member.species = species.id;
  describe(state_, breeding_.options, problem_.maximise, threads_, generation);
  generation.sigma = state_.noise.sigma;
  return generation;
}

}  // namespace neat
