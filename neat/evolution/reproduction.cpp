#include "neat/evolution/reproduction.hpp"

#include <memory>
#include <utility>

#include "neat/base/math.hpp"
#include "neat/base/random.hpp"
#include "neat/evolution/children.hpp"
#include "neat/evolution/pareto.hpp"
#include "neat/evolution/selection.hpp"
#include "neat/evolution/species.hpp"
#include "neat/genome/crossover.hpp"
#include "neat/genome/mutation.hpp"

namespace neat {
namespace {

Variation variation(const Breeding& breeding) {
  return {breeding.options.genome, breeding.options.mutation, breeding.options.traits};
}

/// Phased search: after so many generations that complexify come those that simplify, over and over.
bool simplifies(const MutationOptions& options, std::uint32_t generation) {
  if (options.simplify == 0) return false;
  return generation % (std::uint64_t{options.complexify} + options.simplify) >= options.complexify;
}

Variation variation_in(const Breeding& breeding, std::uint32_t generation) {
  Variation varied = variation(breeding);
  if (simplifies(varied.mutation, generation)) varied.mutation = simplifying(varied.mutation);
  return varied;
}

/// Structure or values; a child that must change has other values where it has no other structure.
void mutate_either(Child& child, const Variation& v, bool must_change, Random& random) {
  if (auto structure = mutate_structure(*child.genome, v, random))
    child.draft = std::make_unique<Draft>(std::move(*structure));
  else if (random.chance(v.mutation.weights) || (must_change && v.mutation.weights > 0))
    mutate_parameters(*child.genome, v, random);
}

/// Values change before structure, so that a new gene keeps the values its mutation chose.
void mutate(Child& child, const Variation& v, bool must_change, Random& random) {
  Genome& genome = *child.genome;
  if (v.traits.evolve && random.chance(v.mutation.traits)) mutate_traits(genome.traits, v.traits, random);
  if (v.mutation.exclusive) return mutate_either(child, v, must_change, random);
  const bool values = random.chance(v.mutation.weights);
  if (values) mutate_parameters(genome, v, random);
  if (auto structure = mutate_structure(genome, v, random))
    child.draft = std::make_unique<Draft>(std::move(*structure));
  else if (!values && must_change && v.mutation.weights > 0)
    mutate_parameters(genome, v, random);
}

Genome fresh_genome(const Breeding& breeding, const std::shared_ptr<const Topology>& topology,
                    std::uint32_t generation, std::size_t index) {
  Random random(breeding.options.seed, Purpose::initial_genome, generation, std::uint32_t(index));
  const auto own = breeding.options.genome.start_random
                       ? random_part(*topology, breeding.options.genome, random)
                       : topology;
  return {own,
          initial_parameters(*own, breeding.options.genome, random),
          breeding.options.inheritance.initial,
          {}};
}

/// The child becomes a copy of the parent.
void descend(Child& child, const Genome& parent, GenomeId other) {
  *child.genome = parent;
  child.genome->lineage.parents = {parent.lineage.id, other};
}

/// Chooses parents for one child and breeds it. Everything it draws comes from the child's own streams.
class Breeder {
 public:
  Breeder(const Breeding& breeding, const SearchState& state, std::vector<SpeciesShare> shares)
      : breeding_(breeding),
        variation_(variation_in(breeding, state.generation + 1)),
        state_(state),
        shares_(std::move(shares)) {
    for (std::size_t s = 0; s < shares_.size(); ++s)
      children_.insert(children_.end(), shares_[s].offspring - shares_[s].elites, s);
  }

  std::size_t children() const { return children_.size(); }
  const std::vector<SpeciesShare>& shares() const { return shares_; }

  void breed(std::size_t index, Child& child) const {
    const std::uint32_t generation = state_.generation + 1;
    Random choice(breeding_.options.seed, Purpose::selection, generation, std::uint32_t(index));
    Random random(breeding_.options.seed, Purpose::breeding, generation, std::uint32_t(index));
    const Member& mother = parent(shares_[children_[index]], choice);
    if (!choice.chance(breeding_.options.crossover.probability)) return mutate_clone(child, mother, random);
    const Member& father = mate(children_[index], choice);
    if (mother.genome == father.genome) return mutate_clone(child, mother, random);
    const bool swapped = father_is_fitter(mother, father, choice);
    const Member& first = swapped ? father : mother;
    const Member& second = swapped ? mother : father;
    descend(child, *first.genome, second.genome->lineage.id);
    crossover_into(*child.genome, *second.genome, breeding_.options.crossover, random);
    mutate(child, variation_, false, random);
  }

