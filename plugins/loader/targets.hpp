/// plugins/loader/targets.hpp - what the outputs should be for the rows that a plugin passed: the plugin's
/// own targets or the data set's, in the order of the rows, checked against the loss. Used within one call.
#pragma once

#include <cstdint>
#include <vector>

#include "neat/learning/loss.hpp"
#include "neat/network/rows.hpp"
#include "neat/plugin.h"

namespace neat {

Loss loss_of(std::uint32_t loss);  ///< refuses what is none

class RowTargets {
 public:
  /// Gathers; refuses targets that are missing, have another length or lie outside the outputs. `x` views
  /// `rows`.
  /// A row is `time` steps, each with its own targets; a data set's labels are for rows of one step.
  RowTargets(const neat_rows& rows, const neat_targets& own, const Rows& x, Loss loss, std::size_t outputs,
             std::size_t time = 1);

  /// Of rows [from, from + rows) of x.
  Targets of(std::size_t from, std::size_t rows) const;
  /// What a mean divides by: the sum of the weights, or the number of rows.
  double total_weight() const { return total_weight_; }

 private:
  void take_labels(const neat_rows& rows, const neat_targets& own, const Rows& x);
  void take_values(const neat_rows& rows, const neat_targets& own, const Rows& x);
  void take_weights(const neat_targets& own, const Rows& x);

  std::size_t outputs_, time_;
  double total_weight_ = 0;
  std::vector<std::uint32_t> labels_;
  std::vector<float> values_, weights_;
};

}  // namespace neat
