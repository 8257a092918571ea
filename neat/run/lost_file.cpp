#include "neat/run/lost_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"
#include "neat/io/strict_json.hpp"
#include "neat/run/history.hpp"

namespace neat {
namespace {

namespace fs = std::filesystem;

constexpr int kMembers = 9;

std::string line_of(const LostEvaluation& lost) {
  const RequestKey& key = lost.key;
  const nlohmann::ordered_json line{{"generation", key.generation},
                                    {"index", key.index},
                                    {"genome", key.genome},
                                    {"partition", std::string(name(key.partition))},
                                    {"champion_test", key.champion_test},
                                    {"budget", key.budget},
                                    {"schedule_step", key.schedule_step},
                                    {"attempts", lost.attempts},
                                    {"reason", lost.reason}};
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

LostEvaluation parse_line(const std::string& text) {
  const nlohmann::json line = io::parse_strictly(text, 1);
  LostEvaluation lost;
  RequestKey& key = lost.key;
  key.generation = io::whole_of<std::uint32_t>(line, "generation");
  key.index = io::whole_of<std::uint32_t>(line, "index");
  key.genome = io::whole_of<std::uint64_t>(line, "genome");
  if (!parse(io::string_of(line, "partition"), key.partition))
    throw io::JsonRefusal("it has no known partition");
  key.champion_test = io::bool_of(line, "champion_test");
  key.budget = io::whole_of<std::uint64_t>(line, "budget");
  key.schedule_step = io::whole_of<std::uint32_t>(line, "schedule_step");
  lost.attempts = io::whole_of<std::uint32_t>(line, "attempts");
  lost.reason = io::string_of(line, "reason");
  io::expect_members(line, kMembers, "a lost evaluation");
  return lost;
}

LostEvaluation read_line(const std::string& text, const fs::path& path, std::size_t number) {
  try {
    return parse_line(text);
  } catch (const io::JsonRefusal& problem) {
    throw Error(ErrorCode::data, path.string() + ": line " + std::to_string(number) + ": " + problem.what() +
                                     "; restore the file or start a new run");
  }
}

/// Behind the last whole line.
std::uintmax_t whole_lines_end(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::uintmax_t end = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) end += line.size() + 1;
  return end;
}

}  // namespace

std::vector<LostEvaluation> read_lost(const fs::path& path) {
  std::vector<LostEvaluation> all;
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line) && !file.eof();)
    all.push_back(read_line(line, path, all.size() + 1));
  return all;
}

void append_lost(const fs::path& path, std::span<const LostEvaluation> lost) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) fs::resize_file(path, whole_lines_end(path), ignored);
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::app);
  for (const auto& evaluation : lost) file << line_of(evaluation);
  file << std::flush;
  if (file) return;
  const std::string reason = errno == 0 ? "unknown reason" : std::strerror(errno);
  throw Error(ErrorCode::system, path.string() + ": cannot be written: " + reason +
                                     "; make room or give it another place, then resume the run");
}

}  // namespace neat
