#include "neat/evolution/tuned_strategy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "neat/evolution/ask_tell.hpp"
#include "neat/evolution/next_species.hpp"
#include "neat/evolution/species.hpp"

namespace neat {
namespace {

constexpr double kLargest = 1e6;  // of a weight: far beyond what matters, far from what overflows

/// As floats, which is what is evaluated, and hence what the distribution is told of.
Floats narrowed(std::vector<double>& x) {
  Floats values(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    values[i] = float(std::clamp(x[i], -kLargest, kLargest));
    x[i] = double(values[i]);
  }
  return values;
}

bool is_progress(double fitness, double before, double gain) {
  if (!std::isfinite(before)) return fitness > before;
  return fitness > before && fitness - before > gain * std::fabs(before);
}

}  // namespace

TunedStrategy::TunedStrategy(const StrategyOptions& options, const Problem& problem, Threads& threads)
    : breeding_(make_breeding(options, problem)),
      problem_(problem),
      threads_(threads),
      innovations_(first_free_node(breeding_.options.genome, breeding_.interface)) {}

void TunedStrategy::start_from(std::shared_ptr<const Genome> genome) {
  adopt_ancestor(*genome, breeding_, innovations_);
  ancestor_ = std::move(genome);
}

void TunedStrategy::restore(SearchState state) {
  state_ = std::move(state);
  innovations_ = Innovations(state_.innovations);
  next_genome_ = state_.next_genome;
  brood_.clear();
}

/// Side by side at the start: the same minimal topology, each with its own draws.
void TunedStrategy::found() {
  state_.tuning.active.clear();
  state_.next_species = 1;
  for (std::uint32_t i = 0; i < breeding_.options.tuning.species; ++i) {
    state_.tuning.active.push_back(first_species(breeding_, ancestor_, innovations_));
    state_.tuning.active.back().species.id = state_.next_species++;
  }
}

void TunedStrategy::draw() {
  brood_.clear(), drawn_.clear();
  next_genome_ = state_.next_genome;
  for (const TunedSpecies& tuned : state_.tuning.active) {
    const cma::Sampler sampler(tuned.distribution);
    const Genome& like = tuned.best.genome ? *tuned.best.genome : *tuned.species.representative;
    const auto parents =
        tuned.best.genome ? std::array{like.lineage.id, like.lineage.id} : like.lineage.parents;
    const std::size_t lambda = lambda_of(breeding_.options.tuning, tuned.distribution.size());
    for (std::size_t k = 0; k < lambda; ++k) {
      Random random(breeding_.options.seed, Purpose::tuning, generation_, std::uint32_t(brood_.size()));
      drawn_.push_back(sampler.draw(random));
      Genome genome{
          like.topology, narrowed(drawn_.back()), like.traits, {next_genome_++, parents, generation_}};
      Member& member = brood_.emplace_back();
      member.genome = std::make_shared<const Genome>(std::move(genome));
      member.species = tuned.species.id;
    }
  }
}

std::vector<EvaluationRequest> TunedStrategy::ask() {
  if (!state_.evaluated) found();
  generation_ = state_.evaluated ? state_.generation + 1 : 0;
  draw();
  std::vector<EvaluationRequest> requests;
  for (std::size_t i = 0; i < brood_.size(); ++i)
    requests.push_back(request_of(breeding_, problem_, brood_[i], generation_, i));
  return requests;
}

std::optional<Generation> TunedStrategy::tell(std::vector<Evaluation> evaluations) {
  require_all_told(evaluations.size(), brood_.size());
  Generation generation;
  for (std::size_t k = 0; k < evaluations.size(); ++k)
    receive(brood_[k], std::move(evaluations[k]), breeding_.options.inheritance, state_, generation);
  if (!evaluations.empty()) generation.learning_gain /= double(evaluations.size());
  state_.generation = generation.number = generation_;
  state_.evaluated = true;
  state_.members = std::move(brood_);
  state_.next_genome = next_genome_;
  std::size_t first = 0;
  for (TunedSpecies& tuned : state_.tuning.active) {
    update(tuned, first);
    first += lambda_of(breeding_.options.tuning, tuned.distribution.size());
  }
  crown(state_, problem_.maximise, generation);
  describe_species(generation);
  replace_stale();
  innovations_.update(state_.innovations);
  return generation;
}

/// Tells the distribution which of its draws were good, and the species whether that was progress.
void TunedStrategy::update(TunedSpecies& tuned, std::size_t first) {
  const std::size_t lambda = lambda_of(breeding_.options.tuning, tuned.distribution.size());
  const auto members = std::span(state_.members).subspan(first, lambda);
  const auto fitness = [&](std::size_t k) {
    return directed_fitness(members[k].evaluation, problem_.maximise);
  };
  for (const Member& member : members) tuned.line.add(member.evaluation);
  for (Member& member : members) member.line = tuned.line;
  std::vector<std::size_t> order(lambda);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return fitness(a) > fitness(b); });
  std::vector<std::vector<double>> ranked;
  for (const std::size_t k : order)
    ranked.emplace_back(members[k].genome->parameters.begin(), members[k].genome->parameters.end());
  const TuningOptions& options = breeding_.options.tuning;
  cma::update(tuned.distribution, ranked, {.sigma_floor = options.sigma_floor});
  note_progress(tuned, members[order.front()]);
}

/// A species remembers its best member, whether or not that is progress.
void TunedStrategy::note_progress(TunedSpecies& tuned, const Member& best) {
  const double fitness = directed_fitness(best.evaluation, problem_.maximise);
  const double last = problem_.maximise ? tuned.species.best_fitness : -tuned.species.best_fitness;
  const bool first = !tuned.best.genome;
  ++tuned.stalled;
  if (first || is_progress(fitness, last, breeding_.options.tuning.gain)) {
    tuned.stalled = 0;
    tuned.species.improved = state_.generation;
    tuned.species.best_fitness = best.evaluation.ok() ? best.evaluation.fitness() : worst();
  }
  if (!first && fitness <= directed_fitness(tuned.best.evaluation, problem_.maximise)) return;
  tuned.best = best;
  tuned.species.representative = best.genome;
}

double TunedStrategy::worst() const {
  const double infinity = std::numeric_limits<double>::infinity();
  return problem_.maximise ? -infinity : infinity;
}

void TunedStrategy::replace_stale() {
  const TuningOptions& options = breeding_.options.tuning;
  for (std::size_t i = 0; i < state_.tuning.active.size(); ++i) {
    TunedSpecies& tuned = state_.tuning.active[i];
    if (!is_stale(tuned, options, problem_.learns && breeding_.options.inheritance.learn)) continue;
    Random random(breeding_.options.seed, Purpose::next_species, state_.generation, std::uint32_t(i));
    replace(tuned, breeding_, state_, innovations_, random);
  }
}

void TunedStrategy::describe_species(Generation& generation) {
  state_.species.clear();
  double steps = 0;
  for (const TunedSpecies& tuned : state_.tuning.active) {
    state_.species.push_back(tuned.species);
    steps += cma::mean_step(tuned.distribution);
  }
  std::ranges::sort(state_.species, {}, &Species::id);
  describe(state_, breeding_.options, problem_.maximise, threads_, generation);
  generation.sigma = steps / double(state_.tuning.active.size());
}

}  // namespace neat
