#include "progress.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "terminal.hpp"

namespace neat::app {
namespace {

constexpr double kTerminalSeconds = 0.1, kPlainSeconds = 5;

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), format, values...);
  return buffer.data();
}

/// The largest share of any bound that was used up; 0 when there is none.
double share_done(const StopOptions& bounds, const HistoryLine& line) {
  const auto& spent = line.generation.budget;
  const auto share = [](double used, double bound) { return bound > 0 ? used / bound : 0.0; };
  return std::max({share(line.generation.number + 1.0, bounds.generations),
                   share(static_cast<double>(spent.samples), static_cast<double>(bounds.samples)),
                   share(static_cast<double>(spent.evaluations), static_cast<double>(bounds.evaluations)),
                   share(static_cast<double>(spent.rows), static_cast<double>(bounds.rows)),
                   share(static_cast<double>(spent.flops()), static_cast<double>(bounds.flops)),
                   share(line.seconds, bounds.seconds)});
}

}  // namespace

std::string duration_text(double seconds) {
  if (seconds < 10) return formatted("%.1f s", std::max(0.0, seconds));
  const auto whole = static_cast<long long>(std::max(0.0, std::round(seconds)));
  if (whole < 60) return formatted("%lld s", whole);
  if (whole < 3600) return formatted("%lld min %02lld s", whole / 60, whole % 60);
  return formatted("%lld h %02lld min", whole / 3600, whole / 60 % 60);
}

std::string short_number(double value) {
  return std::isfinite(value) ? formatted("%.4g", value) : "-";
}

Progress::Progress(const StopOptions& bounds, const TaskInfo& task, const History& before)
    : bounds_(bounds),
      fitness_name_(task.objectives.front().name),
      terminal_(standard_error_is_terminal()),
      shown_at_(seconds_since_start()) {
  if (before.empty()) return;
  first_seconds_ = before.back().seconds;
  first_evaluations_ = before.back().generation.budget.evaluations;
}

void Progress::end() {
  if (open_) std::cerr << '\n';
  open_ = false;
}

void Progress::write(const HistoryLine& line) {
  const double now = seconds_since_start();
  if (now - shown_at_ < (terminal_ ? kTerminalSeconds : kPlainSeconds)) return;
  shown_at_ = now;
  if (terminal_)
    std::cerr << '\r' << text(line) << "\x1b[K" << std::flush;
  else
    std::cerr << text(line) << '\n';
  open_ = terminal_;
}

std::string Progress::text(const HistoryLine& line) const {
  const Generation& g = line.generation;
  const double seconds = line.seconds - first_seconds_;
  const double rate =
      seconds > 0 ? static_cast<double>(g.budget.evaluations - first_evaluations_) / seconds : 0;
  const double done = share_done(bounds_, line);
  const std::string left = done > 0 ? duration_text(line.seconds * (1 / done - 1)) + " left" : "no bound";
  return "generation " + std::to_string(g.number) + "  best " + fitness_name_ + " " +
         short_number(line.champion_fitness) + "  species " + std::to_string(g.species.size()) + "  " +
         short_number(rate) + " evaluations/s  " + left;
}

}  // namespace neat::app
