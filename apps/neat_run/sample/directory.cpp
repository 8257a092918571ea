#include "sample/directory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/part_file.hpp"
#include "neat/run/config.hpp"
#include "sample/settings.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;

[[noreturn]] void damaged(const fs::path& file, const std::string& why) {
  throw Error(ErrorCode::data,
              file.string() + ": is damaged: " + why + "; restore it or sample anew elsewhere");
}

[[noreturn]] void refuse_write(const fs::path& file) {
  const std::string reason = errno == 0 ? "unknown reason" : std::strerror(errno);
  throw Error(ErrorCode::system, file.string() + ": cannot be written: " + reason +
                                     "; make room and run the same command again, which goes on");
}

std::string text_of(const fs::path& file) {
  const auto bytes = platform::read_file(file, kLargestFile);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Json to_json(const SampleOrigin& origin) {
  return {{"format", "neat.sample"},     {"version", 1},
          {"task", origin.task},         {"task_version", origin.task_version},
          {"maximise", origin.maximise}, {"arithmetic", origin.arithmetic},
          {"data", origin.data}};
}

SampleOrigin parse_origin(const fs::path& file) {
  try {
    const Json json = Json::parse(text_of(file));
    if (json.at("format") != "neat.sample") damaged(file, "it is not of the format neat.sample");
    if (json.at("version") != 1)
      throw Error(ErrorCode::data, file.string() + ": has version " + json.at("version").dump() +
                                       ", this program reads 1; use the program that wrote it");
    return {json.at("task"), json.at("task_version"), json.at("arithmetic"), json.at("maximise"),
            json.at("data")};
  } catch (const Json::exception&) {
    damaged(file,
            "it is no JSON object with format, version, task, task_version, maximise, arithmetic and data");
  }
}

Outcome parse_line(const std::string& line, const fs::path& file, std::size_t number) {
  try {
    return parse_outcome(line);
  } catch (const std::runtime_error& problem) {
    throw Error(ErrorCode::data, file.string() + ", line " + std::to_string(number) + ": is no outcome: " +
                                     problem.what() + "; remove the line and run the sample again");
  }
}

/// The whole lines of outcomes.jsonl; the end of the last one in bytes.
std::uintmax_t read_outcomes(const fs::path& file, StoredSample& sample) {
  if (!fs::exists(file)) return 0;
  const std::string text = text_of(file);
  std::size_t from = 0, number = 0;
  for (std::size_t end; (end = text.find('\n', from)) != std::string::npos; from = end + 1)
    sample.outcomes.push_back(parse_line(text.substr(from, end - from), file, ++number));
  sample.torn = from < text.size();
  std::sort(sample.outcomes.begin(), sample.outcomes.end(),
            [](const Outcome& a, const Outcome& b) { return a.seed < b.seed; });
  const auto twice = std::adjacent_find(sample.outcomes.begin(), sample.outcomes.end(),
                                        [](const Outcome& a, const Outcome& b) { return a.seed == b.seed; });
  if (twice != sample.outcomes.end())
    damaged(file, "seed " + std::to_string(twice->seed) + " is there twice");
  return from;
}

/// What may lie in a directory that is about to become a sample: traces of a start that was cut short.
bool is_trace(const std::string& name) {
  return name == ".lock" || name.starts_with("origin.json") || name.starts_with("config.ini.");
}

void require_free(const fs::path& path) {
  for (const auto& entry : fs::directory_iterator(path))
    if (!is_trace(entry.path().filename().string()))
      throw Error(ErrorCode::config, path.string() +
                                         ": is not empty and holds no sample; choose another place with "
                                         "--out");
}

void require_same_origin(const fs::path& path, const SampleOrigin& then, const SampleOrigin& now) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::config, path.string() + ": holds a sample of " + what +
                                       "; choose another place with --out, or compare the two");
  };
  if (then.task != now.task) refuse("task " + then.task + ", this is " + now.task);
  if (then.task_version != now.task_version)
    refuse("version " + then.task_version + " of the task, this is " + now.task_version);
  if (then.arithmetic != now.arithmetic)
    refuse(then.arithmetic + " arithmetic, this is " + now.arithmetic + " (see run.kernels)");
  if (then.data != now.data) refuse("other data than those now there (see data.dir)");
}

void require_same_settings(const fs::path& path, const std::vector<Setting>& then, const Config& now) {
  const auto differences = differing_settings({then, parse_ini(to_ini(portable(now)), "now")});
  if (differences.empty()) return;
  const auto& first = differences.front();
  throw Error(ErrorCode::config, path.string() + ": holds a sample with " + first.key + " = " +
                                     first.values[0] + ", not " + first.values[1] +
                                     "; choose another place with --out, or give the setting it has");
}

