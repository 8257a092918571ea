#include "doctor/species_trial.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "neat/base/random.hpp"
#include "neat/genome/distance.hpp"
#include "neat/genome/initial.hpp"

namespace neat::app {
namespace {

constexpr int kGenerations = 5, kTrials = 10;
constexpr std::uint32_t kMostGenomes = 200;
constexpr double kMostBytes = 50e6;  // of the population

/// Distances between all genomes, [n x n].
class Distances {
 public:
  Distances(const std::vector<Member>& members, const DistanceOptions& options, Threads& threads)
      : size_(members.size()), values_(size_ * size_, 0) {
    threads.for_each(size_, [&](std::size_t i, unsigned) {
      for (std::size_t j = 0; j < size_; ++j)
        values_[i * size_ + j] = distance(*members[i].genome, *members[j].genome, options);
    });
  }

  double largest() const { return *std::max_element(values_.begin(), values_.end()); }

  /// Each genome joins the first leader that is nearer than the threshold, or leads.
  std::size_t species(double threshold) const {
    std::vector<std::size_t> leaders;
    for (std::size_t i = 0; i < size_; ++i) {
      const auto near = [&](std::size_t leader) { return values_[i * size_ + leader] < threshold; };
      if (std::none_of(leaders.begin(), leaders.end(), near)) leaders.push_back(i);
    }
    return leaders.size();
  }

 private:
  std::size_t size_;
  std::vector<double> values_;
};

/// By halving: fewer species with a larger threshold.
double fitting_threshold(const Distances& distances, std::size_t target) {
  double low = 0, high = distances.largest() * 1.01;
  if (!(high > 0)) return 0;
  for (int i = 0; i < 30; ++i) {
    const double middle = (low + high) / 2;
    (distances.species(middle) > target ? low : high) = middle;
  }
  return high;
}

std::uint32_t trial_size(const StrategyOptions& options, const Problem& problem) {
  const Interface interface { problem.input, problem.output, problem.learns, problem.recurrent };
  const GenomeOptions genome = resolve(options.genome, interface);
  Innovations innovations(first_free_node(genome, interface));
  const auto topology = initial_topology(genome, interface, innovations);
  const double bytes = double(topology->parameter_count() * sizeof(float)) + 1;
  const double most = std::min<double>(kMostGenomes, kMostBytes / bytes);
  return static_cast<std::uint32_t>(std::clamp<double>(options.population.size, 2, std::max(10.0, most)));
}

void live_generation(Strategy& strategy) {
  std::optional<Generation> finished;
  while (!finished) {
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy.ask()) {
      Random random(request.seed, Purpose::task, request.generation, request.index);
      evaluations.emplace_back().objectives = {random.normal()};
    }
    finished = strategy.tell(std::move(evaluations));
  }
}

struct Grown {
  std::size_t first = 0, later = 0;
  std::vector<Member> members;
};

Grown grown(const StrategyOptions& options, const Problem& problem, Threads& threads) {
  const auto strategy = make_strategy(options, problem, threads);
  live_generation(*strategy);
  Grown grown;
  grown.first = strategy->state().species.size();
  for (int i = 0; i < kGenerations; ++i) live_generation(*strategy);
  grown.later = strategy->state().species.size();
  grown.members = strategy->state().members;
  return grown;
}

bool fits(std::size_t species, std::size_t target) {
  return 2 * species >= target && species <= 2 * target;
}

/// How genomes grow depends on the species they have, so thresholds are tried, the first by distances alone.
double searched_threshold(StrategyOptions options, const Problem& problem, double threshold,
                          Threads& threads) {
  const std::size_t target = options.species.target;
  options.species.threshold_step = 0;
  double low = 0, high = 0;  // 0: not known yet
  for (int i = 0; i < kTrials && threshold > 0; ++i) {
    options.species.threshold = threshold;
    const std::size_t found = grown(options, problem, threads).later;
    if (fits(found, target)) break;
    (found > target ? low : high) = threshold;
    if (low > 0 && high > 0) threshold = std::sqrt(low * high);
    if (high == 0) threshold = 2 * low;
    if (low == 0) threshold = high / 2;
  }
  return threshold;
}

}  // namespace

SpeciesTrial try_species(StrategyOptions options, const Problem& problem, Threads& threads) {
  options.population.size = std::min(options.population.size, trial_size(options, problem));
  const Grown given = grown(options, problem, threads);
  SpeciesTrial trial{given.members.size(), given.first, given.later, options.species.threshold};
  if (fits(given.later, options.species.target)) return trial;
  const Distances distances(given.members, options.distance, threads);
  const double guess = fitting_threshold(distances, options.species.target);
  trial.suggested = searched_threshold(options, problem, guess, threads);
  return trial;
}

}  // namespace neat::app
