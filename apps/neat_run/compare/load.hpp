/// apps/neat_run/compare/load.hpp - samples from disk: directories of neat-run sample, directories of runs of neat-run
/// evolve, single runs. Reads only. [main thread]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compare/samples.hpp"

namespace neat::app {

struct LoadedSamples {
  std::vector<ComparedSample> samples;  ///< in the order given
  std::vector<std::string> notes;       ///< what was left out of them, sentences
};

/// A sample per directory; a directory of an ablation stands for all of its variants. Throws neat::Error(data) when a
/// directory holds none or is damaged, neat::Error(config) when runs beside each other are no sample: of several
/// tasks, settings or twice of one seed.
LoadedSamples load_samples(const std::vector<std::string>& directories);

}  // namespace neat::app
