/// apps/neat_run/forecast/prices.hpp - a rehearsed search with its price: work, time and memory of every generation, from what was
/// found out about single evaluations. Pure; any thread.
#pragma once

#include <vector>

#include "forecast/course.hpp"
#include "forecast/evaluation_cost.hpp"
#include "forecast/rehearsal.hpp"

namespace neat::app {

struct Prices {
  EvaluationWork work;
  std::vector<EvaluationTime> timed;  ///< by pass_flops; not empty
  double budget = 0;                  ///< training samples of a life
  unsigned threads = 1;
  std::size_t population = 1;
  bool always_crowns =
      false;          ///< every generation is expected to have a new champion: lives go on from lives
  bool saves = true;  ///< checkpoints are kept
  bool adam = false;  ///< two moments per parameter instead of one
};

/// What evaluating these in turn takes, seconds: each thread takes the next one when it is free (base/threads.hpp).
double round_seconds(std::span<const double> evaluations, unsigned threads);

Course course_of(const Rehearsal& rehearsal, const Prices& prices);

}  // namespace neat::app
