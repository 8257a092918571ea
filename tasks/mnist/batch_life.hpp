/// tasks/mnist/batch_life.hpp - a life loop of a task's own: that of the Bio-Inspired Hybrid Optimizer, as it was written.
///
/// Batches are drawn uniformly with replacement, the learning rate falls linearly, and every kCheckEvery steps and after
/// the last one the network is measured on the very batch that it has just learned from. The highest of these
/// accuracies is the fitness, and its parameters are inherited: an estimate that is too good, and noisy. See README.md.
#pragma once

#include <neat/plugin.hpp>

#include <cstdint>
#include <vector>

namespace neat::mnist {

struct BatchLife {
  std::uint32_t batch = 128;
  double rate = 0.01, lowest_rate = 0.001;
};

struct Lived {
  double accuracy = 0;  ///< the highest that was seen on a batch
  bool diverged = false;
};

/// Lives request.budget / batch steps (rounded down, at least one) on rows of `train`.
Lived live(plugin::Network& network, const plugin::DataSet& train, const plugin::Request& request,
           const BatchLife& life);

/// Accuracy and loss on `count` rows of `train` that the request's own random numbers name.
plugin::Measurement measure_some(plugin::Network& network, const plugin::DataSet& train,
                                 const plugin::Request& request, std::uint32_t count);

}  // namespace neat::mnist
