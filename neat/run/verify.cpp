#include "neat/run/verify.hpp"

#include <fstream>

#include "neat/base/error.hpp"

namespace neat {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& why, const std::string& remedy) {
  throw Error(ErrorCode::data, path.string() + ": " + why + "; " + remedy);
}

/// Holds every generation against the hash it had.
class HashCheck : public Recorder {
 public:
  HashCheck(const std::vector<std::string>& hashes, Verification& result)
      : hashes_(hashes), result_(result) {}

  void write(const HistoryLine& line) override {
    const std::uint64_t number = line.generation.number;
    if (result_.differs) return;
    if (line.state_hash == hashes_[number]) {
      ++result_.verified;
      return;
    }
    result_.differs = number;
    result_.expected = hashes_[number];
    result_.found = line.state_hash;
  }

 private:
  const std::vector<std::string>& hashes_;
  Verification& result_;
};

/// A checkpoint that is not of this history proves nothing from there on.
bool fits(const Snapshot& snapshot, const std::vector<std::string>& hashes, Verification& result) {
  const std::uint64_t last = snapshot.history_size - 1;
  if (snapshot.last.state_hash == hashes[last]) return true;
  result.differs = last;
  result.expected = hashes[last];
  result.found = snapshot.last.state_hash;
  return false;
}

}  // namespace

std::vector<std::string> history_hashes(const fs::path& csv) {
  constexpr std::size_t kDigits = 64;
  std::ifstream file(csv, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || !line.ends_with("state_hash"))
    refuse(csv, "is no history of a run", "name a run's directory");
  std::vector<std::string> hashes;
  while (std::getline(file, line) && !file.eof()) {
    const std::size_t comma = line.rfind(',');
    if (comma == line.npos || line.size() - comma - 1 != kDigits ||
        !line.starts_with(std::to_string(hashes.size()) + ","))
      refuse(csv,
             "line " + std::to_string(hashes.size() + 2) + " is not that of generation " +
                 std::to_string(hashes.size()),
             "restore the file");
    hashes.push_back(line.substr(comma + 1));
  }
  return hashes;
}

Verification verify(const fs::path& directory, const Task& task, Config config, Threads& threads,
                    Evaluator& evaluator, Surroundings surroundings, std::uint64_t generation,
                    bool from_start) {
  const auto hashes = history_hashes(directory / "history.csv");
  if (generation >= hashes.size())
    throw Error(ErrorCode::config, "verify: generation " + std::to_string(generation) + ": " +
                                       directory.string() + " has " + std::to_string(hashes.size()) +
                                       " of them, from 0");
  StopOptions bounds;
  bounds.test = config.stop.test;  // a network that passed the champion test is the champion from there on
  bounds.test_every = config.stop.test_every;
  config.stop = bounds;
  config.stop.generations = static_cast<std::uint32_t>(generation + 1);
  config.stop.target = false;
  Verification result;
  const auto stopped = surroundings.interrupted;
  surroundings.interrupted = [&] { return result.differs.has_value() || stopped(); };
  Run run(task, config, threads, evaluator, surroundings);
  CheckpointFolder checkpoints(directory / "checkpoint", config.checkpoint);
  const auto snapshot = from_start ? std::nullopt : checkpoints.load_before(generation, surroundings.notice);
  if (snapshot) {
    run.begin_at(*snapshot, directory);
    result.from = snapshot->history_size;
    if (!fits(*snapshot, hashes, result)) return result;
  } else if (fs::exists(directory / "start.genome")) {
    run.start_from(io::load_genome(directory / "start.genome"));
  }
  run.add_recorder(std::make_unique<HashCheck>(hashes, result));
  result.interrupted = run.go() == StopReason::interrupted && !result.differs;
  return result;
}

}  // namespace neat
