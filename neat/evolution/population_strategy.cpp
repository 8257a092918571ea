#include "neat/evolution/population_strategy.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/evolution/species.hpp"

namespace neat {
namespace {

Breeding make_breeding(const StrategyOptions& options, const Problem& problem) {
  Breeding breeding{
      options, {problem.input, problem.output, problem.learns, problem.recurrent}, problem.maximise};
  breeding.options.genome = resolve(options.genome, breeding.interface);
  return breeding;
}

/// The genome as it is after its life.
std::shared_ptr<const Genome> inherit_learned(const Genome& genome, Floats learned) {
  Genome grown = genome;
  grown.parameters = std::move(learned);
  return std::make_shared<Genome>(std::move(grown));
}

/// What was spent on each line of descent of a population, by genome.
class Lines {
 public:
  explicit Lines(const std::vector<Member>& members) {
    lines_.reserve(members.size());
    for (const auto& member : members) lines_.emplace_back(member.genome->lineage.id, &member.line);
    auto young = lines_.end();  // children, in the order of their ids; before them elites, in any order
    while (young != lines_.begin() && (young == lines_.end() || std::prev(young)->first <= young->first))
      --young;
    std::stable_sort(lines_.begin(), young, by_id);
    std::inplace_merge(lines_.begin(), young, lines_.end(), by_id);
  }

  /// The line on which a genome goes on: its own where it lives again, else its first parent's; empty for a new one.
  Budget before(const Lineage& lineage) const {
    if (const Budget* own = find(lineage.id)) return *own;
    const Budget* parent = find(lineage.parents[0]);
    return parent ? *parent : Budget{};
  }

 private:
  using Line = std::pair<GenomeId, const Budget*>;
  static bool by_id(const Line& a, const Line& b) { return a.first < b.first; }

  /// The last of equals.
  const Budget* find(GenomeId id) const {
    if (lines_.empty() || id > lines_.back().first) return nullptr;  // as of every child
    const auto after = std::ranges::upper_bound(lines_, id, {}, &Line::first);
    return after != lines_.begin() && std::prev(after)->first == id ? std::prev(after)->second : nullptr;
  }

  std::vector<Line> lines_;
};

}  // namespace

PopulationStrategy::PopulationStrategy(const StrategyOptions& options, const Problem& problem,
                                       Threads& threads, NextBrood next)
    : breeding_(make_breeding(options, problem)),
      problem_(problem),
      threads_(threads),
      next_(std::move(next)),
      innovations_(first_free_node(breeding_.options.genome, breeding_.interface)) {
  state_.threshold = options.species.threshold;
  breeding_.spares = &spares_;
}

void PopulationStrategy::start_from(std::shared_ptr<const Genome> genome) {
  require_interface(*genome->topology, breeding_.interface, "the genome to start from");
  for (const auto& node : genome->topology->nodes()) innovations_.reserve(node.id, 0);
  for (const auto& gene : genome->topology->connections()) innovations_.adopt(gene);
  ancestor_ = std::move(genome);
}

void PopulationStrategy::restore(SearchState state) {
  state_ = std::move(state);
  innovations_ = Innovations(state_.innovations);
  next_genome_ = state_.next_genome;
  brood_ = {};
}

bool PopulationStrategy::is_stale() const {
  const std::uint32_t patience = breeding_.options.species.restart;
  const std::uint32_t since = std::max(state_.champion_generation, state_.last_restart);
  return patience > 0 && state_.generation - since >= patience;
}

Brood PopulationStrategy::next_brood() {
  if (!state_.evaluated) return found_population(breeding_, ancestor_, innovations_, next_genome_, threads_);
  if (!is_stale()) return next_(breeding_, state_, innovations_, next_genome_, threads_);
  return restart_population(breeding_, state_, innovations_, next_genome_, threads_);
}

EvaluationRequest PopulationStrategy::request(const Member& member, std::size_t index) const {
  EvaluationRequest request;
  request.genome = member.genome;
  request.partition = problem_.partition;
  request.learn = problem_.learns && breeding_.options.inheritance.learn;
  request.budget = request.learn ? breeding_.options.inheritance.samples : 0;
  request.seed = breeding_.options.seed;
  request.generation = brood_.generation;
  request.index = std::uint32_t(index);
  return request;
}

std::vector<EvaluationRequest> PopulationStrategy::ask() {
  brood_ = next_brood();
  std::vector<EvaluationRequest> requests;
  requests.reserve(brood_.unevaluated.size());
  for (const std::size_t i : brood_.unevaluated) requests.push_back(request(brood_.members[i], i));
  return requests;
}

void PopulationStrategy::receive(Member& member, Evaluation evaluation, Generation& generation) {
  state_.budget.add(evaluation);
  member.line.add(evaluation);
  generation.solved = generation.solved || evaluation.solved;
  generation.diverged += evaluation.status == EvaluationStatus::diverged;
  generation.lost += evaluation.status == EvaluationStatus::lost;
  generation.learning_gain += evaluation.ok() ? evaluation.learning_gain : 0;
  const bool lamarck = breeding_.options.inheritance.inherit == Inherit::lamarck;
  if (lamarck && evaluation.ok() && !evaluation.learned.empty())
    member.genome = inherit_learned(*member.genome, std::exchange(evaluation.learned, {}));
  member.evaluation = std::move(evaluation);
}

std::optional<Generation> PopulationStrategy::tell(std::vector<Evaluation> evaluations) {
  if (evaluations.size() != brood_.unevaluated.size())
    throw Error(ErrorCode::run, "strategy: " + std::to_string(evaluations.size()) + " evaluations for " +
                                    std::to_string(brood_.unevaluated.size()) +
                                    " requests; tell all that were asked");
  Generation generation;
  const Lines lines(state_.members);
  for (std::size_t k = 0; k < evaluations.size(); ++k) {
    Member& member = brood_.members[brood_.unevaluated[k]];
    member.line = lines.before(member.genome->lineage);
    receive(member, std::move(evaluations[k]), generation);
  }
  if (!evaluations.empty()) generation.learning_gain /= double(evaluations.size());
  if (brood_.restart) state_.last_restart = state_.generation;
  state_.generation = generation.number = brood_.generation;
  state_.evaluated = true;
  spares_.collect(std::exchange(state_.members, std::move(brood_.members)));
  state_.next_genome = next_genome_;
  innovations_.update(state_.innovations);
  brood_ = {};
  speciate(state_, breeding_.options, problem_.maximise, threads_);
  crown(generation);
  describe(state_, breeding_.options, problem_.maximise, threads_, generation);
  return generation;
}

/// The champion is the best member: the last champion is always among the members.
void PopulationStrategy::crown(Generation& generation) {
  const Member& best = state_.members[best_member(state_.members, problem_.maximise)];
  const bool first = !state_.champion.genome;
  generation.new_champion = first || directed_fitness(best.evaluation, problem_.maximise) >
                                         directed_fitness(state_.champion.evaluation, problem_.maximise);
  if (generation.new_champion) {
    state_.champion = best;
    state_.champion_generation = state_.generation;
  }
  for (auto& member : state_.members)
    member.evaluation.learned = {};  // of a Baldwin life, only the champion's is kept
}

}  // namespace neat
