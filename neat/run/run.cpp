#include "neat/run/run.hpp"

#include <algorithm>
#include <limits>

#include "neat/base/error.hpp"
#include "neat/io/report_items.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/front.hpp"
#include "neat/run/repeat.hpp"
#include "neat/run/values.hpp"

namespace neat {
namespace {

Circumstances circumstances_of(const Task& task) {
  Circumstances c;
  c.arithmetic = kernels::arithmetic();
  c.task = task.info().name;
  c.task_version = task.info().version;
  c.data = task.data_hashes();
  return c;
}

[[noreturn]] void refuse_resume(const std::filesystem::path& path, const std::string& what,
                                const std::string& remedy) {
  throw Error(ErrorCode::data, path.string() + ": cannot go on: " + what + "; " + remedy);
}

/// Going on under other circumstances would give neither the old run's results nor a new run's.
void require_same(const std::filesystem::path& path, const Circumstances& then, const Circumstances& now) {
  if (then.arithmetic != now.arithmetic)
    refuse_resume(
        path,
        "it was computed with " + then.arithmetic + " arithmetic, its config.ini asks for " + now.arithmetic,
        "put run.kernels = " + then.arithmetic + " there");
  if (then.task != now.task || then.task_version != now.task_version)
    refuse_resume(path,
                  "it was made with " + then.task + " " + then.task_version + ", this is " + now.task + " " +
                      now.task_version,
                  "install that version or start a new run");
  if (then.data != now.data)
    refuse_resume(path, "the data of task " + then.task + " are not those it began with",
                  "restore them (see data.dir) or start a new run");
}

/// Generations of neat-cma have the size of its species, and fused genomes come beside the others.
bool fits_population(std::size_t members, const StrategyOptions& options) {
  if (options.strategy == "neat-cma") return true;
  if (options.strategy == "halving") return members > 0;  // a final has fewer
  const bool fuses = options.strategy == "fusion" ||
                     (options.strategy == "hybrid" && options.fusion.kind != FusionKind::none);
  return members == options.population.size || (fuses && members > options.population.size);
}

/// The champion is another one where a candidate passed the champion test after the generation was told.
void describe_champion(const Member& champion, Generation& generation) {
  const Topology& topology = *champion.genome->topology;
  generation.line = champion.line;
  generation.nodes = static_cast<double>(topology.hidden_nodes());
  generation.connections = static_cast<double>(topology.enabled_connections());
  generation.parameters = static_cast<double>(topology.parameter_count());
}

}  // namespace

Problem problem_of(const Task& task) {
  const TaskInfo& info = task.info();
  Problem problem;
  problem.input = task.input();
  problem.output = task.output();
  problem.maximise = info.objectives.front().direction == Direction::maximise;
  problem.learns = info.learns;
  problem.recurrent = info.recurrent;
  problem.partition = fitness_partition(info);
  return problem;
}

Run::Run(const Task& task, Config config, Threads& threads, Evaluator& evaluator, Surroundings surroundings)
    : task_(task),
      config_(std::move(config)),
      surroundings_(std::move(surroundings)),
      circumstances_(circumstances_of(task)),
      strategy_(make_strategy(config_.strategy, problem_of(task), threads)),
      evaluator_(evaluator),
      hasher_(threads),
      stop_(config_.stop, task.info().objectives.front().direction),
      candidate_(task.info().objectives.front().direction),
      started_(surroundings_.clock()) {}

StopReason Run::go() {
  StopReason reason = stop_.reached(history_, surroundings_.interrupted());
  while (reason == StopReason::none) {
    const auto requests = strategy_->ask();
    auto evaluations = evaluate(requests);
    if (config_.stop.test == Tested::generation) candidate_.consider(requests, evaluations);
    if (const auto generation = strategy_->tell(std::move(evaluations))) {
      if (generation->new_champion) crown();
      if (task_.info().has_champion_test) test_what_is_due();
      history_.add(line_of(*generation));
      if (config_.test_at_end) test_at_end();
      recorders_.write(history_.back());
      save_if_due();
    }
    reason = stop_.reached(history_, surroundings_.interrupted());
  }
  save();
  if (directory_ && config_.strategy.strategy == "pareto" && state().evaluated)
    write_front(task_, evaluator_, state(), config_, champion_, *directory_);
  return reason;
}

/// Once, when the run is about to end by its own bounds.
void Run::test_at_end() {
  if (stop_.reached(history_, false) == StopReason::none || !champion_.test.empty()) return;
  measure_test(task_, evaluator_, state(), config_, directory_.has_value(), champion_);
  history_.set_test(champion_.test);
  write_champion();
}

/// What was finished before an evaluation failed is not lost.
std::vector<Evaluation> Run::evaluate(std::span<const EvaluationRequest> requests) {
  try {
    return evaluator_.evaluate(requests, task_);
  } catch (const Error&) {
    save();
    throw;
  }
}

void Run::crown() {
  champion_ = measure_champion(task_, evaluator_, state(), config_, champion_, directory_.has_value());
  write_champion();
}

/// A champion whose test is not due waits for it; other candidates do not.
void Run::test_what_is_due() {
  Member candidate = candidate_.take(state());
  if (!test_is_due(champion_, state(), config_.stop.test_every)) return;
  if (champion_.untested) return test_champion();
  const bool other = candidate.genome && candidate.genome->lineage.id != state().champion.genome->lineage.id;
  if (other && config_.stop.test == Tested::generation && !champion_.solved)
    test_candidate(std::move(candidate));
}

void Run::test_champion() {
  enter_test(champion_test(task_, evaluator_, state().champion, state().champion_generation,
                           config_.strategy.seed, directory_.has_value(), state(), champion_),
             champion_);
  write_champion();
}

/// A solution is the champion, though another network is fitter.
void Run::test_candidate(Member candidate) {
  const bool shown = directory_.has_value();
  Evaluation tested = champion_test(task_, evaluator_, candidate, state().generation, config_.strategy.seed,
                                    shown, state(), champion_);
  if (!tested.solved) return;
  SearchState solved = state();
  solved.champion = std::move(candidate);
  solved.champion_generation = solved.generation;
  strategy_->restore(std::move(solved));
  champion_ = measure_champion(task_, evaluator_, state(), config_, champion_, shown);
  enter_test(std::move(tested), champion_);
  write_champion();
}

HistoryLine Run::line_of(const Generation& generation) {
  const Evaluation& best = state().champion.evaluation;
  HistoryLine line;
  line.generation = generation;
  describe_champion(state().champion, line.generation);
  line.seconds = seconds();
  line.champion_fitness = best.ok() ? best.fitness() : std::numeric_limits<double>::quiet_NaN();
  line.solved = champion_.solved;
  line.test = champion_.test;
  line.train = champion_.train;
  line.champion_tests = champion_.tests;
  line.champion_test_rows = champion_.tested_rows;
  line.champion_test_rows_saved = champion_.tested_rows_saved;
  line.state_hash = hasher_.hash(state(), history_.empty() ? std::string{} : history_.back().state_hash);
  return line;
}

void Run::start_from(const io::GenomeFile& file) {
  auto genome = std::make_shared<Genome>(file.genome);
  genome->parameters = file.measured();
  strategy_->start_from(std::move(genome));
  start_ = file;
}

void Run::keep_in(RunDirectory directory) {
  directory_.emplace(std::move(directory));
  if (start_) io::save_genome(directory_->start(), *start_);
  write_config();
  open_files();
}

void Run::resume(RunDirectory directory) {
  directory_.emplace(std::move(directory));
  const std::size_t lines = std::min(std::max<std::size_t>(count_lines(directory_->csv()), 1) - 1,
                                     count_lines(directory_->jsonl()));
  CheckpointFolder checkpoints(directory_->checkpoints(), config_.checkpoint);
  if (const auto snapshot = checkpoints.load_newest(lines, surroundings_.notice))
    begin_at(*snapshot, directory_->path());
  else if (std::filesystem::exists(directory_->start()))
    start_from(io::load_genome(directory_->start()));
  write_config();
  open_files();
  write_champion();
}

void Run::begin_at(const Snapshot& snapshot, const std::filesystem::path& origin) {
  require_same(origin, snapshot.circumstances, circumstances_);
  if (!fits_population(snapshot.search.members.size(), config_.strategy))
    refuse_resume(origin, "its checkpoint has another population size than its config.ini",
                  "restore config.ini");
  strategy_->restore(snapshot.search);
  history_ = History(snapshot.history_size, snapshot.last);
  champion_ = snapshot.champion;
  seconds_before_ = snapshot.last.seconds;
}

void Run::open_files() {
  checkpoints_.emplace(directory_->checkpoints(), config_.checkpoint);
  const TaskInfo& info = task_.info();
  const auto csv = [&info](const HistoryLine& line) { return csv_line(info, line); };
  const auto json = [&info](const HistoryLine& line) { return json_line(info, line); };
  recorders_.add(std::make_unique<FileRecorder>(directory_->csv(), csv_header(info), history_.size(), csv));
  recorders_.add(std::make_unique<FileRecorder>(directory_->jsonl(), "", history_.size(), json));
}

void Run::write_config() const {
  const std::string notice = task_.notice().empty() ? "" : "# notice: " + task_.notice() + "\n";
  const Config config = portable(config_);
  std::string command = repeat_command(task_.info(), config);
  if (std::filesystem::exists(directory_->start())) command += " --from start.genome";
  platform::write_file_atomically(directory_->config(), "# " + command + "\n" + notice + to_ini(config));
}

std::optional<io::GenomeFile> Run::champion_file() const {
  const Member& champion = state().champion;
  if (!champion.genome || !champion.evaluation.ok()) return std::nullopt;
  return neat::champion_file(task_, config_, state(), champion_);
}

void Run::write_champion() const {
  if (!directory_) return;
  if (const auto file = champion_file()) io::save_genome(directory_->champion(), *file);
  platform::write_file_atomically(directory_->extras(), io::to_json(champion_.report));
}

Snapshot Run::snapshot() const {
  return {circumstances_, state(), champion_, history_.size(), history_.back()};
}

void Run::save_if_due() {
  if (checkpoints_ && checkpoints_->due(history_.size(), seconds()))
    checkpoints_->save(snapshot(), seconds());
}

void Run::save() {
  if (!checkpoints_ || history_.empty() || checkpoints_->last_saved() == history_.size()) return;
  checkpoints_->save(snapshot(), seconds());
}

}  // namespace neat
