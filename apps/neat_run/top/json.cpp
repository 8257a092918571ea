#include <cmath>
#include <nlohmann/json.hpp>

#include "top/screen.hpp"

namespace neat::app {
namespace {

nlohmann::ordered_json number(double value) {
  constexpr double kExact = 9007199254740992;  // 2^53: whole numbers below it are what was written
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < kExact) return static_cast<std::int64_t>(value);
  return value;
}

nlohmann::ordered_json run_json(const FollowedRun& run) {
  using Json = nlohmann::ordered_json;
  Json metrics = Json::object();
  for (const auto& [metric, value] : run.metrics()) metrics[metric] = number(value);
  Json columns = Json::object();
  if (run.last())
    for (const auto& [column, value] : run.last()->values) columns[column] = number(value);
  const Rates rates = recent_rates(run.history());
  const std::uint32_t bound = run.bounds().generations;
  return {{"run", run.directory().string()},
          {"task", run.setting("run.task")},
          {"preset", run.setting("run.preset")},
          {"seed", run.setting("run.seed")},
          {"status", std::string(name(run.status()))},
          {"ended_by", run.ended_by().empty() ? Json(nullptr) : Json(run.ended_by())},
          {"process", run.process() > 0 ? Json(run.process()) : Json(nullptr)},
          {"generations", run.history().size()},
          {"bound", bound > 0 ? Json(bound) : Json(nullptr)},
          {"done", number(share_done(run))},
          {"seconds_left", number(seconds_left(run))},
          {"evaluations_per_second", number(rates.evaluations)},
          {"samples_per_second", number(rates.samples)},
          {"champion",
           {{"fitness", number(run.last() ? run.last()->at("champion_fitness") : std::nan(""))},
            {"metrics", metrics},
            {"generation", run.champion_generation()}}},
          {"last", columns},
          {"state_hash", run.state_hash()},
          {"damaged_lines", run.damaged()}};
}

}  // namespace

std::string top_json(const std::vector<FollowedRun>& runs) {
  auto answer = nlohmann::ordered_json{{"runs", nlohmann::ordered_json::array()}};
  for (const auto& run : runs) answer["runs"].push_back(run_json(run));
  return answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace neat::app
