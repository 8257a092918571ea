#include "neat/run/checkpoint.hpp"

#include <algorithm>

#include "neat/base/error.hpp"
#include "neat/io/frame.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/values.hpp"

namespace neat {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 2;

std::string file_name(std::uint64_t finished) {
  const std::string digits = number_text(finished);
  return std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits + ".ckpt";
}

struct Entry {
  std::uint64_t finished;
  fs::path path;
};

/// All checkpoints, newest first.
std::vector<Entry> entries(const fs::path& folder) {
  std::vector<Entry> found;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    const auto number = parse_unsigned(file.path().stem().string());
    if (file.path().extension() == ".ckpt" && number) found.push_back({*number, file.path()});
  }
  std::sort(found.begin(), found.end(),
            [](const Entry& a, const Entry& b) { return a.finished > b.finished; });
  return found;
}

Snapshot load(const Entry& entry, std::uint64_t history) {
  Snapshot snapshot = load_checkpoint(entry.path);
  if (snapshot.history_size > history)
    throw Error(ErrorCode::data, entry.path.string() + ": is of generation " +
                                     number_text(snapshot.history_size) +
                                     ", but the history ends before; restore history.csv and history.jsonl");
  return snapshot;
}

}  // namespace

Snapshot load_checkpoint(const fs::path& path) {
  const auto bytes = platform::read_file(path);
  const auto payload = io::unframe(bytes, path.string());
  try {
    return parse_snapshot(payload);
  } catch (const Error& problem) {
    throw Error(ErrorCode::data,
                path.string() + ": " + problem.what() + "; resume with the version that wrote it");
  }
}

CheckpointFolder::CheckpointFolder(fs::path folder, CheckpointOptions options)
    : folder_(std::move(folder)), options_(options) {}

bool CheckpointFolder::archived(std::uint64_t finished) const {
  return options_.archive_every > 0 && finished % options_.archive_every == 0;
}

bool CheckpointFolder::due(std::uint64_t finished, double now) const {
  if (archived(finished)) return true;
  return options_.every > 0 && finished % options_.every == 0 && now - saved_at_ >= kLeastSeconds;
}

void CheckpointFolder::save(const Snapshot& snapshot, double now) {
  platform::write_file_atomically(folder_ / file_name(snapshot.history_size),
                                  io::frame(snapshot_bytes(snapshot)));
  last_saved_ = snapshot.history_size;
  saved_at_ = now;
  drop_old(last_saved_);
}

/// Also drops what is newer: leftovers of a run that was resumed from before them.
void CheckpointFolder::drop_old(std::uint64_t newest) const {
  std::size_t kept = 0;
  for (const auto& entry : entries(folder_)) {
    const bool stays = entry.finished <= newest && (kept < kKept || archived(entry.finished));
    if (entry.finished <= newest) ++kept;
    std::error_code ignored;  // a file that cannot be removed does no harm
    if (!stays) fs::remove(entry.path, ignored);
  }
}

std::optional<Snapshot> CheckpointFolder::load_before(
    std::uint64_t history, const std::function<void(const std::string&)>& notice) const {
  for (const auto& entry : entries(folder_)) {
    if (entry.finished > history) continue;
    try {
      return load(entry, history);
    } catch (const Error& problem) {
      notice(problem.what());
    }
  }
  return std::nullopt;
}

std::optional<Snapshot> CheckpointFolder::load_newest(std::uint64_t history,
                                                      const std::function<void(const std::string&)>& notice) {
  const auto found = entries(folder_);
  std::string first_problem;
  for (const auto& entry : found) {
    try {
      Snapshot snapshot = load(entry, history);
      if (!first_problem.empty()) notice(first_problem + ". Going on from " + entry.path.filename().string());
      last_saved_ = snapshot.history_size;
      return snapshot;
    } catch (const Error& problem) {
      if (first_problem.empty()) first_problem = problem.what();
    }
  }
  if (found.empty()) return std::nullopt;
  throw Error(ErrorCode::data, first_problem + " (and no earlier checkpoint can be used)");
}

}  // namespace neat
