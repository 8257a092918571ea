#include "neat/run/champion.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "neat/run/history.hpp"

namespace neat {
namespace {

/// Names the random stream of measurements: no request of a population has this index.
constexpr std::uint32_t kMeasurement = 0xffff'ffffU;

std::map<std::string, double> named_metrics(const TaskInfo& task, const std::vector<double>& values) {
  std::map<std::string, double> metrics;
  for (std::size_t i = 0; i < values.size() && i < task.metrics.size(); ++i)
    metrics[task.metrics[i].name] = values[i];
  return metrics;
}

Evaluation evaluate_one(const Task& task, Evaluator& evaluator, const EvaluationRequest& request) {
  return evaluator.evaluate(std::span(&request, 1), task).front();
}

EvaluationRequest champion_request(const SearchState& state, Partition partition, std::uint64_t seed,
                                   bool shown) {
  auto request = measuring_request(as_measured(state.champion), partition, seed, state.champion_generation);
  request.report = shown;
  return request;
}

/// A new champion's record, with what a run counts over all its champions.
ChampionRecord succeeding(const ChampionRecord& before, const SearchState& state) {
  ChampionRecord record;
  record.test_touched = before.test_touched;
  record.tests = before.tests;
  record.tested_rows = before.tested_rows;
  record.tested_at = before.tested_at;
  record.evaluations = state.budget.evaluations;
  record.samples = state.budget.samples;
  return record;
}

}  // namespace

EvaluationRequest measuring_request(std::shared_ptr<const Genome> genome, Partition partition,
                                    std::uint64_t seed, std::uint32_t generation) {
  EvaluationRequest request;
  request.genome = std::move(genome);
  request.partition = partition;
  request.read_only = true;
  request.seed = seed;
  request.generation = generation;
  request.index = kMeasurement;
  return request;
}

std::shared_ptr<const Genome> as_measured(const Member& champion) {
  if (champion.evaluation.learned.empty()) return champion.genome;
  Genome grown = *champion.genome;
  grown.parameters = champion.evaluation.learned;
  return std::make_shared<const Genome>(std::move(grown));
}

ChampionRecord measure_champion(const Task& task, Evaluator& evaluator, const SearchState& state,
                                std::uint64_t seed, const ChampionRecord& before, bool shown) {
  const TaskInfo& info = task.info();
  ChampionRecord record = succeeding(before, state);
  if (!state.champion.evaluation.ok()) return record;
  record.untested = info.has_champion_test;
  record.solved = state.champion.evaluation.solved && !record.untested;
  if (!info.has_test && !shown) return record;
  const Partition partition = info.has_test ? Partition::test : fitness_partition(info);
  Evaluation measured = evaluate_one(task, evaluator, champion_request(state, partition, seed, shown));
  record.report = std::move(measured.report);
  if (!info.has_test) return record;
  record.test = measured.metrics;
  record.test_rows = measured.rows;
  ++record.test_touched;
  return record;
}

bool test_is_due(const ChampionRecord& record, const SearchState& state, std::uint64_t every) {
  return record.untested && (record.tests == 0 || state.budget.evaluations - record.tested_at >= every);
}

void test_champion(const Task& task, Evaluator& evaluator, const SearchState& state, std::uint64_t seed,
                   bool shown, ChampionRecord& record) {
  auto request = champion_request(state, fitness_partition(task.info()), seed, shown);
  request.champion_test = true;
  Evaluation tested = evaluate_one(task, evaluator, request);
  record.untested = false;
  record.solved = tested.solved;
  std::ranges::move(tested.report, std::back_inserter(record.report));
  if (tested.rows == 0) return;
  record.tested = std::move(tested.metrics);
  ++record.tests;
  record.tested_rows += tested.rows;
  record.tested_at = state.budget.evaluations;
}

io::GenomeFile champion_file(const Task& task, const Config& config, const SearchState& state,
                             const ChampionRecord& record) {
  const TaskInfo& info = task.info();
  const Evaluation& evaluation = state.champion.evaluation;
  io::GenomeFile file;
  file.genome = *state.champion.genome;
  file.learned = evaluation.learned;
  io::ModelCard& card = file.card;
  card.writer = "neat " NEAT_VERSION;
  card.arithmetic = kernels::arithmetic();
  card.task = info.name;
  card.task_version = info.version;
  for (const auto& [name, hash] : task.data_hashes()) card.data[name] = hash;
  card.seed = config.strategy.seed;
  card.strategy = config.strategy.strategy;
  card.preset = config.preset;
  card.config = search_ini(config);
  card.fitness = evaluation.fitness();
  card.maximise = info.objectives.front().direction == Direction::maximise;
  card.solved = record.solved;
  const std::string partition(name(fitness_partition(info)));
  card.metrics[partition] = named_metrics(info, evaluation.metrics);
  card.rows[partition] = evaluation.rows;
  if (record.test_touched > 0) {
    card.metrics["test"] = named_metrics(info, record.test);
    card.rows["test"] = record.test_rows;
  }
  card.test_touched = record.test_touched;
  card.generation = state.champion_generation;
  card.evaluations = record.evaluations;
  card.samples_seen = record.samples;
  return file;
}

}  // namespace neat
