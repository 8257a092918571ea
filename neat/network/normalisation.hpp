/// neat/network/normalisation.hpp - normalisation of one step's block [feature][lane], forwards and backwards. Private to
/// network/.
///
/// Batch normalisation takes means and variances from the batch where `statistics` is given, as while learning, and from
/// the kept buffers where it is not; layer and group normalisation take each row's own.
#pragma once

#include "neat/network/plan.hpp"

namespace neat {

struct NormalisedBlock {
  const PlanStep& step;
  const float* parameters;
  std::size_t lanes, rows;  ///< the first `rows` lanes hold rows
};

/// The batch's means and variances, a channel each, into statistics [2 x channels].
void measure_batch(const NormalisedBlock& block, const float* x, float* statistics);

/// y = x normalised and scaled. y may be x.
void normalise(const NormalisedBlock& block, const float* statistics, const float* x, float* y);

/// delta, dL/dy, becomes dL/dx; adds dL/d(scale) to `gradient` [parameters]. x: as it was before. REQUIRES: with batch
/// normalisation, statistics are those of the batch.
void normalise_back(const NormalisedBlock& block, const float* statistics, const float* x, float* delta,
                    float* gradient);

}  // namespace neat
