/// neat/genome/genome.hpp - what is inherited: a shared topology, one flat parameter array, traits and
/// lineage.
///
/// A genome is a value; in a population it is held as shared_ptr<const Genome> and never changes after birth.
/// What it learns in its life belongs to its evaluation, until a strategy writes it into a descendant or a
/// champion.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "neat/base/aligned.hpp"
#include "neat/genome/topology.hpp"

namespace neat {

using GenomeId = std::uint64_t;

/// Evolved hyper-parameters of a life. Evolve only where `traits.evolve` is on; otherwise every genome has
/// the configured ones.
struct Traits {
  double learning_rate = 0.05;
  double momentum = 0.9;
  double weight_decay = 0;
  std::uint32_t batch = 64;
  double sigma = 1;              ///< scale of weight mutation, relative to the configured power
  bool other_optimiser = false;  ///< lives learn by the other of sgd and adam than the run is configured for
  double label_smoothing = 0;    ///< [0, 1): LifeOptions::label_smoothing
  double augmentation = 1;       ///< [0, 4] what a task changes in its images, times this

  bool operator==(const Traits&) const = default;

  /// All but those that every version has had are as they were before there were any.
  bool is_plain() const { return !other_optimiser && label_smoothing == 0 && augmentation == 1; }
};

struct Lineage {
  GenomeId id = 0;
  std::array<GenomeId, 2> parents{};  ///< 0: none. Equal: one parent.
  std::uint32_t birth = 0;            ///< generation

  bool operator==(const Lineage&) const = default;
};

struct Genome {
  std::shared_ptr<const Topology> topology;
  Floats parameters;  ///< size topology->parameter_count()
  Traits traits;
  Lineage lineage;
};

}  // namespace neat