 private:
  void mutate_clone(Child& child, const Member& mother, Random& random) const {
    descend(child, *mother.genome, mother.genome->lineage.id);
    mutate(child, variation_, true, random);
  }
  const Member& parent(const SpeciesShare& share, Random& choice) const {
    return state_.members[share.ranked[choice.below(std::uint32_t(share.parents))]];
  }
  const Member& mate(std::size_t share, Random& choice) const {
    const bool other = choice.chance(breeding_.options.crossover.interspecies);
    const std::size_t from = other ? choice.below(std::uint32_t(shares_.size())) : share;
    return parent(shares_[from], choice);
  }
  bool father_is_fitter(const Member& mother, const Member& father, Random& choice) const {
    const double m = directed_fitness(mother.evaluation, breeding_.maximise);
    const double f = directed_fitness(father.evaluation, breeding_.maximise);
    const bool on_tie = choice.chance(0.5);  // always drawn, so that ties do not shift the stream
    return m == f ? on_tie : f > m;
  }

  const Breeding& breeding_;
  const Variation variation_;
  const SearchState& state_;
  std::vector<SpeciesShare> shares_;
  std::vector<std::size_t> children_;  ///< the share each child belongs to
};

/// Rounds of structural mutation, log-uniform from none to those that add kMostAdditions nodes and connections on
/// average: small structures are likely, large ones are found.
Draft random_structure(const Genome& genome, const Variation& variation, Random& random) {
  constexpr double kMostAdditions = 24, kMostRounds = 1000;
  Draft draft(genome);
  const double rate = variation.mutation.add_node + variation.mutation.add_connection;
  const double most = rate > kMostAdditions / kMostRounds ? kMostAdditions / rate : kMostRounds;
  const auto rounds = static_cast<int>(math::exp(random.uniform() * math::log(most + 1))) - 1;
  for (int round = 0; round < rounds; ++round) mutate_structure(draft, variation, random);
  return draft;
}

constexpr int kTraitRounds = 6;  // mutations that random traits are away from the first ones

/// What growing a structure left in its weights (copies, ones, zeros) is no random draw.
std::shared_ptr<const Genome> with_fresh_parameters(const Genome& genome, const Breeding& breeding,
                                                    std::uint32_t generation, std::size_t index) {
  Genome fresh = genome;
  Random random(breeding.options.seed, Purpose::initial_genome, generation, std::uint32_t(index));
  fresh.parameters = initial_parameters(*genome.topology, breeding.options.genome, random);
  return std::make_shared<Genome>(std::move(fresh));
}

Brood next_to(const Breeding& breeding, const SearchState& state) {
  Brood brood{state.generation + 1, {}, {}, false};
  if (breeding.spares) brood.members = breeding.spares->take_members();
  return brood;
}

Brood with_champion(const Breeding& breeding, const SearchState& state) {
  Brood brood = next_to(breeding, state);
  brood.members.push_back(state.members[best_member(state.members, breeding.maximise)]);
  return brood;
}

Brood breed_shares(const Breeding& breeding, const SearchState& state, std::vector<SpeciesShare> shares,
                   Innovations& innovations, GenomeId& next_genome, Threads& threads) {
  const Breeder breeder(breeding, state, std::move(shares));
  Brood brood = next_to(breeding, state);
  for (const auto& share : breeder.shares())
    for (std::size_t e = 0; e < share.elites; ++e) brood.members.push_back(state.members[share.ranked[e]]);
  append_children(
      brood, breeder.children(), [&](std::size_t i, Child& child) { breeder.breed(i, child); },
      breeding.spares, innovations, next_genome, threads);
  return brood;
}

}  // namespace

std::vector<Member> first_parents(const Breeding& breeding, const std::shared_ptr<const Genome>& ancestor,
                                  std::size_t count, Innovations& innovations) {
  std::vector<Member> parents(count);
  const GenomeOptions& options = breeding.options.genome;
  const auto topology = ancestor ? nullptr : initial_topology(options, breeding.interface, innovations);
  for (std::size_t p = 0; p < count; ++p) {
    parents[p].genome = ancestor;
    if (ancestor) continue;
    Random random(breeding.options.seed, Purpose::initial_genome, 0, std::uint32_t(p));
    Genome genome{
        topology, initial_parameters(*topology, options, random), breeding.options.inheritance.initial, {}};
    parents[p].genome = std::make_shared<const Genome>(std::move(genome));
  }
  return parents;
}

std::uint64_t life_samples(const InheritanceOptions& options, std::uint32_t generation) {
  if (generation >= options.ramp) return options.samples;
  const std::uint64_t step = std::uint64_t{generation} + 1, ramp = options.ramp;
  return options.samples / ramp * step +
         (options.samples % ramp * step + ramp - 1) / ramp;  // without overflow
}

double annealed(const InheritanceOptions& options, std::uint32_t generation) {
  constexpr double kLast = 0.01;
  return options.anneal == 0 ? 1 : std::max(1 - double(generation) / double(options.anneal), kLast);
}

Brood found_population(const Breeding& breeding, const std::shared_ptr<const Genome>& ancestor,
                       Innovations& innovations, GenomeId& next_genome, Threads& threads) {
  Brood brood;
  std::shared_ptr<const Topology> topology;
  if (!ancestor) topology = initial_topology(breeding.options.genome, breeding.interface, innovations);
  const Variation varied = variation(breeding);
  const auto breed = [&](std::size_t i, Child& child) {
    if (!ancestor) return void(*child.genome = fresh_genome(breeding, topology, 0, i));
    descend(child, *ancestor, ancestor->lineage.id);
    Random random(breeding.options.seed, Purpose::initial_genome, 0, std::uint32_t(i));
    if (i > 0) mutate(child, varied, true, random);
  };
  append_children(brood, breeding.options.population.size, breed, breeding.spares, innovations, next_genome,
                  threads);
  return brood;
}

Brood restart_population(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                         GenomeId& next_genome, Threads& threads) {
  Brood brood = with_champion(breeding, state);
  brood.restart = true;
  const auto topology = initial_topology(breeding.options.genome, breeding.interface, innovations);
  const auto breed = [&](std::size_t i, Child& child) {
    *child.genome = fresh_genome(breeding, topology, brood.generation, i);
  };
  append_children(brood, breeding.options.population.size - 1, breed, breeding.spares, innovations,
                  next_genome, threads);
  return brood;
}

Brood breed_species(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                    GenomeId& next_genome, Threads& threads) {
  const std::size_t size = breeding.options.population.size;
  auto shares = share_offspring(state, breeding.options.species, size, breeding.maximise, threads);
  return breed_shares(breeding, state, std::move(shares), innovations, next_genome, threads);
}

Brood breed_front(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                  GenomeId& next_genome, Threads& threads) {
  return breed_shares(breeding, state, {share_by_front(state, breeding.options, breeding.maximise)},
                      innovations, next_genome, threads);
}

void append_random(const Breeding& breeding, std::size_t count, Brood& brood, Innovations& innovations,
                   GenomeId& next_genome, Threads& threads) {
  const auto topology = initial_topology(breeding.options.genome, breeding.interface, innovations);
  const Variation varied = variation(breeding);
  const auto breed = [&](std::size_t i, Child& child) {
    const Genome genome = fresh_genome(breeding, topology, brood.generation, i);
    Random random(breeding.options.seed, Purpose::breeding, brood.generation, std::uint32_t(i));
    child.draft = std::make_unique<Draft>(random_structure(genome, varied, random));
    for (int round = 0; round < kTraitRounds && varied.traits.evolve; ++round)
      mutate_traits(child.draft->traits, varied.traits, random);
  };
  append_children(brood, count, breed, breeding.spares, innovations, next_genome, threads);
  threads.for_each(brood.unevaluated.size(), [&](std::size_t i, unsigned) {
    auto& genome = brood.members[brood.unevaluated[i]].genome;
    genome = with_fresh_parameters(*genome, breeding, brood.generation, i);
  });
}

Brood draw_random(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                  GenomeId& next_genome, Threads& threads) {
  Brood brood = with_champion(breeding, state);
  append_random(breeding, breeding.options.population.size - 1, brood, innovations, next_genome, threads);
  return brood;
}

}  // namespace neat
