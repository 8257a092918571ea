/// tests/random_genome.hpp - genomes for property tests: grown by real mutations from a minimal start.
#pragma once

#include "neat/genome/initial.hpp"
#include "neat/genome/mutation.hpp"

namespace neat::test {

inline Variation busy_variation(bool layers) {
  Variation v;
  v.genome.granularity = layers ? Granularity::layer : Granularity::neuron;
  v.genome.activations = {layers ? Activation::relu : Activation::tanh, Activation::sigmoid,
                          Activation::gelu};
  v.genome.aggregations = {Aggregation::sum, Aggregation::maximum};
  v.genome.recurrent = !layers;
  v.genome.layer_width = 6;
  v.genome.max_layer_width = 24;
  v.mutation.add_connection = v.mutation.add_node = 0.5;
  v.mutation.delete_connection = v.mutation.delete_node = 0.1;
  v.mutation.toggle = v.mutation.activation = v.mutation.aggregation = 0.2;
  v.mutation.widen = v.mutation.narrow = 0.3;
  v.mutation.layer_power = 0.1;
  return v;
}

inline Interface small_interface(bool layers) {
  return layers ? Interface{{2, 2, 2}, {3, 1, 1}, true, false} : Interface{{3, 1, 1}, {2, 1, 1}, false, true};
}

inline Genome minimal_genome(const Variation& variation, const Interface& interface, Innovations& innovations,
                             Random& random) {
  const GenomeOptions options = resolve(variation.genome, interface);
  auto topology = initial_topology(options, interface, innovations);
  auto parameters = initial_parameters(*topology, options, random);
  return {topology, std::move(parameters), {}, {}};
}

inline Genome grow(Genome genome, Variation variation, const Interface& interface, int generations,
                   Innovations& innovations, Random& random) {
  variation.genome = resolve(variation.genome, interface);
  for (int g = 0; g < generations; ++g) {
    mutate_parameters(genome, variation, random);
    auto draft = mutate_structure(genome, variation, random);
    if (!draft) continue;
    draft->number(innovations);
    genome = std::move(*draft).finish();
  }
  return genome;
}

/// A genome of `generations` random mutations; the same for the same seed.
inline Genome random_genome(std::uint64_t seed, bool layers, int generations = 12) {
  const Variation variation = busy_variation(layers);
  const Interface interface = small_interface(layers);
  Innovations innovations(first_free_node(resolve(variation.genome, interface), interface));
  Random random(seed, Purpose::test, 0, 0);
  Genome genome = minimal_genome(variation, interface, innovations, random);
  return grow(std::move(genome), variation, interface, generations, innovations, random);
}

}  // namespace neat::test
