#include "top/screen.hpp"

#include <algorithm>
#include <cmath>

#include "progress.hpp"
#include "top/chart.hpp"
#include "top/fitted_text.hpp"
#include "units.hpp"

namespace neat::app {
namespace {

constexpr std::size_t kNameWidth = 13;
constexpr int kLeastChartRows = 3, kMostChartRows = 14;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

double last(const FollowedRun& run, const char* column) {
  return run.last() ? run.last()->at(column) : std::nan("");
}

std::string count_at(const FollowedRun& run, const char* column) {
  return count_text(last(run, column));
}

/// The SGR sequence of a status, and of nothing.
const char* colour_of(RunStatus status) {
  if (status == RunStatus::running || status == RunStatus::starting) return "\x1b[32m";
  if (status == RunStatus::stalled || status == RunStatus::gone) return "\x1b[31m";
  return status == RunStatus::ended ? "\x1b[36m" : "\x1b[33m";
}

std::string status_text(const FollowedRun& run) {
  std::string text(name(run.status()));
  if (!run.ended_by().empty())
    text += run.ended_by() == "solved" ? ": solved" : " by its bound of " + run.ended_by();
  if (run.status() == RunStatus::stopped) text += "; neat-run resume goes on";
  if (run.process() > 0) text += " (process " + std::to_string(run.process()) + ")";
  return text;
}

std::string time_left(const FollowedRun& run) {
  const bool alive = run.status() == RunStatus::running || run.status() == RunStatus::stalled;
  const double left = seconds_left(run);
  return alive && std::isfinite(left) ? duration_text(left) + " left" : std::string{};
}

std::string bar(double share, int width, bool utf8) {
  const int full = static_cast<int>(std::lround(share * width));
  std::string text = "[";
  for (int i = 0; i < width; ++i) text += i < full ? (utf8 ? "\u2588" : "#") : (utf8 ? "\u2591" : "-");
  return text + "]";
}

/// Lines that fit the window, coloured where that is wanted.
class Page {
 public:
  explicit Page(const TopStyle& style) : style_(style) {}

  int left() const { return style_.rows - static_cast<int>(lines_.size()); }

  void line(const std::string& text, const char* colour = nullptr) {
    if (left() <= 0) return;
    const std::string shown = fitted(text, style_.columns, style_.utf8);
    lines_.push_back(colour != nullptr && style_.colour ? colour + shown + "\x1b[0m" : shown);
  }

  /// The parts behind each other, on as many lines as they need.
  void field(const std::string& name, const std::vector<std::string>& parts, const char* colour = nullptr) {
    std::string text = padded(name, kNameWidth);
    for (const auto& part : parts) {
      if (part.empty()) continue;
      const bool first = text.size() == kNameWidth;
      if (!first && text.size() + 3 + part.size() > static_cast<std::size_t>(style_.columns)) {
        line(text + ",", colour);
        text = std::string(kNameWidth, ' ') + part;
      } else {
        text += (first ? "" : ", ") + part;
      }
    }
    if (text.size() > kNameWidth) line(text, colour);
  }

  void curves(const std::string& title, std::span<const Curve> curves, int rows) {
    if (rows < kLeastChartRows || left() < rows + 1) return;
    line(title, "\x1b[1m");
    for (const auto& row : chart(curves, {style_.columns, rows, style_.utf8})) line(row, "\x1b[36m");
  }

  std::string text() const {
    std::string all;
    for (const auto& each : lines_) all += (all.empty() ? "" : "\n") + each;
    return all;
  }

