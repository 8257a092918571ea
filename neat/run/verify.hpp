/// neat/run/verify.hpp - the proof of a run: its generations are run again and their state hashes compared.
///
/// Starts from the newest whole checkpoint before the generation in question, or from the beginning where there is none.
/// Reads the run's directory, changes nothing in it and does not take its lock.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "neat/run/run.hpp"

namespace neat {

struct Verification {
  std::uint64_t from = 0;      ///< finished generations of the checkpoint it began with; 0: the beginning
  std::uint64_t verified = 0;  ///< generations run again whose hash is the same
  std::optional<std::uint64_t> differs;  ///< the first generation with another hash
  std::string expected, found;           ///< the hashes of that generation
  bool interrupted = false;
};

/// Runs up to and with `generation`; with `from_start` no checkpoint is used. `config` is the run's own; its bounds do not
/// count. Throws neat::Error(config) when the run has no such generation, neat::Error(data) when its files are damaged or
/// task, data or arithmetic are others.
Verification verify(const std::filesystem::path& directory, const Task& task, Config config, Threads& threads,
                    Evaluator& evaluator, Surroundings surroundings, std::uint64_t generation,
                    bool from_start);

/// The state hashes of a run's history, by generation. Throws neat::Error(data) when history.csv is not one.
std::vector<std::string> history_hashes(const std::filesystem::path& csv);

}  // namespace neat
