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

/// [[id, members, best fitness], ...]
std::string species_text(const std::vector<SpeciesSize>& all) {
  std::string text;
  for (const auto& species : all)
    text += (text.empty() ? "[" : ",[") + number_text(std::uint64_t{species.id}) + "," +
            number_text(species.members) + "," +
            (std::isnan(species.best_fitness) ? "null" : number_text(species.best_fitness)) + "]";
  return "[" + text + "]";
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
  std::vector<std::string> columns{"generation",
                                   "evaluations",
                                   "samples_seen",
                                   "rows",
                                   "rows_saved",
                                   "flops",
                                   "forward_flops",
                                   "backward_flops",
                                   "seconds",
                                   "best_fitness",
                                   "mean_fitness",
                                   "fitness_p10",
                                   "fitness_p25",
                                   "fitness_p50",
                                   "fitness_p75",
                                   "fitness_p90",
                                   "champion_fitness",
                                   "solved",
                                   "species",
                                   "nodes",
                                   "connections",
                                   "parameters",
                                   "mean_nodes",
                                   "mean_connections",
                                   "sigma",
                                   "population_diversity",
                                   "learning_gain",
                                   "diverged",
                                   "lost",
                                   "line_evaluations",
                                   "line_samples",
                                   "line_rows",
                                   "line_flops"};
  if (task.learns)
    for (const char* column : {"birth_fitness", "best_birth_fitness"}) columns.emplace_back(column);
  if (task.has_champion_test)
    for (const char* column : {"champion_tests", "champion_test_rows", "champion_test_rows_saved"})
      columns.emplace_back(column);
  const std::string prefix = std::string(name(fitness_partition(task))) + "_";
  for (const auto& metric : task.metrics) columns.push_back(prefix + metric.name);
  if (task.has_test)
    for (const auto& metric : task.metrics) columns.push_back("test_" + metric.name);
  if (task.has_validation)
    for (const auto& metric : task.metrics) columns.push_back("train_" + metric.name);
  columns.emplace_back("state_hash");
  return columns;
}

std::vector<std::string> history_cells(const TaskInfo& task, const HistoryLine& line) {
  const Generation& g = line.generation;
  std::vector<std::string> cells{number_text(std::uint64_t{g.number}),
                                 number_text(g.budget.evaluations),
                                 number_text(g.budget.samples),
                                 number_text(g.budget.rows),
                                 number_text(g.budget.rows_saved),
                                 number_text(g.budget.flops()),
                                 number_text(g.budget.forward_flops),
                                 number_text(g.budget.backward_flops),
                                 cell(line.seconds),
                                 cell(g.best_fitness),
                                 cell(g.mean_fitness)};
  for (const double quantile : g.fitness_quantiles) cells.push_back(cell(quantile));
  for (const auto& text :
       {cell(line.champion_fitness), number_text(std::uint64_t{line.solved}),
        number_text(std::uint64_t{g.species.size()}), cell(g.nodes), cell(g.connections), cell(g.parameters),
        cell(g.mean_nodes), cell(g.mean_connections), cell(g.sigma), cell(g.population_diversity),
        cell(g.learning_gain), number_text(g.diverged), number_text(g.lost), number_text(g.line.evaluations),
        number_text(g.line.samples), number_text(g.line.rows), number_text(g.line.flops())})
    cells.push_back(text);
  if (task.learns)
    for (const double fitness : {g.birth_fitness, g.best_birth_fitness}) cells.push_back(cell(fitness));
  if (task.has_champion_test)
    for (const auto count : {line.champion_tests, line.champion_test_rows, line.champion_test_rows_saved})
      cells.push_back(number_text(count));
  add_metrics(cells, task.metrics.size(), g.best_metrics);
  if (task.has_test) add_metrics(cells, task.metrics.size(), line.test);
  if (task.has_validation) add_metrics(cells, task.metrics.size(), line.train);
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
  return text + ",\"species_sizes\":" + species_text(line.generation.species) + "}\n";
}

}  // namespace neat
