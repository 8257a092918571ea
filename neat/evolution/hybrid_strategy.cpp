#include "neat/evolution/hybrid_strategy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/evolution/ask_tell.hpp"
#include "neat/evolution/children.hpp"
#include "neat/evolution/species.hpp"
#include "neat/evolution/step_size.hpp"
#include "neat/genome/distance.hpp"
#include "neat/genome/mutation.hpp"

namespace neat {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kBirths = std::size_t{1}
                                << 30;  // their requests draw other random numbers than lives do

void require_sound(const NoiseOptions& noise) {
  if (noise.shares.size() > noise.scales.size())
    throw Error(ErrorCode::config, "noise.shares: there are " + std::to_string(noise.shares.size()) +
                                       " for " + std::to_string(noise.scales.size()) +
                                       " scales; give one for each of noise.scales, or none");
  if (noise.lowest > noise.highest)
    throw Error(ErrorCode::config, "noise.lowest is above noise.highest; no step size lies between them");
}

void advance(std::span<float> values, const Floats& path, double amount) {
  if (path.size() != values.size()) return;  // its structure is not the path's
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += float(amount * double(path[i]));
}

}  // namespace

HybridStrategy::HybridStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads)
    : breeding_(make_breeding(options, problem)),
      problem_(problem),
      threads_(threads),
      innovations_(first_free_node(breeding_.options.genome, breeding_.interface)) {
  require_sound(options.noise);
  FusionKind& kind = breeding_.options.fusion.kind;
  if (options.strategy == "fusion" && kind == FusionKind::none) kind = FusionKind::weighted;
  state_.threshold = options.species.threshold;
  state_.noise = first_noise(options.noise);
}

void HybridStrategy::start_from(std::shared_ptr<const Genome> genome) {
  adopt_ancestor(*genome, breeding_, innovations_);
  ancestor_ = std::move(genome);
}

void HybridStrategy::restore(SearchState state) {
  state_ = std::move(state);
  innovations_ = Innovations(state_.innovations);
  next_genome_ = state_.next_genome;
  brood_ = {};
  round_ = Round::births;
}

void HybridStrategy::breed() {
  const StrategyOptions& options = breeding_.options;
  if (!state_.evaluated)
    state_.noise.parents = first_parents(breeding_, ancestor_, options.parents.count, innovations_);
  const std::vector<Member>& parents = state_.noise.parents;
  brood_ = {state_.evaluated ? state_.generation + 1 : 0, {}, {}, false};
  if (options.parents.plus && state_.evaluated) {
    const std::size_t stay = std::min<std::size_t>(parents.size(), options.population.size - 1);
    brood_.members.assign(parents.begin(), parents.begin() + std::ptrdiff_t(stay));
  }
  const std::size_t children = options.population.size - brood_.members.size();
  origins_ = origins(options.parents, state_.noise.shares, parents.size(), children);
  const Variation variation{options.genome, options.mutation, options.traits};
  const auto breed = [&](std::size_t i, Child& child) {
    const Genome& parent = *parents[origins_[i].parent].genome;
    Random random(options.seed, Purpose::breeding, brood_.generation, std::uint32_t(i));
    *child.genome = parent;
    child.genome->lineage.parents = {parent.lineage.id, parent.lineage.id};
    child.genome->traits.learning_rate *= annealed(options.inheritance, brood_.generation) /
                                          annealed(options.inheritance, parent.lineage.birth);
    if (origins_[i].scale == kUnmutated) return;
    const double scale = options.noise.scales[origins_[i].scale];
    add_noise(*child.genome, scale * state_.noise.sigma, options.noise, random,
              focus(*parent.topology, options.noise, brood_.generation));
    if (origins_[i].parent == 0) advance(child.genome->parameters, state_.noise.path, options.noise.path);
    if (options.traits.evolve && random.chance(options.mutation.traits))
      mutate_traits(child.genome->traits, options.traits, random);
    if (auto structure = mutate_structure(*child.genome, variation, random))
      child.draft = std::make_unique<Draft>(std::move(*structure));
  };
  append_children(brood_, children, breed, nullptr, innovations_, next_genome_, threads_);
  for (std::size_t i = 0; i < children; ++i)
    brood_.members[brood_.unevaluated[i]].line = parents[origins_[i].parent].line;
}

