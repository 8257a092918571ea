#include "neat/run/champion.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

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

EvaluationRequest champion_request(const Member& champion, Partition partition, std::uint64_t seed,
                                   std::uint32_t generation, bool shown) {
  auto request = measuring_request(as_measured(champion), partition, seed, generation);
  request.report = shown;
  return request;
}

/// A new champion's record, with what a run counts over all its champions.
ChampionRecord succeeding(const ChampionRecord& before, const SearchState& state) {
  ChampionRecord record;
  record.test_touched = before.test_touched;
  record.tests = before.tests;
  record.tested_rows = before.tested_rows;
  record.tested_rows_saved = before.tested_rows_saved;
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
                                const Config& config, const ChampionRecord& before, bool shown) {
  const std::uint64_t seed = config.strategy.seed;
  const TaskInfo& info = task.info();
  ChampionRecord record = succeeding(before, state);
  if (!state.champion.evaluation.ok()) return record;
  record.untested = info.has_champion_test;
  record.solved = state.champion.evaluation.solved && !record.untested;
  if (config.train_metrics && info.has_validation) {
    const auto request =
        champion_request(state.champion, Partition::train, seed, state.champion_generation, false);
    record.train = evaluate_one(task, evaluator, request).metrics;
  }
  if (info.has_test && !config.test_at_end) measure_test(task, evaluator, state, config, shown, record);
  if (info.has_test || !shown) return record;
  const auto request =
      champion_request(state.champion, fitness_partition(info), seed, state.champion_generation, shown);
  record.report = evaluate_one(task, evaluator, request).report;
  return record;
}

void measure_test(const Task& task, Evaluator& evaluator, const SearchState& state, const Config& config,
                  bool shown, ChampionRecord& record) {
  if (!task.info().has_test || !state.champion.evaluation.ok()) return;
  Evaluation measured = evaluate_one(task, evaluator,
                                     champion_request(state.champion, Partition::test, config.strategy.seed,
                                                      state.champion_generation, shown));
  record.report = std::move(measured.report);
  record.test = measured.metrics;
  record.test_rows = measured.rows;
  ++record.test_touched;
}

bool test_is_due(const ChampionRecord& record, const SearchState& state, std::uint64_t every) {
  return record.tests == 0 || state.budget.evaluations - record.tested_at >= every;
}

Evaluation champion_test(const Task& task, Evaluator& evaluator, const Member& member, std::uint32_t found,
                         std::uint64_t seed, bool shown, const SearchState& state, ChampionRecord& record) {
  auto request = champion_request(member, fitness_partition(task.info()), seed, found, shown);
  request.champion_test = true;
  Evaluation tested = evaluate_one(task, evaluator, request);
  if (tested.rows == 0) return tested;
  ++record.tests;
  record.tested_rows += tested.rows;
  record.tested_rows_saved += tested.rows_saved;
  record.tested_at = state.budget.evaluations;
  return tested;
}

void enter_test(Evaluation tested, ChampionRecord& record) {
  record.untested = false;
  record.solved = tested.solved;
  if (tested.rows > 0) record.tested = std::move(tested.metrics);
  std::ranges::move(tested.report, std::back_inserter(record.report));
}

void Candidate::consider(std::span<const EvaluationRequest> requests,
                         std::span<const Evaluation> evaluations) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Evaluation& found = evaluations[i];
    if (!found.ok() || (member_.genome && !is_better(found.fitness(), member_.evaluation.fitness())))
      continue;
    member_.genome = requests[i].genome;
    member_.evaluation = found;
  }
}

Member Candidate::take(const SearchState& state) {
  Member taken = std::exchange(member_, {});
  for (const auto& member : state.members)
    if (taken.genome && member.genome->lineage.id == taken.genome->lineage.id) {
      taken.species = member.species;
      taken.line = member.line;
    }
  return taken;
}

bool Candidate::is_better(double fitness, double than) const {
  return direction_ == Direction::maximise ? fitness > than : fitness < than;
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
