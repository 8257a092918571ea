/// neat/genome/options.hpp - what genomes may be made of and how they vary. Each field: default, range,
/// effect. Ranges are checked where the configuration is read (run/config).
#pragma once

#include <cstdint>
#include <vector>

#include "neat/genome/gene.hpp"
#include "neat/genome/start_layer.hpp"

namespace neat {

/// neuron: one gene per neuron and weight. layer: one node per tensor, dense blocks. automatic: layer when
/// the task learns and has more than 32 inputs, else neuron.
enum class Granularity : std::uint8_t { automatic = 0, neuron = 1, layer = 2 };

/// How a neuron gets its constant term: a parameter of its node gene, a bias input wired to the outputs at
/// the start, a bias input that growth may wire, or none.
enum class BiasKind : std::uint8_t { parameter = 0, input = 1, unconnected = 2, none = 3 };

/// What values are drawn from: N(0, d^2), or uniform in [-d, d].
enum class Distribution : std::uint8_t { normal = 0, uniform = 1 };

/// Which parent says whether a matching connection is enabled: the fitter one, or both, so that one that either has
/// disabled is likely to be.
enum class EnabledFrom : std::uint8_t { fitter = 0, both = 1 };

/// [genome]
struct GenomeOptions {
  Granularity granularity = Granularity::automatic;
  std::vector<Activation>
      activations;  ///< of hidden nodes; empty: tanh (neuron), relu (layer). First: of new nodes
  Activation output_activation = Activation::identity;
  bool output_activation_given = false;  ///< else: steep_tanh for neurons, identity where the task learns
  std::vector<Aggregation> aggregations{Aggregation::sum};
  std::vector<OperatorKind> operators;  ///< empty: what the granularity needs
  BiasKind bias = BiasKind::parameter;
  bool recurrent = false;        ///< growth may add recurrent connections
  bool recurrent_given = false;  ///< else: on where the task asks for memory
  bool self_loops = false;       ///< outputs start with a recurrent connection to themselves
  bool connected = true;         ///< inputs start wired to outputs
  double initial_deviation = 1;  ///< [0, 100] of first weights; layer: relative to sqrt(1 / fan-in)
  Distribution initial_distribution = Distribution::normal;  ///< of neurons' first weights
  std::uint32_t start_nodes =
      0;  ///< [0, 1000] hidden neurons at the start, from all wired inputs to all outputs
  bool start_random =
      false;                 ///< 0 to start_nodes of them, at random, and of all connections a random part...
  double start_share = 0.3;  ///< [0, 1] ...each with this probability
  double weight_limit = 8;   ///< (0, 1e6] scalar weights and biases are clamped to +-this; layers are not
  std::vector<StartLayer> hidden_layers;              ///< that layered networks start with, in a chain
  Normalisation normalisation = Normalisation::none;  ///< of new convolutions
  std::uint32_t layer_width = 64;                     ///< [1, 65536] units of a new tensor node
  std::uint32_t max_layer_width = 512;                ///< [1, 65536]
  std::uint32_t max_nodes = 4096;                     ///< [1, 1e6] hidden nodes; growth stops there
  double dropout = 0;                                 ///< [0, 1) of new tensor nodes
  std::uint32_t channels = 16;  ///< [1, 65536] of a new convolution that starts a branch
  std::uint64_t max_flops =
      0;  ///< [0, 1e15] operations of one row, forwards; no genome above it is made. 0: no limit
  std::uint64_t max_bytes = 0;  ///< [0, 1e15] of memory to learn (genome/cost.hpp); likewise
};

/// [mutation]; probabilities in [0, 1] per child unless said.
struct MutationOptions {
  double weights = 0.8;         ///< that a child's weights change at all
  double weight_share = 0.3;    ///< share of the weights that change (per weight)
  double weight_replace = 0.1;  ///< of the changed, share drawn anew instead of shifted
  double weight_power = 1.0;    ///< [0, 100] standard deviation of a shift
  Distribution weight_distribution = Distribution::normal;  ///< of shifts and of weights drawn anew
  double replace_power = 0;  ///< [0, 100] deviation of weights drawn anew; 0: genome.initial_deviation
  bool exclusive = false;    ///< a child has one structural mutation or other weights, not both
  double layer_power = 0;    ///< [0, 10] deviation of noise on dense blocks, relative to the block's RMS
  double add_connection = 0.3;
  double add_node = 0.1;
  bool split_bias = true;  ///< a new node may split a connection from the bias input
  double delete_connection = 0.02;
  double delete_node = 0.01;
  double toggle = 0.01;       ///< flip the enabled flag of one connection
  double activation = 0.02;   ///< give one hidden node another of genome.activations
  double aggregation = 0;     ///< give one hidden neuron another of genome.aggregations
  double widen = 0.1;         ///< tensor nodes: Net2Net widening (function-preserving)
  double narrow = 0.02;       ///< tensor nodes: drop the weakest units
  double widen_factor = 1.5;  ///< (1, 4]
  double kernel = 0;          ///< give a convolution the next larger or smaller kernel
  double traits = 0.2;        ///< where traits.evolve is on
  bool prune = false;         ///< after a deletion, hidden nodes that dangle (pruning.hpp) are deleted too
  std::uint32_t complexify = 50;  ///< [1, 1e6] generations before a phase of simplification (Green 2004)...
  std::uint32_t simplify = 0;     ///< [0, 1e6] ...and of each such phase; 0: none
  std::uint32_t attempts = 20;    ///< [1, 1000] tries to find a free place for a connection
};

/// What of a genome's traits can evolve.
enum class TraitGene : std::uint8_t {
  rate = 0,
  momentum = 1,
  decay = 2,
  sigma = 3,
  batch = 4,
  optimiser = 5,
  smoothing = 6,
  augmentation = 7
};

/// [traits]
struct TraitOptions {
  bool evolve = false;  ///< off: short lives favour greedy learning rates
  std::vector<TraitGene> genes{TraitGene::rate, TraitGene::momentum, TraitGene::decay, TraitGene::sigma};
  double power = 0.3;  ///< (0, 2] deviation of the log-normal step
  bool adam = false;   ///< learning.optimiser is adam: which way a change of it leads
};

/// [distance]: Stanley and Miikkulainen 2002, eq. 1.
struct DistanceOptions {
  double excess = 1.0, disjoint = 1.0;  ///< [0, 100]
  double weights = 0.4;                 ///< [0, 100]
  bool normalise = false;               ///< divide gene counts by the larger genome's size
};

/// [crossover]
struct CrossoverOptions {
  double probability = 0.4;     ///< [0, 1] that a child has two parents
  double average = 0.4;         ///< [0, 1] that matching parameters are averaged instead of picked
  double interspecies = 0.005;  ///< [0, 1] that the second parent comes from another species
  EnabledFrom enabled_from = EnabledFrom::fitter;
  double disable =
      0.75;  ///< [0, 1] of `both`: that one of the connections that either parent has disabled is
};

}  // namespace neat