EvaluationRequest HybridStrategy::request(const Member& member, std::size_t index, bool learn) const {
  if (learn && breeding_.options.parents.common) index = 0;
  EvaluationRequest request = request_of(breeding_, problem_, member, brood_.generation, index);
  request.learn = learn;
  if (!learn) request.budget = 0;
  return request;
}

std::vector<EvaluationRequest> HybridStrategy::requests_of_children(bool learn) const {
  std::vector<EvaluationRequest> requests;
  const std::size_t first = round_ == Round::births ? kBirths : 0;
  for (const std::size_t i : brood_.unevaluated)
    requests.push_back(request(brood_.members[i], first + i, learn));
  return requests;
}

std::vector<EvaluationRequest> HybridStrategy::ask() {
  if (round_ == Round::fusions) return {request(*proposed_, brood_.members.size() + fusions_.size(), false)};
  if (brood_.members.empty()) {
    breed();
    births_.clear(), lives_.clear(), fusions_.clear();
    proposed_.reset();
    fusing_ = {};
    const bool births =
        breeding_.options.parents.birth || breeding_.options.noise.control == StepControl::gain;
    round_ = births && learns() ? Round::births : Round::lives;
  }
  return requests_of_children(round_ == Round::lives && learns());
}

std::optional<Generation> HybridStrategy::tell(std::vector<Evaluation> evaluations) {
  require_all_told(evaluations.size(), round_ == Round::fusions ? 1 : brood_.unevaluated.size());
  if (round_ == Round::births) {
    births_ = std::move(evaluations);
    round_ = Round::lives;
    return std::nullopt;
  }
  if (round_ == Round::lives) {
    end_lives(std::move(evaluations));
  } else {
    judge_fusion(std::move(evaluations.front()));
  }
  if (!propose_fusion()) return finish();
  round_ = Round::fusions;
  return std::nullopt;
}

double HybridStrategy::fitness(const Member& member) const {
  return directed_fitness(member.evaluation, problem_.maximise);
}

/// Children take what they learned; what they cost is counted when the generation is complete.
void HybridStrategy::end_lives(std::vector<Evaluation> evaluations) {
  lives_ = std::move(evaluations);
  SearchState ignored;
  Generation uncounted;
  for (std::size_t k = 0; k < lives_.size(); ++k) {
    Member& member = brood_.members[brood_.unevaluated[k]];
    if (!births_.empty()) member.line.add(births_[k]);
    receive(member, lives_[k], breeding_.options.inheritance, ignored, uncounted);
  }
  if (brood_.generation >= breeding_.options.fusion.from) begin_fusing();
}

/// Members of another species than the best one's take no part.
void HybridStrategy::begin_fusing() {
  std::vector<const Member*> members;
  for (const std::size_t i : ranked()) {
    const Member& member = brood_.members[i];
    const Genome& best = members.empty() ? *member.genome : *members.front()->genome;
    if (distance(*member.genome, best, breeding_.options.distance) < state_.threshold)
      members.push_back(&member);
  }
  fusing_ = Fusing(breeding_.options.fusion, std::move(members), breeding_.options.parents.count,
                   problem_.maximise);
}

/// Members that are ok, best first.
std::vector<std::size_t> HybridStrategy::ranked() const {
  std::vector<std::size_t> order(brood_.members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return !brood_.members[i].evaluation.ok(); });
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return fitness(brood_.members[a]) > fitness(brood_.members[b]);
  });
  return order;
}

bool HybridStrategy::propose_fusion() {
  proposed_ = fusing_.propose(next_genome_, brood_.generation);
  if (proposed_) ++next_genome_;
  return proposed_.has_value();
}

