/// neat/evolution/options.hpp - how a population changes. Each field: default, range, effect.
#pragma once

#include <cstdint>
#include <string>

#include "neat/genome/genome.hpp"
#include "neat/genome/options.hpp"

namespace neat {

/// [population]
struct PopulationOptions {
  std::uint32_t size = 150;  ///< [2, 1e6] genomes, exactly, in every generation
};

/// [species]
struct SpeciesOptions {
  std::uint32_t target = 10;      ///< [1, 1000] species aimed for by adapting the threshold
  double threshold = 3.0;         ///< (0, 1e6] compatibility threshold at the start
  double threshold_step = 0.1;    ///< [0, 1] relative change per generation; 0: the threshold stays
  std::uint32_t stagnation = 20;  ///< [1, 1e6] generations without improvement before a species goes
  std::uint32_t elitism = 2;      ///< [1, 1000] best species that never go
  double survival = 0.2;          ///< (0, 1] share of a species that may be parents
  std::uint32_t elites = 1;       ///< [0, 1000] unchanged copies per species...
  std::uint32_t elites_from = 5;  ///< [1, 1e6] ...of at least this size (the champion is always kept)
  std::uint32_t restart =
      0;  ///< [0, 1e6] generations without a better champion before all but it start anew; 0: never
};

/// [learning]; a life's rate, momentum, decay and batch come from the genome's traits, which start at these.
enum class Inherit : std::uint8_t { lamarck = 0, baldwin = 1 };

struct InheritanceOptions {
  bool learn = true;  ///< networks learn in life where the task allows it
  Inherit inherit = Inherit::lamarck;
  std::uint64_t samples = 10000;  ///< [0, 1e12] training samples per life
  Traits initial;
};

/// Everything a strategy is composed of.
struct StrategyOptions {
  std::string strategy = "neat";  ///< neat | random-search
  std::uint64_t seed = 1;
  GenomeOptions genome;
  MutationOptions mutation;
  TraitOptions traits;
  DistanceOptions distance;
  CrossoverOptions crossover;
  PopulationOptions population;
  SpeciesOptions species;
  InheritanceOptions inheritance;
};

}  // namespace neat