/// Fewer seeds than are there would leave the answer and the outcomes apart.
void require_wanted(const fs::path& path, const std::vector<Outcome>& outcomes, std::uint64_t first,
                    std::size_t seeds) {
  if (outcomes.empty() || outcomes.back().seed - first < seeds) return;
  const std::uint64_t last = outcomes.back().seed;
  throw Error(ErrorCode::config, path.string() + ": holds seed " + std::to_string(last) +
                                     " already, which --seeds " + std::to_string(seeds) +
                                     " does not ask for; ask for at least " +
                                     std::to_string(last - first + 1));
}

}  // namespace

SampleOrigin origin_of(const Task& task) {
  SampleOrigin origin;
  origin.task = task.info().name;
  origin.task_version = task.info().version;
  origin.arithmetic = kernels::arithmetic();
  origin.maximise = task.info().objectives.front().direction == Direction::maximise;
  for (const auto& [name, hash] : task.data_hashes()) origin.data[name] = hash;
  return origin;
}

bool is_sample(const fs::path& path) {
  return fs::exists(path / "config.ini") && fs::exists(path / "origin.json");
}

StoredSample read_sample(const fs::path& path) {
  StoredSample sample;
  sample.origin = parse_origin(path / "origin.json");
  try {
    sample.settings = parse_ini(text_of(path / "config.ini"), (path / "config.ini").string());
  } catch (const Error& problem) {
    damaged(path / "config.ini", problem.what());
  }
  const bool chosen = std::any_of(sample.settings.begin(), sample.settings.end(),
                                  [](const Setting& setting) { return setting.key == "run.kernels"; });
  if (!chosen)
    sample.settings.push_back({"run.kernels", sample.origin.arithmetic, "what config.ini leaves out"});
  read_outcomes(path / "outcomes.jsonl", sample);
  return sample;
}

SampleDirectory::SampleDirectory(const fs::path& path, const Task& task, const Config& config,
                                 std::size_t seeds)
    : path_(path) {
  if (fs::exists(path) && !fs::is_directory(path))
    throw Error(ErrorCode::config, path.string() + ": is a file; choose another place with --out");
  if (fs::exists(path / "history.jsonl") || fs::exists(path / "checkpoint"))
    throw Error(ErrorCode::config,
                path.string() + ": holds a run of neat-run evolve; choose another place with --out");
  platform::make_folder(path);
  lock_.emplace(path);
  if (is_sample(path))
    take_up(task, config, seeds);
  else
    begin(task, config);
  errno = 0;
  file_.open(path / "outcomes.jsonl", std::ios::binary | std::ios::app);
  if (!file_) refuse_write(path / "outcomes.jsonl");
}

/// config.ini last: a directory without it is no sample yet.
void SampleDirectory::begin(const Task& task, const Config& config) const {
  require_free(path_);
  platform::write_file_atomically(path_ / "origin.json", to_json(origin_of(task)).dump(2) + "\n");
  platform::write_file_atomically(path_ / "config.ini", to_ini(portable(config)));
}

void SampleDirectory::take_up(const Task& task, const Config& config, std::size_t seeds) {
  StoredSample sample = read_sample(path_);
  require_same_origin(path_, sample.origin, origin_of(task));
  require_same_settings(path_, sample.settings, config);
  if (!sample.outcomes.empty() && sample.outcomes.front().seed < config.strategy.seed)
    damaged(path_ / "outcomes.jsonl",
            "it holds seeds before the first, " + std::to_string(config.strategy.seed));
  require_wanted(path_, sample.outcomes, config.strategy.seed, seeds);
  if (sample.torn) {
    StoredSample ignored;
    fs::resize_file(path_ / "outcomes.jsonl", read_outcomes(path_ / "outcomes.jsonl", ignored));
    notice_ =
        path_.string() + "/outcomes.jsonl: the last line was not whole and is dropped; its seed runs again";
  }
  outcomes_ = std::move(sample.outcomes);
  std::error_code none;
  if (outcomes_.size() < seeds) fs::remove(path_ / "sample.json", none);  // the answer of fewer seeds
}

void SampleDirectory::add(const Outcome& outcome) {
  errno = 0;
  file_ << outcome_line(outcome) << std::flush;
  if (!file_) refuse_write(path_ / "outcomes.jsonl");
}

void SampleDirectory::finish(const std::string& json) const {
  platform::write_file_atomically(path_ / "sample.json", json + "\n");
}

}  // namespace neat::app
