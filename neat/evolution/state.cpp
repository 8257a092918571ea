#include "neat/evolution/state.hpp"

namespace neat {

void Budget::add(const Evaluation& evaluation) {
  ++evaluations;
  samples += evaluation.samples;
  rows += evaluation.rows;
  rows_saved += evaluation.rows_saved;
  forward_flops += evaluation.forward_flops;
  backward_flops += evaluation.backward_flops;
  diverged += evaluation.status == EvaluationStatus::diverged;
  lost += evaluation.status == EvaluationStatus::lost;
}

}  // namespace neat
