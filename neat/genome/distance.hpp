/// neat/genome/distance.hpp - how far apart two genomes are: Stanley and Miikkulainen 2002, eq. 1,
/// delta = c1 E / N + c2 D / N + c3 W.
///
/// E and D count excess and disjoint connection genes. W is the mean difference over matching genes: |w - w'|
/// for scalar weights and neuron biases; for dense blocks the root mean square of the difference relative to
/// that of the values, or 1 where their shapes differ. A matching hidden node with another activation or
/// aggregation counts as one disjoint gene. Symmetric; zero exactly for equal genomes; with one shared
/// topology only W is computed. Pure; any thread.
#pragma once

#include "neat/genome/genome.hpp"
#include "neat/genome/options.hpp"

namespace neat {

double distance(const Genome& a, const Genome& b, const DistanceOptions& options);

}  // namespace neat
