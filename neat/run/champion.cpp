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
  ChampionRecord record;
  record.test_touched = before.test_touched;
  record.solved = state.champion.evaluation.solved;
  record.evaluations = state.budget.evaluations;
  record.samples = state.budget.samples;
  if (!state.champion.evaluation.ok()) return record;
  const auto genome = as_measured(state.champion);
  const auto request = [&](Partition partition) {
    auto asked = measuring_request(genome, partition, seed, state.champion_generation);
    asked.report = shown;
    return asked;
  };
  const TaskInfo& info = task.info();
  if (info.has_test || shown) {
    const Partition partition = info.has_test ? Partition::test : fitness_partition(info);
    Evaluation measured = evaluate_one(task, evaluator, request(partition));
    record.report = std::move(measured.report);
    if (info.has_test) {
      record.test = measured.metrics;
      record.test_rows = measured.rows;
      ++record.test_touched;
    }
  }
  if (info.has_champion_test) {
    auto long_test = request(fitness_partition(info));
    long_test.champion_test = true;
    Evaluation tested = evaluate_one(task, evaluator, long_test);
    record.solved = tested.solved;
    std::ranges::move(tested.report, std::back_inserter(record.report));
  }
  return record;
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
