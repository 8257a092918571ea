/// neat/learning/life.hpp - learning within one life: minibatch descent on rows of a data set, bounded in
/// samples.
///
/// The order of rows is a seeded permutation per epoch, drawn from the request's stream, so a life is the
/// same bytes on any thread. A non-finite loss ends the life and says so; nothing is thrown for it.
#pragma once

#include <cstdint>

#include "neat/base/random.hpp"
#include "neat/learning/augmentation.hpp"
#include "neat/learning/loss.hpp"
#include "neat/learning/optimiser.hpp"
#include "neat/network/network.hpp"

namespace neat {

struct LifeOptions {
  Optimiser::Options optimiser;
  ScheduleKind schedule = ScheduleKind::linear;
  double rate = 0.05;        ///< highest learning rate, > 0
  double lowest_rate = 0;    ///< where a linear or cosine schedule ends
  std::uint32_t batch = 64;  ///< rows per step, >= 1
  std::uint64_t samples =
      0;  ///< rows to learn from in all; rounded up to whole batches, the last one cut to fit
  Loss loss = Loss::softmax_cross_entropy;
  double label_smoothing = 0;  ///< [0, 1): Targets::smoothing
  /// [0, 1): of the life's steps, over how many parameters are averaged, newer ones weighing more; the life ends with
  /// the average. 0: it ends with the last ones.
  double average = 0;
  Augmentation augmentation;  ///< of every row that is learned from; not with time > 1
  std::uint32_t time = 1;     ///< steps per row; > 1: each row is a sequence, learned through time
  std::uint32_t window = 0;   ///< truncation of back-propagation through time, in steps; 0: none
};

struct LifeResult {
  std::uint64_t samples = 0;
  std::uint64_t forward_flops = 0, backward_flops = 0;
  double first_loss = 0,
         last_loss = 0;  ///< mean over the first and the last tenth of the steps (at least one each);
                         ///< when diverged, last_loss is the loss that ended the life
  bool diverged = false;
};

/// Trains network.parameters() in place on rows of x; targets are indexed by the STORED row (x.stored(r)), so
/// that a view of some rows uses the targets of the whole data set. With time > 1 every step has its own
/// target: labels and weights are [stored rows x time], values [stored rows x time x outputs], and a weight
/// of 0 leaves a step out. Batches run on over the end of an epoch. A life also counts as diverged when it
/// leaves a non-finite parameter. Per row and step of time, backwards counts as two
/// forward passes.
/// Dropout draws from `random` as well; it is not applied through time. The statistics of batch normalisation are those of
/// the last parameters (network/calibration.hpp), and cost a forward pass of some rows.
LifeResult learn(Network& network, const Rows& x, const Targets& targets, const LifeOptions& options,
                 Random& random);

}  // namespace neat
