/// neat/genome/crossover.hpp - a child of two genomes, aligned by innovation number.
///
/// Structure (disjoint and excess genes, enabled flags, node attributes) comes from the first parent whole,
/// so a child shares its topology and is as acyclic as it; only enabled flags may be both parents' (enabled_from). Matching scalar weights and biases are picked from
/// either parent or averaged. Dense blocks that meet at a hidden tensor node form one bundle, which comes
/// from one parent whole: from the second only if it has every block of the bundle in the child's shapes.
/// Pure; any thread.
#pragma once

#include "neat/base/random.hpp"
#include "neat/genome/genome.hpp"
#include "neat/genome/options.hpp"

namespace neat {

/// REQUIRES: `first` is the fitter parent (on equal fitness the caller's choice). Lineage is the caller's to
/// set.
/// `child`: a copy of `first`.
void crossover_into(Genome& child, const Genome& second, const CrossoverOptions& options, Random& random);
Genome crossover(const Genome& first, const Genome& second, const CrossoverOptions& options, Random& random);

}  // namespace neat