void HybridStrategy::judge_fusion(Evaluation evaluation) {
  fusions_.push_back(evaluation);
  proposed_->line.add(evaluation);
  proposed_->evaluation = std::move(evaluation);
  fusing_.judge(std::move(*proposed_));
}

void HybridStrategy::count(const Evaluation& evaluation, Generation& generation) {
  state_.budget.add(evaluation);
  generation.solved = generation.solved || evaluation.solved;
  generation.diverged += evaluation.status == EvaluationStatus::diverged;
  generation.lost += evaluation.status == EvaluationStatus::lost;
}

/// Fitness before learning: of all, and of the child that is best after it.
void HybridStrategy::describe_births(Generation& generation) const {
  if (births_.empty()) return;
  double sum = 0, best = -std::numeric_limits<double>::infinity();
  std::size_t count = 0;
  for (std::size_t k = 0; k < births_.size(); ++k) {
    if (!births_[k].ok()) continue;
    sum += births_[k].fitness();
    ++count;
    const double life = directed_fitness(lives_[k], problem_.maximise);
    if (life > best) best = life, generation.best_birth_fitness = births_[k].fitness();
  }
  if (count > 0) generation.birth_fitness = sum / double(count);
}

Generation HybridStrategy::finish() {
  Generation generation;
  for (const auto* round : {&births_, &lives_, &fusions_})
    for (const Evaluation& evaluation : *round) count(evaluation, generation);
  for (const Evaluation& life : lives_)
    generation.learning_gain += life.ok() ? life.learning_gain / double(lives_.size()) : 0;
  describe_births(generation);
  std::vector<Outcome> outcomes;
  for (std::size_t k = 0; k < lives_.size(); ++k)
    outcomes.push_back({origins_[k].scale, directed_fitness(lives_[k], problem_.maximise),
                        births_.empty() ? kNone : directed_fitness(births_[k], problem_.maximise)});
  state_.generation = generation.number = brood_.generation;
  state_.evaluated = true;
  choose_parents();
  state_.members = std::move(brood_.members);
  for (const Member& fused : fusing_.kept()) state_.members.push_back(fused);
  state_.next_genome = next_genome_;
  innovations_.update(state_.innovations);
  brood_ = {};
  round_ = Round::births;
  adapt_noise(state_.noise, breeding_.options.noise, outcomes);
  const auto ok = [](const Member& member) { return member.evaluation.ok(); };
  if (breeding_.options.parents.latest && std::ranges::any_of(state_.members, ok)) state_.champion = {};
  crown(state_, problem_.maximise, generation);
  describe_parents(generation);
  return generation;
}

/// Where no evaluation is ok, the parents stay.
void HybridStrategy::choose_parents() {
  const std::vector<Member> before = state_.noise.parents;
  std::vector<Member> parents;
  const std::size_t count = breeding_.options.parents.count;
  for (const Member& fused : fusing_.kept())
    if (parents.size() < count) parents.push_back(fused);
  for (const std::size_t i : ranked())
    if (parents.size() < count) parents.push_back(brood_.members[i]);
  if (parents.empty()) return;
  for (Member& parent : parents) parent.evaluation.learned = {};
  state_.noise.parents = std::move(parents);
  follow_path(before);
}

/// p <- memory p + (1 - memory) (new - old), of the first parent, as long as its structure stays.
void HybridStrategy::follow_path(const std::vector<Member>& before) {
  const NoiseOptions& options = breeding_.options.noise;
  Floats& path = state_.noise.path;
  const Genome &now = *state_.noise.parents.front().genome, &old = *before.front().genome;
  if (options.path == 0 || now.topology != old.topology) return path.clear();
  path.resize(now.parameters.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const double step = double(now.parameters[i]) - double(old.parameters[i]);
    path[i] = float(options.path_memory * double(path[i]) + (1 - options.path_memory) * step);
  }
}

/// All members are one species, whose representative is the first parent.
void HybridStrategy::describe_parents(Generation& generation) {
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
}

}  // namespace neat
