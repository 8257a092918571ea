#include "neat/evolution/next_species.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "neat/base/math.hpp"
#include "neat/evolution/growth.hpp"
#include "neat/evolution/species.hpp"
#include "neat/genome/crossover.hpp"

namespace neat {
namespace {

constexpr std::size_t kMostFull =
    512;  // parameters: a full covariance takes n^3 multiplications a generation

std::vector<double> widened(const Floats& values) {
  return {values.begin(), values.end()};
}

TunedSpecies make_species(std::shared_ptr<const Genome> genome, double sigma, const TuningOptions& options) {
  TunedSpecies tuned;
  const std::size_t size = genome->parameters.size();
  const bool full = options.covariance == cma::Covariance::full && size <= kMostFull;
  tuned.distribution = cma::start(widened(genome->parameters), sigma,
                                  full ? cma::Covariance::full : cma::Covariance::diagonal);
  cma::State& state = tuned.distribution;
  const Floats scales = parameter_scales(*genome->topology);
  for (std::size_t i = 0; i < size; ++i)
    state.covariance[full ? i * size + i : i] = double(scales[i]) * double(scales[i]);
  tuned.species.representative = std::move(genome);
  return tuned;
}

std::shared_ptr<const Genome> anew(Genome genome, const Breeding& breeding, Random& random) {
  if (genome.topology->neurons_only())
    std::ranges::fill(genome.parameters, 0.0F);
  else
    genome.parameters = initial_parameters(*genome.topology, breeding.options.genome, random);
  return std::make_shared<const Genome>(std::move(genome));
}

std::shared_ptr<const Genome> minimal_genome(const Breeding& breeding, Innovations& innovations) {
  const auto topology = initial_topology(breeding.options.genome, breeding.interface, innovations);
  return std::make_shared<const Genome>(
      Genome{topology, Floats(topology->parameter_count(), 0.0F), breeding.options.inheritance.initial, {}});
}

double log_uniform(double lowest, double highest, Random& random) {
  if (!(lowest > 0) || lowest == highest) return lowest;
  const double low = math::log(std::min(lowest, highest)), high = math::log(std::max(lowest, highest));
  return math::exp(random.uniform(low, high));
}

/// The best of some members of the archive, which has the best first.
const Member& parent(const std::vector<Member>& archive, const TuningOptions& options, Random& random) {
  std::uint32_t place = random.below(std::uint32_t(archive.size()));
  for (std::uint32_t i = 1; i < options.tournament; ++i)
    place = std::min(place, random.below(std::uint32_t(archive.size())));
  return archive[place];
}

Genome crossed(const Member& mother, const Member& father, const Breeding& breeding, Random& random) {
  const bool swapped = directed_fitness(father.evaluation, breeding.maximise) >
                       directed_fitness(mother.evaluation, breeding.maximise);
  const Member &first = swapped ? father : mother, &second = swapped ? mother : father;
  Genome child = crossover(*first.genome, *second.genome, breeding.options.crossover, random);
  child.lineage.parents = {first.genome->lineage.id, second.genome->lineage.id};
  return child;
}

/// Calls same(place, place of the other) for every parameter of a gene that two genomes of neurons both have.
template <class Same>
void match_parameters(const Topology& a, const Topology& b, const Same& same) {
  std::size_t place = 0, other = 0;
  auto at = b.nodes().begin();
  for (const NodeGene& node : a.nodes()) {
    for (; at != b.nodes().end() && at->id < node.id; ++at) other += at->bias;
    const bool both = at != b.nodes().end() && at->id == node.id && at->bias && node.bias;
    if (both) same(place, other);
    place += node.bias;
  }
  const auto numbers = b.innovation_numbers();
  for (std::size_t i = 0; i < a.innovation_numbers().size(); ++i) {
    const auto found = std::ranges::lower_bound(numbers, a.innovation_numbers()[i]);
    if (found != numbers.end() && *found == a.innovation_numbers()[i])
      same(a.scalar_offset() + i, b.scalar_offset() + std::size_t(found - numbers.begin()));
  }
}

void inherit_steps(TunedSpecies& child, const TunedSpecies& from) {
  cma::State& to = child.distribution;
  const std::size_t n = to.size(), m = from.distribution.size();
  const bool full = to.kind == cma::Covariance::full;
  const bool from_full = from.distribution.kind == cma::Covariance::full;
  match_parameters(*child.species.representative->topology, *from.species.representative->topology,
                   [&](std::size_t i, std::size_t j) {
                     const double v = from.distribution.covariance[from_full ? j * m + j : j];
                     const double ratio = from.distribution.sigma / to.sigma;
                     to.covariance[full ? i * n + i : i] = v * ratio * ratio;
                   });
}

/// A grown child of the archive.
TunedSpecies child_species(const Breeding& breeding, const std::vector<Member>& archive,
                           const std::vector<TunedSpecies>& sleeping, double sigma, Innovations& innovations,
                           Random& random) {
  const TuningOptions& options = breeding.options.tuning;
  const Member& mother = parent(archive, options, random);
  Genome genome = *mother.genome;
  genome.lineage.parents = {genome.lineage.id, genome.lineage.id};
  if (random.chance(options.crossover))
    genome = crossed(mother, parent(archive, options, random), breeding, random);
  const Variation variation{breeding.options.genome, breeding.options.mutation, breeding.options.traits};
  const bool grows = random.chance(options.grow);
  const auto parents = genome.lineage.parents;
  Genome child = grows ? grow(genome, options, variation, innovations, random) : std::move(genome);
  child.lineage.parents = parents;
  const bool inherits = random.chance(options.inherit) && grows;
  auto start =
      inherits ? std::make_shared<const Genome>(std::move(child)) : anew(std::move(child), breeding, random);
  TunedSpecies tuned = make_species(std::move(start), sigma, options);
  const auto asleep = std::ranges::find(sleeping, mother.species, [](const auto& s) { return s.species.id; });
  if (inherits && options.inherit_steps && asleep != sleeping.end()) inherit_steps(tuned, *asleep);
  tuned.line = mother.line;
  return tuned;
}

void archive(const TunedSpecies& tuned, const Breeding& breeding, std::vector<Member>& members) {
  if (!tuned.best.genome || !tuned.best.evaluation.ok()) return;
  const auto better = [&](const Member& a, const Member& b) {
    return directed_fitness(a.evaluation, breeding.maximise) >
           directed_fitness(b.evaluation, breeding.maximise);
  };
  const auto same = [&](const Member& m) { return m.species == tuned.best.species; };
  std::erase_if(members, same);  // of a species that woke, only the newer best
  members.insert(std::ranges::upper_bound(members, tuned.best, better), tuned.best);
  if (members.size() > breeding.options.tuning.archive) members.pop_back();
}

/// Any but the last, which fell asleep just now.
TunedSpecies take_sleeper(std::vector<TunedSpecies>& sleeping, const TuningOptions& options, Random& random) {
  const std::size_t place = random.below(std::uint32_t(sleeping.size() - 1));
  TunedSpecies tuned = std::move(sleeping[place]);
  sleeping.erase(sleeping.begin() + std::ptrdiff_t(place));
  tuned.stalled = 0;
  tuned.patience *= options.patience_woken;
  return tuned;
}

/// Whether an epoch begins with a species: runs of the search that each forget the ones before, since most of those that
/// are ever going to succeed do so soon (Luby, Sinclair and Zuckerman 1993), and longer ones, for those that take long.
bool begins_epoch(const TuningOptions& options, std::uint32_t species) {
  double begin = 1, length = options.epoch;
  while (length >= 1 && begin < species) {
    begin += std::floor(length);
    length *= options.epoch_growth;
  }
  return begin == species;
}

TunedSpecies another(const Breeding& breeding, SearchState& state, Innovations& innovations, Random& random) {
  const TuningOptions& options = breeding.options.tuning;
  if (begins_epoch(options, state.next_species)) {
    state.tuning.archive.clear();
    state.tuning.sleeping.clear();
  }
  if (state.tuning.sleeping.size() > 1 && random.chance(options.wake))
    return take_sleeper(state.tuning.sleeping, options, random);
  const double sigma = log_uniform(options.sigma_lowest, options.sigma_highest, random);
  const bool restarts = random.chance(options.restart) || state.tuning.archive.empty();
  TunedSpecies tuned = restarts ? make_species(minimal_genome(breeding, innovations), sigma, options)
                                : child_species(breeding, state.tuning.archive, state.tuning.sleeping, sigma,
                                                innovations, random);
  tuned.patience = log_uniform(options.patience, options.patience_highest, random);
  tuned.species.id = state.next_species++;
  tuned.species.born = tuned.species.improved = state.generation + 1;
  return tuned;
}

}  // namespace

TunedSpecies first_species(const Breeding& breeding, const std::shared_ptr<const Genome>& ancestor,
                           Innovations& innovations) {
  const auto genome = ancestor ? ancestor : minimal_genome(breeding, innovations);
  TunedSpecies tuned = make_species(genome, breeding.options.tuning.sigma, breeding.options.tuning);
  tuned.patience = breeding.options.tuning.patience;
  return tuned;
}

std::size_t lambda_of(const TuningOptions& options, std::size_t size) {
  return std::max<std::size_t>(2, options.lambda == 0 ? cma::default_lambda(size) : options.lambda);
}

bool is_stale(const TunedSpecies& tuned, const TuningOptions& options, bool learns) {
  const auto size =
      learns ? 0 : double(tuned.distribution.size());  // what gradients tune is not slower for its size
  const double more = options.patience_size * size / double(lambda_of(options, tuned.distribution.size()));
  return tuned.stalled > 0 && double(tuned.stalled) >= tuned.patience + more;
}

void replace(TunedSpecies& tuned, const Breeding& breeding, SearchState& state, Innovations& innovations,
             Random& random) {
  archive(tuned, breeding, state.tuning.archive);
  state.tuning.sleeping.push_back(std::move(tuned));
  tuned = another(breeding, state, innovations, random);
  if (state.tuning.sleeping.size() > breeding.options.tuning.sleepers)
    state.tuning.sleeping.erase(state.tuning.sleeping.begin());
}

}  // namespace neat
