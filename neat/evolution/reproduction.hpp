/// neat/evolution/reproduction.hpp - the next population from an evaluated one: the variation part of a
/// strategy.
///
/// Elites come with their evaluation; all others are new and wait for one. Children are bred in parallel,
/// numbered in one serial pass in child order, and finished in parallel.
#pragma once

#include <memory>
#include <vector>

#include "neat/base/threads.hpp"
#include "neat/evolution/options.hpp"
#include "neat/evolution/spare_genomes.hpp"
#include "neat/evolution/state.hpp"
#include "neat/genome/initial.hpp"

namespace neat {

/// What breeding needs besides the state.
struct Breeding {
  StrategyOptions options;  ///< genome options resolved
  Interface interface;
  bool maximise = true;
  SpareGenomes* spares = nullptr;  ///< memory for children; nullptr: new memory for all
};

/// A population on its way: members, and which of them wait for an evaluation.
struct Brood {
  std::uint32_t generation = 0;
  std::vector<Member> members;
  std::vector<std::size_t> unevaluated;
  bool restart = false;  ///< all but the champion started anew
};

/// The parents of a first generation that is bred by noise: `ancestor`, or fresh genomes of one structure.
std::vector<Member> first_parents(const Breeding& breeding, const std::shared_ptr<const Genome>& ancestor,
                                  std::size_t count, Innovations& innovations);

/// The samples of a life in a generation (learning.ramp), rounded up.
std::uint64_t life_samples(const InheritanceOptions& options, std::uint32_t generation);

/// Of the first rate of lives, what is left in a generation (learning.anneal).
double annealed(const InheritanceOptions& options, std::uint32_t generation);

/// The first population: minimal genomes with fresh parameters, or mutants of `ancestor` (the first one
/// unchanged).
Brood found_population(const Breeding& breeding, const std::shared_ptr<const Genome>& ancestor,
                       Innovations& innovations, GenomeId& next_genome, Threads& threads);

/// All but the champion anew: minimal genomes again.
Brood restart_population(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                         GenomeId& next_genome, Threads& threads);

/// NEAT's next generation: species' shares, elites, crossover and mutation.
Brood breed_species(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                    GenomeId& next_genome, Threads& threads);

/// NSGA-II's next generation: the half of the population that is best by front and crowding (pareto.hpp), and children of it.
Brood breed_front(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                  GenomeId& next_genome, Threads& threads);

/// Appends `count` random genomes, structure, parameters and, where they evolve, traits.
void append_random(const Breeding& breeding, std::size_t count, Brood& brood, Innovations& innovations,
                   GenomeId& next_genome, Threads& threads);

/// The champion beside random genomes, structure and parameters: no inheritance at all.
Brood draw_random(const Breeding& breeding, const SearchState& state, Innovations& innovations,
                  GenomeId& next_genome, Threads& threads);

}  // namespace neat
