/// neat/evaluation/lost_evaluation.hpp - the record of an evaluation that was lost with its worker: which one it was, so
/// that it can be lost again where a run is repeated, and why. A plain value.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "neat/genome/evaluation.hpp"

namespace neat {

/// What tells a request from every other one of its run.
struct RequestKey {
  std::uint32_t generation = 0, index = 0;
  GenomeId genome = 0;
  Partition partition = Partition::train;
  bool champion_test = false;
  std::uint64_t budget = 0;
  std::uint32_t schedule_step = 0;

  auto operator<=>(const RequestKey&) const = default;
};

inline RequestKey key_of(const EvaluationRequest& request) {
  return {request.generation,    request.index,  request.genome->lineage.id, request.partition,
          request.champion_test, request.budget, request.schedule_step};
}

struct LostEvaluation {
  RequestKey key;
  std::uint32_t attempts = 1;
  std::string reason;  ///< one sentence without a full stop

  bool operator==(const LostEvaluation&) const = default;
};

}  // namespace neat
