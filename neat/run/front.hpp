/// neat/run/front.hpp - what a run of strategy `pareto` leaves: the networks that no other one of the last generation beats
/// in both fitness and complexity, each in a file, and a table of them.
///
/// RUN/front/001.genome is the simplest, the last one the fittest; RUN/front/front.csv has a line for each. They are
/// measured on the test partition once, here; nothing is selected by that.
#pragma once

#include "neat/evaluation/evaluator.hpp"
#include "neat/run/config.hpp"
#include "neat/run/directory.hpp"
#include "neat/run/snapshot.hpp"

namespace neat {

/// Replaces what an earlier end of the run left there, once all of it is written. Throws neat::Error(system) when a file
/// cannot be written. REQUIRES: state evaluated; `record` the champion's.
void write_front(const Task& task, Evaluator& evaluator, const SearchState& state, const Config& config,
                 const ChampionRecord& record, const RunDirectory& directory);

}  // namespace neat
