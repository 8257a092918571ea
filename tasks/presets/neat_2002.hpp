/// tasks/presets/neat_2002.hpp - the settings of Stanley and Miikkulainen 2002 (Evolutionary Computation 10(2), section 4.1),
/// as configuration text. What the paper leaves open is as in Stanley's NEAT 1.2 and its parameter files; README.md of
/// double_pole says which is which.
#pragma once

/// Every node is `node`; every input is wired to every output, with weights uniform in [-1, 1].
#define NEAT_2002_GENOME(node)       \
  "[genome]\n"                       \
  "granularity = neuron\n"           \
  "activations = " node              \
  "\n"                               \
  "output_activation = " node        \
  "\n"                               \
  "initial_deviation = 1\n"          \
  "initial_distribution = uniform\n" \
  "self_loops = off\n"

/// `power` bounds a shift of a weight and one drawn anew.
#define NEAT_2002_MUTATION(power, add_connection, add_node) \
  "[mutation]\n"                                            \
  "weights = 0.8\n"                                         \
  "weight_share = 1\n"                                      \
  "weight_replace = 0.1\n"                                  \
  "weight_distribution = uniform\n"                         \
  "weight_power = " power                                   \
  "\n"                                                      \
  "replace_power = " power                                  \
  "\n"                                                      \
  "exclusive = on\n"                                        \
  "split_bias = off\n"                                      \
  "add_connection = " add_connection                        \
  "\n"                                                      \
  "add_node = " add_node                                    \
  "\n"                                                      \
  "delete_connection = 0\n"                                 \
  "delete_node = 0\n"                                       \
  "toggle = 0\n"                                            \
  "activation = 0\n"

#define NEAT_2002_SPECIES(size, threshold, weights, survival) \
  "[distance]\n"                                              \
  "excess = 1\n"                                              \
  "disjoint = 1\n"                                            \
  "weights = " weights                                        \
  "\n"                                                        \
  "normalise = off\n"                                         \
  "[crossover]\n"                                             \
  "probability = 0.75\n"                                      \
  "average = 0\n"                                             \
  "interspecies = 0.001\n"                                    \
  "enabled_from = both\n"                                     \
  "disable = 0.75\n"                                          \
  "[population]\n"                                            \
  "size = " size                                              \
  "\n"                                                        \
  "[species]\n"                                               \
  "threshold = " threshold                                    \
  "\n"                                                        \
  "threshold_step = 0\n"                                      \
  "stagnation = 15\n"                                         \
  "elitism = 0\n"                                             \
  "sharing = raw\n"                                           \
  "survival = " survival                                      \
  "\n"                                                        \
  "elites = 1\n"                                              \
  "elites_from = 6\n"                                         \
  "count_elites = on\n"

/// Populations of 150: XOR and the double pole with velocities.
#define NEAT_2002_SMALL NEAT_2002_MUTATION("2.5", "0.05", "0.03") NEAT_2002_SPECIES("150", "3", "0.4", "0.25")
/// Populations of 1,000: the double pole without velocities.
#define NEAT_2002_LARGE NEAT_2002_MUTATION("1.8", "0.3", "0.03") NEAT_2002_SPECIES("1000", "4", "3", "0.4")
/// Behind either: the two best species alone have children when the champion stays the same for 20 generations.
#define NEAT_2002_REFOCUS "refocus = 20\n"
