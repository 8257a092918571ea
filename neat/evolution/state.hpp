/// neat/evolution/state.hpp - everything a search is, between two generations: plain data, and all of it. A
/// strategy restored from it continues to the same bytes; the state hash and the checkpoint are made of it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "neat/evolution/cma_es.hpp"
#include "neat/genome/evaluation.hpp"
#include "neat/genome/innovation.hpp"

namespace neat {

/// What was spent: by a run so far, or on one line of descent.
struct Budget {
  std::uint64_t evaluations = 0;  ///< fitness evaluations; champion tests are listed apart
  std::uint64_t samples = 0;      ///< training samples
  std::uint64_t rows = 0;         ///< rows that fitness was measured on, those that were saved included
  std::uint64_t forward_flops = 0, backward_flops = 0;
  std::uint64_t diverged = 0, lost = 0;  ///< of the evaluations
  std::uint64_t rows_saved = 0;          ///< of these, not measured (evaluation/racing.hpp)

  std::uint64_t flops() const { return forward_flops + backward_flops; }
  void add(const Evaluation& evaluation);

  bool operator==(const Budget&) const = default;
};

struct Member {
  std::shared_ptr<const Genome> genome;
  Evaluation evaluation;      ///< as reported; `learned` empty once it has been inherited (Lamarck)
  std::uint32_t species = 0;  ///< id
  Budget line;  ///< spent on its line of descent: its own evaluations, its first parent's, and so on back
};

struct Species {
  std::uint32_t id = 0;
  std::shared_ptr<const Genome> representative;
  std::uint32_t born = 0;      ///< generation
  std::uint32_t improved = 0;  ///< generation of its best fitness
  double best_fitness = 0;     ///< in the task's direction
};

/// A species whose weights are tuned: one topology, and the distribution its genomes are drawn from.
struct TunedSpecies {
  Species
      species;  ///< the representative has the topology; `improved` and `best_fitness` of the last progress
  cma::State distribution;    ///< of the parameters
  double patience = 0;        ///< updates without progress after which it sleeps, beside those for its size
  std::uint32_t stalled = 0;  ///< updates since its last progress
  Member best;                ///< genome null before its first evaluations
  Budget line;                ///< spent on it and its first parents
};

/// What strategy neat-cma is between two generations, besides the rest of the state; empty for other strategies.
struct TuningState {
  std::vector<TunedSpecies> active;    ///< those that the next generation draws from
  std::vector<TunedSpecies> sleeping;  ///< oldest first
  std::vector<Member> archive;         ///< best first
};

struct SearchState {
  std::uint32_t generation = 0;  ///< of `members`; the first population is generation 0
  bool evaluated = false;        ///< false before the first tell
  GenomeId next_genome = 1;
  std::uint32_t next_species = 1;
  double threshold = 0;          ///< compatibility threshold in force
  std::vector<Member> members;   ///< exactly population.size; of neat-cma: all that were drawn
  std::vector<Species> species;  ///< by id
  TuningState tuning;
  InnovationState innovations;
  Budget budget;
  Member champion;                        ///< best so far; genome null before the first tell
  std::uint32_t champion_generation = 0;  ///< in which it was found
  std::uint32_t last_restart = 0;
};

}  // namespace neat
