/// neat/network/network.hpp - the phenotype: a plan, a parameter array, and scratch memory lent by the
/// caller.
///
/// Not thread safe: one network, one thread. Networks of one thread may share a Workspace, but `step` keeps
/// its memory in the network itself. Results do not depend on how rows are cut into calls or batches: each
/// row is computed alone, with sums in the order of the plan.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "neat/base/aligned.hpp"
#include "neat/network/plan.hpp"
#include "neat/network/rows.hpp"

namespace neat {

/// Memory for activations and gradients: grows to the largest network it has served and is reused. One per
/// thread.
struct Workspace {
  Floats
      activations;  ///< [feature][batch], through time: [time][feature][batch]; recurrent: zeros before them
  Floats preactivations;  ///< as activations, kept for the backward pass
  Floats masks;           ///< as activations: what dropout multiplied them with
  Floats deltas;  ///< two of [feature][batch]: dL/d(activation), then dL/d(preactivation); this step, the one
                  ///< before
  Floats scratch;                   ///< [Plan::scratch][batch]
  Floats outputs, output_deltas;    ///< [batch x time x outputs]: y and dL/dy
  Floats statistics;                ///< [time][Plan::batch_statistics]: what batch normalisation measured
  Floats gradient;                  ///< [parameters]
  std::vector<std::uint32_t> bits;  ///< [size of a node x batch]: what dropout draws
};

class Network {
 public:
  /// Rows are computed in batches of at most kBatch lanes, padded to kLanes.
  static constexpr std::size_t kBatch = 64, kLanes = 16;

  /// REQUIRES: parameters.size() == topology->parameter_count(); both spans outlive the network.
  Network(std::shared_ptr<const Topology> topology, std::span<float> parameters, Workspace& workspace);

  const Plan& plan() const { return *plan_; }
  const std::shared_ptr<const Topology>& topology() const { return topology_; }
  std::span<float> parameters() { return parameters_; }
  std::span<const float> parameters() const { return parameters_; }
  Workspace& workspace() { return *workspace_; }

  /// x: [rows x inputs], y: [rows x outputs] row-major. Each row starts from a cleared memory (reset before
  /// the row), so that recurrent edges read 0. Leaves the memory of `step` as it was. REQUIRES: x.features ==
  /// plan().inputs(), y.size() == x.size() * plan().outputs().
  void forward(const Rows& x, std::span<float> y);

  /// One time step of one sample; recurrent edges read the values of the step before. x: [inputs], y:
  /// [outputs].
  void step(std::span<const float> x, std::span<float> y);
  void reset();  ///< the memory of `step` becomes 0

 private:
  std::shared_ptr<const Topology> topology_;
  const Plan* plan_;
  std::span<float> parameters_;
  Workspace* workspace_;
  /// Of recurrent networks: [feature][lane] the previous step's values, then this step's; one lane, or a block of them
  /// where the plan needs blocks.
  Floats memory_;
};

}  // namespace neat
