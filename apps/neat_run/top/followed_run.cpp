#include "top/followed_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "ending.hpp"
#include "neat/base/error.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/lock.hpp"
#include "neat/run/values.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// A run is stalled when no generation ended for this long, and for this many generations' time.
constexpr double kStalledSeconds = 30, kStalledGenerations = 10;
constexpr std::uint64_t kMostSettings = 1 << 20;

/// When the file was last changed; the epoch when it is not there.
fs::file_time_type time_of(const fs::path& path) {
  std::error_code absent;
  const auto time = fs::last_write_time(path, absent);
  return absent ? fs::file_time_type{} : time;
}

double seconds_since(fs::file_time_type time) {
  return std::chrono::duration<double>(fs::file_time_type::clock::now() - time).count();
}

struct SpentBound {
  std::string_view name;
  double spent, bound;
};

/// All bounds but the target; a bound of 0 is none.
std::array<SpentBound, 6> spent_bounds(const FollowedRun& run) {
  const StopOptions& stop = run.bounds();
  const SeenHistory& h = run.history();
  const auto last = [](const std::vector<double>& values) { return values.empty() ? 0.0 : values.back(); };
  const auto bound = [](auto value) { return static_cast<double>(value); };
  return {{{"generations", static_cast<double>(h.size()), bound(stop.generations)},
           {"samples", last(h.samples), bound(stop.samples)},
           {"evaluations", last(h.evaluations), bound(stop.evaluations)},
           {"rows", last(h.rows), bound(stop.rows)},
           {"flops", last(h.flops), bound(stop.flops)},
           {"seconds", last(h.seconds), stop.seconds}}};
}

/// The first line of the last quarter, at least three before the last where there are so many.
std::size_t recent_from(const SeenHistory& history) {
  const std::size_t size = history.size();
  return size - 1 - std::min(size - 1, std::max<std::size_t>(3, size / 4));
}

double rate(const std::vector<double>& values, const SeenHistory& history, std::size_t from) {
  const double seconds = history.seconds.back() - history.seconds[from];
  const double change = values.back() - values[from];
  return seconds > 0 && std::isfinite(change) ? change / seconds : 0;
}

}  // namespace

double SeenLine::at(const std::string& column) const {
  for (const auto& [name, value] : values)
    if (name == column) return value;
  return kNone;
}

std::string_view name(RunStatus status) {
  constexpr std::array<std::string_view, 6> names{"starting", "running", "stalled",
                                                  "ended",    "stopped", "gone"};
  return names[static_cast<std::size_t>(status)];
}

FollowedRun::FollowedRun(fs::path directory) : directory_(std::move(directory)) {
  std::error_code absent;
  if (!fs::is_directory(directory_, absent))
    throw Error(ErrorCode::data,
                directory_.string() + ": there is no such directory; give one that neat-run evolve made");
  if (!fs::exists(directory_ / "config.ini", absent) && !fs::exists(directory_ / ".lock", absent))
    throw Error(ErrorCode::data,
                directory_.string() +
                    ": holds no run (it has no config.ini); give a directory that neat-run evolve made");
  refresh();
}

const std::string& FollowedRun::setting(const std::string& key) const {
  static const std::string none;
  const auto found =
      std::find_if(settings_.begin(), settings_.end(), [&](const auto& s) { return s.key == key; });
  return found == settings_.end() ? none : found->value;
}

void FollowedRun::refresh() {
  read_settings();
  read_history();
  read_champion();
  judge();
}

void FollowedRun::read_settings() {
  const auto time = time_of(directory_ / "config.ini");
  if (time == settings_time_) return;
  try {
    const auto bytes = platform::read_file(directory_ / "config.ini", kMostSettings);
    settings_ = parse_ini({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "config.ini");
  } catch (const Error&) {
    return;
  }
  settings_time_ = time;
  bounds_ = bounds_in(settings_);
}

void FollowedRun::restart_history() {
  history_ = {};
  last_.reset();
  state_hash_.clear();
  tail_.clear();
  read_ = 0;
  damaged_ = 0;
}

/// The last line read still lies where it was.
bool FollowedRun::is_where_it_was(std::uint64_t size) const {
  if (size < read_) return false;
  std::ifstream file(directory_ / "history.jsonl", std::ios::binary);
  file.seekg(static_cast<std::streamoff>(read_ - tail_.size()));
  std::string there(tail_.size(), '\0');
  return file.read(there.data(), static_cast<std::streamsize>(there.size())) && there == tail_;
}

void FollowedRun::read_history() {
  const fs::path path = directory_ / "history.jsonl";
  std::error_code absent;
  const std::uint64_t size = fs::file_size(path, absent);
  if (absent) return restart_history();
  if (read_ > 0 && !is_where_it_was(size)) restart_history();
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(read_));
  for (std::string line; std::getline(file, line) && !file.eof();) {
    tail_ = line + '\n';
    read_ += tail_.size();
    take_line(line);
  }
}

