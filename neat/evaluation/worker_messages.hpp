/// neat/evaluation/worker_messages.hpp - what a host and its worker processes say to each other, as bytes.
///
/// Both are the same program on one machine, so numbers go as they lie in memory. A reader trusts nothing: every length is
/// checked against what is there, every enumerator against its range. A topology is sent once and then called by its
/// number. Plain values; not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/genome/evaluation.hpp"

namespace neat {

using Message = std::vector<std::byte>;

/// What a worker must know before it can evaluate. It is told once.
struct WorkerSetup {
  std::string task;               ///< path of the plugin's file
  std::string config;             ///< the run's configuration, as an INI text
  unsigned index = 0, count = 1;  ///< of the worker
  std::uint64_t memory = 0;       ///< bytes that it may have; 0: no bound
  std::vector<std::pair<std::string, std::string>>
      data;  ///< name and hash of the data sets in shared memory, in the order of their descriptors
};

/// The worker's answer to it: ready, or why not.
struct WorkerGreeting {
  std::string problem;  ///< empty: it is ready
  ErrorCode code = ErrorCode::plugin;
  std::vector<std::pair<std::string, std::string>> data;  ///< its data sets with their hashes
};

/// One evaluation's end: a result, or the task's error.
struct WorkerAnswer {
  Evaluation evaluation;
  std::string problem;  ///< empty: there is an evaluation
  ErrorCode code = ErrorCode::plugin;
};

Message setup_message(const WorkerSetup& setup);
WorkerSetup parse_setup(std::span<const std::byte> bytes);
Message greeting_message(const WorkerGreeting& greeting);
WorkerGreeting parse_greeting(std::span<const std::byte> bytes);
Message answers_message(std::span<const WorkerAnswer> answers);
std::vector<WorkerAnswer> parse_answers(std::span<const std::byte> bytes);

/// The host's memory of what one worker knows.
class RequestWriter {
 public:
  /// The requests at `places`, in that order, with the topologies that the worker has not seen.
  Message write(std::span<const EvaluationRequest> requests, std::span<const std::size_t> places);

 private:
  std::map<const Topology*, std::uint32_t> numbers_;
  std::vector<std::shared_ptr<const Topology>> known_;  ///< kept, so that no address is used twice
};

/// The worker's side of it. All parse functions and this throw neat::Error(run) on bytes that are no such message.
class RequestReader {
 public:
  std::vector<EvaluationRequest> read(std::span<const std::byte> bytes);

 private:
  std::vector<std::shared_ptr<const Topology>> known_;
};

}  // namespace neat
