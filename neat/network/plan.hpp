/// neat/network/plan.hpp - a topology compiled once for running; shared by all genomes that have it.
///
/// Nodes that cannot reach an output are left out. Each live node owns a contiguous range of features in the
/// activation buffer `[feature][batch]`: inputs in id order, then bias nodes, then the steps' nodes in the groups'
/// order. Steps, and groups as well, are in an order in which every forward edge comes from an earlier node. Recurrent
/// edges read the previous step's values. Immutable; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neat/genome/topology.hpp"
#include "neat/network/kernels/table.hpp"

namespace neat {

/// One incoming connection of a step.
struct PlanEdge {
  Operator op;
  bool recurrent = false;
  std::uint32_t source = 0;       ///< first feature of the source node
  std::uint32_t source_size = 0;  ///< features
  std::uint32_t weights = 0;      ///< offset in the parameter array; their extents: genome/shapes.hpp
  std::uint32_t part = 0;         ///< of a concat step: the first feature, in the step, that it gives...
  std::uint32_t part_size = 0;    ///< ...and how many; of all others the whole step
  Shape from, to;                 ///< the source's, and of what it gives
};

/// One node that computes: all but inputs and bias nodes.
struct PlanStep {
  std::uint32_t target = 0, size = 0;  ///< first feature and number of features
  std::uint32_t bias = kNoBias;        ///< offset in the parameter array, or kNoBias
  std::uint32_t bias_span = 1;         ///< features that share one bias value: height x width of a channel
  std::uint32_t first_edge = 0, edges = 0;  ///< in innovation order
  Activation activation = Activation::identity;
  Aggregation aggregation = Aggregation::sum;
  float dropout = 0;
  Normalisation normalisation = Normalisation::none;
  std::uint32_t channels = 1;  ///< of bias_span features each
  std::uint32_t scale = 0;     ///< of a normalised node: offset in the parameter array, a factor per channel
  std::uint32_t statistics = 0;  ///< with batch normalisation: offset of the means, then the variances
  std::uint32_t batch_statistics =
      0;  ///< and offset in what a learning pass keeps, see ForwardPass::statistics
  /// A neuron that sums single features: its place in Plan::neurons, else kNoNeuron.
  std::uint32_t neuron = kNoNeuron;

  static constexpr std::uint32_t kNoNeuron = 0xffff'ffffU;
  static constexpr std::uint32_t kNoBias = 0xffff'ffffU;
};

/// Steps that read nothing of each other and are run together: neurons of one activation, or one step of another kind.
struct PlanGroup {
  std::uint32_t step = 0;  ///< the only one, or one of them
  std::uint32_t target = 0;
  std::uint32_t first_neuron = 0, neurons = 0;  ///< 0: not of neurons
};

class Plan {
 public:
  /// The plan of `topology`, compiled at the first call and kept with it.
  static const Plan& of(const Topology& topology);

  /// Throws neat::Error(data) when the network is too large to be addressed with 32 bits.
  explicit Plan(const Topology& topology);

  std::size_t inputs() const { return inputs_; }  ///< input features are [0, inputs())
  std::size_t outputs() const { return outputs_; }
  std::size_t features() const { return features_; }  ///< all live features, inputs included
  /// The first feature that a step computes; those before it are inputs and ones, and have no gradient.
  std::size_t first_computed() const { return inputs_ + ones_.size(); }
  std::size_t parameters() const { return parameters_; }
  bool recurrent() const { return recurrent_; }
  std::span<const PlanStep> steps() const { return steps_; }
  std::span<const PlanEdge> edges(const PlanStep& step) const {
    return {edges_.data() + step.first_edge, step.edges};
  }
  std::span<const PlanGroup> groups() const { return groups_; }
  /// The neurons [first, first + count) for the kernels. A source is a row of the values; in a recurrent plan, of the
  /// step before's values with this step's behind them.
  kernels::Neurons neurons(std::uint32_t first, std::uint32_t count) const {
    return {count, neuron_edges_.data() + first, neuron_sources_.data(), neuron_weights_.data(),
            neuron_biases_.data() + first};
  }
  /// The feature that holds output k (outputs need not be adjacent).
  std::span<const std::uint32_t> output_features() const { return output_features_; }
  /// Features that hold the constant 1 (bias nodes).
  std::span<const std::uint32_t> ones() const { return ones_; }
  /// Operations of one forward pass of one row; multiply and add count as two, activations as one per
  /// feature.
  std::uint64_t flops() const { return flops_; }
  /// Parameters that are learned: the first of all.
  std::size_t learned() const { return learned_; }
  /// Means and deviations that a learning pass takes of its batch; 0 without batch normalisation.
  std::size_t batch_statistics() const { return batch_statistics_; }
  /// It has operators or normalisations that are computed for whole blocks of lanes only.
  bool needs_blocks() const { return needs_blocks_; }
  /// Features of scratch memory that a forward or backward pass needs at most.
  std::size_t scratch() const { return scratch_; }

 private:
  std::size_t inputs_ = 0, outputs_ = 0, features_ = 0, parameters_ = 0, scratch_ = 0;
  std::size_t learned_ = 0, batch_statistics_ = 0;
  bool recurrent_ = false, needs_blocks_ = false;
  std::vector<PlanStep> steps_;
  std::vector<PlanEdge> edges_;
  std::vector<PlanGroup> groups_;
  std::vector<std::uint32_t> neuron_edges_{0}, neuron_sources_, neuron_weights_, neuron_biases_;
  std::vector<std::uint32_t> output_features_, ones_;
  std::uint64_t flops_ = 0;

  void place_nodes(const Topology&, const std::vector<std::uint32_t>& order,
                   const std::vector<std::uint32_t>& computed, std::vector<std::uint32_t>& first);
  void add_neuron(PlanStep& step);
  void add_step(const Topology&, std::uint32_t node, std::span<const std::uint32_t> incoming,
                const std::vector<std::uint32_t>& sources, const std::vector<std::uint32_t>& first);
  void add_edges(const Topology&, PlanStep& step, std::uint32_t node, std::span<const std::uint32_t> incoming,
                 const std::vector<std::uint32_t>& sources, const std::vector<std::uint32_t>& first);
  void count(const PlanStep& step);
};

}  // namespace neat
