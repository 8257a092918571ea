/// apps/neat_run/sample/ablation.hpp - what the samples of an ablation say together: a table of variants, and each
/// against the first. [main thread]
#pragma once

#include <filesystem>

#include "neat/platform/lock.hpp"
#include "sample/runs.hpp"

namespace neat::app {

/// Makes the directory above the variants' and locks it. Throws neat::Error(config) when it is something else,
/// neat::Error(run) when another process has it.
platform::DirectoryLock lock_ablation(const std::filesystem::path& out);

/// Prints the answer; to `out`/ablation.json too where `out` is not empty. REQUIRES: complete outcomes.
void answer_ablation(const std::vector<Variant>& variants, double seconds, const std::filesystem::path& out,
                     bool json);

}  // namespace neat::app
