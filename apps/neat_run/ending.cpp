#include "ending.hpp"

#include <algorithm>

#include "neat/run/values.hpp"

namespace neat::app {
namespace {

std::uint64_t whole(double value) {
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

}  // namespace

std::string value_of(const std::vector<Setting>& settings, const std::string& key) {
  const auto found = std::ranges::find(settings, key, &Setting::key);
  return found == settings.end() ? "" : found->value;
}

StopOptions bounds_in(const std::vector<Setting>& settings) {
  const auto bound = [&](const char* key) { return parse_unsigned(value_of(settings, key)).value_or(0); };
  StopOptions bounds;
  bounds.generations = static_cast<std::uint32_t>(bound("stop.generations"));
  bounds.target = parse_switch(value_of(settings, "stop.target")).value_or(true);
  bounds.target_fitness = value_of(settings, "stop.target_fitness");
  bounds.samples = bound("stop.samples");
  bounds.evaluations = bound("stop.evaluations");
  bounds.rows = bound("stop.rows");
  bounds.flops = bound("stop.flops");
  bounds.seconds = parse_real(value_of(settings, "stop.seconds")).value_or(0);
  return bounds;
}

StopReason ending(const StopOptions& bounds, bool maximise, std::size_t generations,
                  const std::function<double(const char*)>& column) {
  HistoryLine line;
  Budget& spent = line.generation.budget;
  spent.evaluations = whole(column("evaluations"));
  spent.samples = whole(column("samples_seen"));
  spent.rows = whole(column("rows"));
  spent.forward_flops = whole(column("flops"));
  line.seconds = column("seconds");
  line.champion_fitness = column("champion_fitness");
  line.solved = column("solved") > 0;
  const Direction direction = maximise ? Direction::maximise : Direction::minimise;
  return Stop(bounds, direction).reached(History(generations, line), false);
}

}  // namespace neat::app