 private:
  const TopStyle& style_;
  std::vector<std::string> lines_;
};

std::string described(const FollowedRun& run) {
  std::string text = run.setting("run.task");
  const auto add = [&](const char* word, const char* key) {
    if (!run.setting(key).empty()) text += std::string("   ") + word + " " + run.setting(key);
  };
  add("preset", "run.preset");
  add("seed", "run.seed");
  add("strategy", "run.strategy");
  return text;
}

std::string progress_text(const FollowedRun& run, const TopStyle& style) {
  const std::uint32_t bound = run.bounds().generations;
  std::string text = std::to_string(run.history().size());
  if (bound > 0) text += " of " + std::to_string(bound);
  const double share = share_done(run);
  if (share > 0)
    text += "  " + bar(share, std::clamp(style.columns - 60, 8, 40), style.utf8) + " " +
            std::to_string(static_cast<int>(share * 100)) + " %";
  text += "  " + duration_text(last(run, "seconds"));
  const std::string left = time_left(run);
  return left.empty() ? text : text + ", " + left;
}

using Parts = std::vector<std::string>;

Parts champion_parts(const FollowedRun& run) {
  Parts parts{"fitness " + short_number(last(run, "champion_fitness"))};
  for (const auto& [metric, value] : run.metrics()) parts.push_back(metric + " " + short_number(value));
  return parts;
}

Parts network_parts(const FollowedRun& run) {
  return {count_at(run, "nodes") + " hidden nodes", count_at(run, "connections") + " connections",
          count_at(run, "parameters") + " parameters",
          "found in generation " + std::to_string(run.champion_generation())};
}

Parts population_parts(const FollowedRun& run) {
  return {count_at(run, "species") + " species",
          "mean of " + short_number(last(run, "mean_nodes")) + " nodes and " +
              short_number(last(run, "mean_connections")) + " connections",
          "diversity " + short_number(last(run, "population_diversity")),
          "sigma " + short_number(last(run, "sigma"))};
}

/// Nothing where the figure is 0 or not known.
std::string unless_none(double value, const std::string& text) {
  return std::isfinite(value) && value != 0 ? text : std::string{};
}

Parts speed_parts(const FollowedRun& run) {
  const Rates rates = recent_rates(run.history());
  const double gain = last(run, "learning_gain"), diverged = last(run, "diverged"), lost = last(run, "lost");
  return {short_number(rates.evaluations) + " evaluations/s",
          unless_none(rates.samples, count_text(rates.samples) + " samples/s"),
          unless_none(gain, "learning gain " + short_number(gain)),
          unless_none(diverged, count_text(diverged) + " diverged"),
          unless_none(lost, count_text(lost) + " lost")};
}

Parts ledger_parts(const FollowedRun& run) {
  const double samples = last(run, "samples_seen"), rows = last(run, "rows"),
               back = last(run, "backward_flops"), line = last(run, "line_flops");
  return {count_at(run, "evaluations") + " evaluations",
          unless_none(rows, count_text(rows) + " rows"),
          unless_none(samples, count_text(samples) + " training samples"),
          flops_text(last(run, "forward_flops")) + " forwards",
          unless_none(back, flops_text(back) + " backwards"),
          unless_none(line, flops_text(line) + " on the champion's line")};
}

void add_curves(Page& page, const FollowedRun& run, const TopStyle& style) {
  const SeenHistory& h = run.history();
  const int rows = page.left() - (style.keys ? 1 : 0);
  const Curve fitness[] = {{h.best, '*', false}, {h.mean, '.', true}}, species[] = {{h.species, '*', false}};
  const bool both = rows >= 2 * (kLeastChartRows + 1);
  const int share = both ? (rows - 2) / 3 : 0;
  const int lower = both ? std::clamp(share, kLeastChartRows, kMostChartRows / 2) : 0;
  const int upper = std::min(kMostChartRows, rows - 1 - (both ? lower + 1 : 0));
  const bool drawn =
      run.setting("run.strategy") == "neat-cma";  // anew in every generation: the champion is not among them
  const std::string whose = drawn ? "fitness of this generation's draws" : "fitness";
  page.curves(whose + ": best and mean (" + (style.utf8 ? "dotted)" : ".)"), fitness, upper);
  if (both) page.curves("species", species, lower);
}

void add_run(Page& page, const FollowedRun& run, const TopStyle& style) {
  page.line(run.directory().string() + "   " + described(run), "\x1b[1m");
  page.field("status", {status_text(run)}, colour_of(run.status()));
  if (!run.last()) return page.line("no generation is finished yet");
  page.field("generations", {progress_text(run, style)});
  page.field("champion", champion_parts(run));
  page.field("", network_parts(run));
  page.field("population", population_parts(run));
  page.field("speed", speed_parts(run));
  page.field("ledger", ledger_parts(run));
  if (run.damaged() > 0)
    page.field("history", {std::to_string(run.damaged()) + " damaged lines were left out"}, "\x1b[31m");
  add_curves(page, run, style);
}

std::string row_text(const FollowedRun& run, std::size_t width) {
  const std::uint32_t bound = run.bounds().generations;
  return padded(run.directory().string(), width) + "  " + padded(std::string(name(run.status())), 9) +
         padded(std::to_string(run.history().size()) + (bound > 0 ? "/" + std::to_string(bound) : ""), 13) +
         padded(short_number(last(run, "champion_fitness")), 11) + padded(count_at(run, "species"), 9) +
         padded(short_number(recent_rates(run.history()).evaluations), 11) + time_left(run);
}

void add_table(Page& page, const std::vector<FollowedRun>& runs, std::size_t chosen, const TopStyle& style) {
  std::size_t width = 3;
  for (const auto& run : runs) width = std::max(width, run.directory().string().size());
  width = std::min(width, static_cast<std::size_t>(std::max(3, style.columns - 65)));
  const auto shortened = [width](std::string text) {
    return text.size() > width ? text.substr(text.size() - width) : text;
  };
  page.line("  " + padded("run", width) + "  status   generations  fitness    species  eval/s     time",
            "\x1b[1m");
  const auto room = static_cast<std::size_t>(std::max(1, style.rows / 2 - 1));
  const std::size_t first = chosen < room ? 0 : chosen + 1 - room;
  for (std::size_t i = first; i < std::min(runs.size(), first + room); ++i) {
    std::string row = row_text(runs[i], width);
    const std::string path = runs[i].directory().string();
    row.replace(0, std::max(path.size(), width), padded(shortened(path), width));
    page.line((i == chosen ? "> " : "  ") + row, colour_of(runs[i].status()));
  }
  page.line("");
}

}  // namespace

std::string top_screen(const std::vector<FollowedRun>& runs, std::size_t chosen, const TopStyle& style) {
  Page page(style);
  if (runs.size() > 1) add_table(page, runs, chosen, style);
  add_run(page, runs[chosen], style);
  if (style.keys && page.left() > 0)
    page.line(runs.size() > 1 ? "q quits, up and down choose a run" : "q quits", "\x1b[2m");
  return page.text();
}

}  // namespace neat::app
