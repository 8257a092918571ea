#include "forecast/dry_run.hpp"

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "command.hpp"
#include "forecast/forecast.hpp"
#include "neat/platform/signals.hpp"
#include "progress.hpp"
#include "terminal.hpp"
#include "units.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

bool has_span(const Range& range) {
  return range.high - range.low > 0.01 * range.expected;
}

std::uint64_t whole(double value) {
  return static_cast<std::uint64_t>(std::llround(std::min(value, 9e18)));
}

void add(Json& to, const std::string& name, const Range& range) {
  to[name] = whole(range.expected);
  to[name + "_low"] = whole(range.low);
  to[name + "_high"] = whole(range.high);
}

double first_size(const Forecast& f, const StrategyOptions& strategy) {
  return static_cast<double>(first_generation_size(strategy, whole(f.first_parameters)));
}

Json predicted(const Forecast& f, const Config& config, double samples_per_generation) {
  const double bytes = f.first_parameters * sizeof(float) * first_size(f, config.strategy);
  Json to{{"parameters", whole(f.first_parameters)},
          {"flops_per_row", whole(f.first_pass_flops)},
          {"samples_per_generation", whole(samples_per_generation)},
          {"parameter_bytes", whole(bytes)}};
  to["bound"] = f.bound.empty() ? Json(nullptr) : Json(f.bound);
  add(to, "generations", f.generations);
  add(to, "evaluations", f.evaluations);
  add(to, "samples", f.samples);
  add(to, "rows", f.rows);
  add(to, "forward_flops", f.forward_flops);
  add(to, "backward_flops", f.backward_flops);
  add(to, "memory_bytes", f.memory_bytes);
  to["seconds"] = f.seconds.expected;
  to["seconds_low"] = f.seconds.low;
  to["seconds_high"] = f.seconds.high;
  return to;
}

/// "about 5.2 GB (4.1 to 6.3 GB)".
std::string shown(const Range& range, std::string (*text)(double)) {
  if (!has_span(range)) return text(range.expected);
  return "about " + text(range.expected) + " (" + text(range.low) + " to " + text(range.high) + ")";
}

std::string heading(const Forecast& f) {
  if (f.bound.empty()) return "nothing bounds this run (see stop.*); one generation costs";
  return std::string(f.may_end_earlier ? "at most, for it ends earlier when it is solved; " : "") +
         "its bound is stop." + f.bound;
}

std::string text(const Forecast& f) {
  std::string lines;
  const auto line = [&lines](const std::string& name, const std::string& value) {
    lines += "# " + name + std::string(18 - std::min<std::size_t>(17, name.size()), ' ') + value + '\n';
  };
  lines += "# forecast: " + heading(f) + '\n';
  line("first networks", count_text(f.first_parameters) + " parameters, " + count_text(f.first_pass_flops) +
                             " operations per row");
  line("generations", shown(f.generations, count_text));
  line("evaluations", shown(f.evaluations, count_text));
  if (f.samples.expected > 0) line("training samples", shown(f.samples, count_text));
  line("evaluation rows", shown(f.rows, count_text));
  line("forward", shown(f.forward_flops, flops_text));
  if (f.backward_flops.expected > 0) line("backward", shown(f.backward_flops, flops_text));
  line("memory", shown(f.memory_bytes, bytes_text));
  line("time", shown(f.seconds, duration_text) + " on this machine as busy as it is now");
  return lines;
}

Json settings_json(const Config& config) {
  Json settings = Json::object();
  for (const auto& setting : parse_ini(to_ini(config), "dry run")) settings[setting.key] = setting.value;
  return settings;
}

double samples_per_generation(const Forecast& f, const TaskInfo& task, const StrategyOptions& strategy) {
  if (!task.learns || !strategy.inheritance.learn) return 0;
  return static_cast<double>(strategy.inheritance.samples) * first_size(f, strategy);
}

}  // namespace

int dry_run(const Task& task, const Config& config, const DryRun& of) {
  platform::install_stop_signals();
  Threads threads(config.threads);
  const auto forecast = neat::app::forecast(
      task, config, threads, {of.start, of.saves, seconds_since_start, platform::stop_requested});
  if (!forecast) {
    std::cerr << "neat-run: interrupted; nothing was begun\n";
    return kInterrupted;
  }
  if (!of.json) {
    std::cout << to_ini(config) << '\n' << text(*forecast);
    return 0;
  }
  const Json answer{
      {"task", config.task},
      {"config", settings_json(config)},
      {"predicted",
       predicted(*forecast, config, samples_per_generation(*forecast, task.info(), config.strategy))}};
  std::cout << answer.dump() << '\n';
  return 0;
}

}  // namespace neat::app
