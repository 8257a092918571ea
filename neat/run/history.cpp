#include "neat/run/history.hpp"

#include <cmath>
#include <limits>

#include "neat/run/values.hpp"

namespace neat {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : ",") + parts[i];
  return text + "\n";
}

std::string cell(double value) {
  return std::isnan(value) ? "nan" : number_text(value);
}

void add_metrics(std::vector<std::string>& cells, std::size_t count, const std::vector<double>& values) {
  for (std::size_t i = 0; i < count; ++i) cells.push_back(cell(i < values.size() ? values[i] : kNone));
}

bool is_number(const std::string& text) {
  return parse_real(text).has_value();
}

}  // namespace

void History::add(HistoryLine line) {
  ++size_;
  last_ = std::move(line);
}

Partition fitness_partition(const TaskInfo& task) {
  return task.has_validation ? Partition::validation : Partition::train;
}

std::string_view name(Partition partition) {
  if (partition == Partition::train) return "train";
  return partition == Partition::validation ? "validation" : "test";
}

bool parse(std::string_view text, Partition& partition) {
  for (const auto candidate : {Partition::train, Partition::validation, Partition::test})
    if (name(candidate) == text) return partition = candidate, true;
  return false;
}

std::vector<std::string> history_columns(const TaskInfo& task) {
  std::vector<std::string> columns{
      "generation",           "evaluations",   "samples_seen", "flops",       "seconds",    "best_fitness",
      "mean_fitness",         "species",       "nodes",        "connections", "parameters", "sigma",
      "population_diversity", "learning_gain", "diverged",     "lost"};
  const std::string prefix = std::string(name(fitness_partition(task))) + "_";
  for (const auto& metric : task.metrics) columns.push_back(prefix + metric.name);
  if (task.has_test)
    for (const auto& metric : task.metrics) columns.push_back("test_" + metric.name);
  columns.emplace_back("state_hash");
  return columns;
}

std::vector<std::string> history_cells(const TaskInfo& task, const HistoryLine& line) {
  const Generation& g = line.generation;
  std::vector<std::string> cells{number_text(std::uint64_t{g.number}),
                                 number_text(g.budget.evaluations),
                                 number_text(g.budget.samples),
                                 number_text(g.budget.flops),
                                 cell(line.seconds),
                                 cell(g.best_fitness),
                                 cell(g.mean_fitness),
                                 number_text(std::uint64_t{g.species}),
                                 cell(g.nodes),
                                 cell(g.connections),
                                 cell(g.parameters),
                                 cell(g.sigma),
                                 cell(g.population_diversity),
                                 cell(g.learning_gain),
                                 number_text(g.diverged),
                                 number_text(g.lost)};
  add_metrics(cells, task.metrics.size(), g.best_metrics);
  if (task.has_test) add_metrics(cells, task.metrics.size(), line.test);
  cells.push_back(line.state_hash);
  return cells;
}

std::string csv_header(const TaskInfo& task) {
  return joined(history_columns(task));
}

std::string csv_line(const TaskInfo& task, const HistoryLine& line) {
  return joined(history_cells(task, line));
}

std::string json_line(const TaskInfo& task, const HistoryLine& line) {
  const auto columns = history_columns(task);
  auto cells = history_cells(task, line);
  for (std::size_t i = 0; i + 1 < cells.size(); ++i)
    if (!is_number(cells[i])) cells[i] = "null";
  cells.back() = '"' + cells.back() + '"';
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i)
    text += (i == 0 ? "{\"" : ",\"") + columns[i] + "\":" + cells[i];
  return text + "}\n";
}

}  // namespace neat