void FollowedRun::take_line(const std::string& text) {
  const Json object = Json::parse(text, nullptr, false);
  if (!object.is_object()) return void(++damaged_);
  SeenLine line;
  for (const auto& [column, value] : object.items()) {
    if (value.is_number()) line.values.emplace_back(column, value.get<double>());
    if (column == "state_hash" && value.is_string()) state_hash_ = value.get<std::string>();
  }
  const auto add = [&line](std::vector<double>& to, const char* column) { to.push_back(line.at(column)); };
  add(history_.best, "best_fitness");
  add(history_.mean, "mean_fitness");
  add(history_.species, "species");
  add(history_.seconds, "seconds");
  add(history_.evaluations, "evaluations");
  add(history_.samples, "samples_seen");
  add(history_.rows, "rows");
  add(history_.flops, "flops");
  last_ = std::move(line);
}

void FollowedRun::read_champion() {
  const auto time = time_of(directory_ / "champion.genome");
  if (time == champion_time_) return;
  champion_time_ = time;
  metrics_.clear();
  try {
    const io::ModelCard card = io::load_genome(directory_ / "champion.genome").card;
    champion_generation_ = card.generation;
    maximise_ = card.maximise;
    for (const auto& [partition, metrics] : card.metrics)
      for (const auto& [metric, value] : metrics) metrics_.emplace_back(partition + "_" + metric, value);
  } catch (const Error&) {
    champion_time_ = {};  // being replaced, or not there yet
  }
}

/// The bound at which the run is, empty when there is none.
std::string FollowedRun::reached_bound() const {
  if (!last_) return {};
  const StopReason reason =
      ending(bounds_, maximise_, history_.size(), [this](const char* column) { return last_->at(column); });
  return reason == StopReason::none ? "" : std::string(neat::name(reason));
}

void FollowedRun::judge() {
  std::error_code absent;
  if (!fs::is_directory(directory_, absent)) return void(status_ = RunStatus::gone);
  const platform::LockOwner owner = platform::lock_owner(directory_);
  process_ = owner.held ? owner.process : 0;
  ended_by_ = owner.held ? std::string{} : reached_bound();
  if (!owner.held) return void(status_ = ended_by_.empty() ? RunStatus::stopped : RunStatus::ended);
  if (!last_) return void(status_ = RunStatus::starting);
  const double generation = history_.seconds.back() / static_cast<double>(history_.size());
  const double patience =
      std::max(kStalledSeconds, kStalledGenerations * (std::isfinite(generation) ? generation : 0));
  const bool stalled = seconds_since(time_of(directory_ / "history.jsonl")) > patience;
  status_ = stalled ? RunStatus::stalled : RunStatus::running;
}

Rates recent_rates(const SeenHistory& history) {
  if (history.size() == 0) return {};
  const double seconds = history.seconds.back();
  const auto per_second = [seconds](double value) {
    return seconds > 0 && std::isfinite(value) ? value / seconds : 0;
  };
  if (history.size() == 1)
    return {per_second(history.evaluations.back()), per_second(history.samples.back()), per_second(1)};
  const std::size_t from = recent_from(history);
  const double taken = seconds - history.seconds[from];
  return {rate(history.evaluations, history, from), rate(history.samples, history, from),
          taken > 0 ? static_cast<double>(history.size() - 1 - from) / taken : 0};
}

double share_done(const FollowedRun& run) {
  double share = 0;
  for (const auto& [name, spent, bound] : spent_bounds(run))
    if (bound > 0 && std::isfinite(spent)) share = std::max(share, spent / bound);
  return std::min(1.0, share);
}

double seconds_left(const FollowedRun& run) {
  const SeenHistory& h = run.history();
  if (h.size() < 2) return kNone;
  const std::size_t from = recent_from(h);
  const StopOptions& stop = run.bounds();
  double least = std::numeric_limits<double>::infinity();
  const auto consider = [&](double left, double per_second) {
    if (per_second > 0) least = std::min(least, std::max(0.0, left) / per_second);
  };
  const auto bound = [&](double most, const std::vector<double>& spent) {
    if (most > 0) consider(most - spent.back(), rate(spent, h, from));
  };
  if (stop.generations > 0)
    consider(stop.generations - static_cast<double>(h.size()), recent_rates(h).generations);
  bound(static_cast<double>(stop.samples), h.samples);
  bound(static_cast<double>(stop.evaluations), h.evaluations);
  bound(static_cast<double>(stop.rows), h.rows);
  bound(static_cast<double>(stop.flops), h.flops);
  bound(stop.seconds, h.seconds);
  return std::isfinite(least) ? least : kNone;
}

}  // namespace neat::app
