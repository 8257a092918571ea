/// neat/run/lost_file.hpp - lost.jsonl of a run's directory: the evaluations that were lost, one a line, in the order of
/// generations and requests.
///
/// A time-out is an input of the run, so the file is read where the run is resumed or verified, and what it lists is lost
/// again without being tried. A line is there before the generation that it belongs to is; the file is therefore never cut
/// back. Not thread safe.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "neat/evaluation/lost_evaluation.hpp"

namespace neat {

/// Those of the file, without a last line that was torn by a crash; none where there is no file. Throws neat::Error(data)
/// naming file and line when one cannot be read.
std::vector<LostEvaluation> read_lost(const std::filesystem::path& path);

/// Adds lines behind the last whole one. Throws neat::Error(system) when they cannot be written.
void append_lost(const std::filesystem::path& path, std::span<const LostEvaluation> lost);

}  // namespace neat
