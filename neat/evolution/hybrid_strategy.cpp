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
#include "neat/evolution/fusion.hpp"
#include "neat/evolution/species.hpp"
#include "neat/evolution/step_size.hpp"
#include "neat/genome/mutation.hpp"

namespace neat {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Goes on with another's line of descent.
Member heir(const Member& of, std::shared_ptr<const Genome> genome) {
  Member member;
  member.genome = std::move(genome);
  member.line = of.line;
  return member;
}

/// Of the first rate of lives, what is left in a generation.
double annealed(std::uint32_t anneal, std::uint32_t generation) {
  constexpr double kLast = 0.01;
  return anneal == 0 ? 1 : std::max(1 - double(generation) / double(anneal), kLast);
}

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

std::vector<Member> HybridStrategy::first_parents() {
  std::vector<Member> parents(breeding_.options.parents.count);
  const auto topology =
      ancestor_ ? nullptr : initial_topology(breeding_.options.genome, breeding_.interface, innovations_);
  for (std::size_t p = 0; p < parents.size(); ++p) {
    parents[p].genome = ancestor_;
    if (ancestor_) continue;
    Random random(breeding_.options.seed, Purpose::initial_genome, 0, std::uint32_t(p));
    Genome genome{topology,
                  initial_parameters(*topology, breeding_.options.genome, random),
                  breeding_.options.inheritance.initial,
                  {}};
    parents[p].genome = std::make_shared<const Genome>(std::move(genome));
  }
  return parents;
}

void HybridStrategy::breed() {
  const StrategyOptions& options = breeding_.options;
  if (!state_.evaluated) state_.noise.parents = first_parents();
  const std::vector<Member>& parents = state_.noise.parents;
  brood_ = {state_.evaluated ? state_.generation + 1 : 0, {}, {}, false};
  if (options.parents.plus && state_.evaluated) {
    const std::size_t stay = std::min<std::size_t>(parents.size(), options.population.size - 1);
    brood_.members.assign(parents.begin(), parents.begin() + std::ptrdiff_t(stay));
  }
  const std::size_t children = options.population.size - brood_.members.size();
  origins_ = origins(options.parents, state_.noise.shares, parents.size(), children);
  const Variation variation{options.genome, options.mutation, options.traits};
  const std::uint32_t anneal = options.inheritance.anneal;
  const auto breed = [&](std::size_t i, Child& child) {
    const Genome& parent = *parents[origins_[i].parent].genome;
    Random random(options.seed, Purpose::breeding, brood_.generation, std::uint32_t(i));
    *child.genome = parent;
    child.genome->lineage.parents = {parent.lineage.id, parent.lineage.id};
    child.genome->traits.learning_rate *=
        annealed(anneal, brood_.generation) / annealed(anneal, parent.lineage.birth);
    if (origins_[i].scale == kUnmutated) return;
    const double scale = options.noise.scales[origins_[i].scale];
    add_noise(*child.genome, scale * state_.noise.sigma, options.noise, random);
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
  EvaluationRequest request = request_of(breeding_, problem_, member, brood_.generation, index);
  request.learn = learn;
  if (!learn) request.budget = 0;
  return request;
}

std::vector<EvaluationRequest> HybridStrategy::requests_of_children(bool learn) const {
  std::vector<EvaluationRequest> requests;
  for (const std::size_t i : brood_.unevaluated) requests.push_back(request(brood_.members[i], i, learn));
  return requests;
}

std::vector<EvaluationRequest> HybridStrategy::ask() {
  if (round_ == Round::fusions) return {request(*proposed_, brood_.members.size() + fusions_.size(), false)};
  if (brood_.members.empty()) {
    breed();
    births_.clear(), lives_.clear(), fusions_.clear();
    ingredients_.clear(), kept_.clear();
    tried_ = 0;
    proposed_.reset(), fused_.reset();
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
  const FusionOptions& fusion = breeding_.options.fusion;
  if (fusion.kind == FusionKind::none || brood_.generation < fusion.from) return;
  ingredients_ = ranked();
  if (fusion.members > 0 && ingredients_.size() > fusion.members) ingredients_.resize(fusion.members);
  if (ingredients_.size() < 2) return ingredients_.clear();
  kept_ = {ingredients_.front()};
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
  const FusionOptions& options = breeding_.options.fusion;
  const bool greedy = options.kind == FusionKind::greedy;
  if (ingredients_.empty() || tried_ + 1 >= (greedy ? ingredients_.size() : std::size_t{2})) return false;
  ++tried_;
  std::vector<std::size_t> mixed = ingredients_;
  if (greedy) mixed = kept_, mixed.push_back(ingredients_[tried_]);
  std::vector<const Genome*> genomes;
  std::vector<double> values;
  for (const std::size_t i : mixed) {
    genomes.push_back(brood_.members[i].genome.get());
    values.push_back(fitness(brood_.members[i]));
  }
  const auto weights = options.kind == FusionKind::weighted ? fusion_weights(values, options.effective)
                                                            : std::vector<double>(values.size(), 1);
  Genome genome = fuse(genomes, weights);
  genome.lineage = {next_genome_++, {genomes[0]->lineage.id, genomes[1]->lineage.id}, brood_.generation};
  proposed_ = heir(brood_.members[mixed.front()], std::make_shared<const Genome>(std::move(genome)));
  return true;
}

void HybridStrategy::judge_fusion(Evaluation evaluation) {
  const FusionOptions& options = breeding_.options.fusion;
  fusions_.push_back(evaluation);
  Member member = std::move(*proposed_);
  proposed_.reset();
  member.line.add(evaluation);
  member.evaluation = std::move(evaluation);
  if (!member.evaluation.ok()) return;
  const bool greedy = options.kind == FusionKind::greedy;
  const Member& rival = greedy && fused_ ? *fused_ : brood_.members[ingredients_.front()];
  if ((greedy || options.guard) && fitness(member) < fitness(rival) - (options.guard ? options.margin : 0))
    return;
  if (greedy) kept_.push_back(ingredients_[tried_]);
  fused_ = std::move(member);
}

void HybridStrategy::count(const Evaluation& evaluation, Generation& generation) {
  state_.budget.add(evaluation);
  generation.solved = generation.solved || evaluation.solved;
  generation.diverged += evaluation.status == EvaluationStatus::diverged;
  generation.lost += evaluation.status == EvaluationStatus::lost;
}

Generation HybridStrategy::finish() {
  Generation generation;
  for (const auto* round : {&births_, &lives_, &fusions_})
    for (const Evaluation& evaluation : *round) count(evaluation, generation);
  for (const Evaluation& life : lives_)
    generation.learning_gain += life.ok() ? life.learning_gain / double(lives_.size()) : 0;
  std::vector<Outcome> outcomes;
  for (std::size_t k = 0; k < lives_.size(); ++k)
    outcomes.push_back({origins_[k].scale, directed_fitness(lives_[k], problem_.maximise),
                        births_.empty() ? kNone : directed_fitness(births_[k], problem_.maximise)});
  state_.generation = generation.number = brood_.generation;
  state_.evaluated = true;
  choose_parents();
  state_.members = std::move(brood_.members);
  if (fused_) state_.members.push_back(*fused_);
  state_.next_genome = next_genome_;
  innovations_.update(state_.innovations);
  brood_ = {};
  round_ = Round::births;
  adapt_noise(state_.noise, breeding_.options.noise, outcomes);
  if (breeding_.options.parents.latest) state_.champion = {};
  crown(state_, problem_.maximise, generation);
  describe_parents(generation);
  return generation;
}

/// Where no evaluation is ok, the parents stay.
void HybridStrategy::choose_parents() {
  const std::vector<Member> before = state_.noise.parents;
  std::vector<Member> parents;
  if (fused_) parents.push_back(*fused_);
  for (const std::size_t i : ranked())
    if (parents.size() < breeding_.options.parents.count) parents.push_back(brood_.members[i]);
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
