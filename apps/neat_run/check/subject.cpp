#include "check/subject.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "neat/base/error.hpp"
#include "neat/evolution/strategy.hpp"
#include "neat/genome/initial.hpp"
#include "neat/platform/fp_environment.hpp"
#include "neat/run/history.hpp"
#include "neat/run/run.hpp"
#include "neat/run/values.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

constexpr std::uint32_t kGenomes = 12;
constexpr int kGenerations = 6;        // in which they grow
constexpr std::uint64_t kBatches = 4;  // of a life

/// Search among networks whose fitness is made up, the larger the better: so that there is structure to try.
std::vector<GenomePointer> grown(StrategyOptions options, const Problem& problem) {
  Threads threads(1);
  options.population.size = kGenomes;
  const auto strategy = make_strategy(options, problem, threads);
  for (int generation = 0; generation < kGenerations;) {
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy->ask()) {
      Random random(request.seed, Purpose::task, request.generation, request.index);
      const double fitness =
          random.normal() + std::log1p(double(request.genome->topology->parameter_count()));
      evaluations.emplace_back().objectives = {problem.maximise ? fitness : -fitness};
    }
    if (strategy->tell(std::move(evaluations))) ++generation;
  }
  std::vector<GenomePointer> genomes;
  for (const auto& member : strategy->state().members) {
    Genome genome = *member.genome;
    genome.lineage.id = genomes.size() + 1;
    genomes.push_back(std::make_shared<const Genome>(std::move(genome)));
  }
  return genomes;
}

bool same_bits(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

std::string then(const std::string& what, const std::string& a, const std::string& b) {
  return what + " " + a + ", then " + b;
}

std::string differs(const std::string& what, double a, double b) {
  return same_bits(a, b) ? "" : then(what, number_text(a), number_text(b));
}

std::string status_text(const Observation& outcome) {
  if (!outcome.error.empty()) return "the error '" + outcome.error + "'";
  return outcome.evaluation.ok() ? "a result" : "divergence";
}

std::string values_difference(const Evaluation& a, const Evaluation& b, const TaskInfo& task) {
  std::string text;
  for (std::size_t i = 0; text.empty() && i < a.objectives.size(); ++i)
    text = differs(task.objectives[i].name, a.objectives[i], b.objectives[i]);
  for (std::size_t i = 0; text.empty() && i < a.metrics.size(); ++i)
    text = differs(task.metrics[i].name, a.metrics[i], b.metrics[i]);
  return text;
}

}  // namespace

std::string difference(const Observation& first, const Observation& second, const TaskInfo& task) {
  const Evaluation &a = first.evaluation, &b = second.evaluation;
  if (first.error != second.error || a.status != b.status)
    return then("gives", status_text(first), status_text(second));
  if (const std::string text = values_difference(a, b, task); !text.empty()) return text;
  if (a.solved != b.solved) return then("solved", a.solved ? "yes" : "no", b.solved ? "yes" : "no");
  if (a.rows != b.rows) return then("rows", number_text(a.rows), number_text(b.rows));
  if (a.samples != b.samples) return then("training samples", number_text(a.samples), number_text(b.samples));
  if (a.forward_flops != b.forward_flops || a.backward_flops != b.backward_flops)
    return then("operations", number_text(a.forward_flops + a.backward_flops),
                number_text(b.forward_flops + b.backward_flops));
  const bool same_weights = a.learned.size() == b.learned.size() &&
                            (a.learned.empty() || std::memcmp(a.learned.data(), b.learned.data(),
                                                              a.learned.size() * sizeof a.learned[0]) == 0);
  return same_weights ? "" : "the weights that it learns";
}

CheckSubject::CheckSubject(const Arguments& arguments, double seconds, CheckReport& report)
    : arguments_(arguments), seconds_(seconds), report_(report) {
  worker_.index = 0;
  worker_.count = 1;
}

const DeclaredTask& CheckSubject::declared() {
  if (!declared_) declared_ = declared_task(arguments_.positional.front(), arguments_);
  return *declared_;
}

Config CheckSubject::config_with(const std::vector<Setting>& more) {
  std::vector<Setting> settings = settings_of(arguments_);
  settings.insert(settings.end(), more.begin(), more.end());
  Config config = resolve_config(info(), settings);
  use_kernels(config);
  return config;
}

const Config& CheckSubject::config() {
  if (!config_) config_ = config_with({});
  return *config_;
}

std::unique_ptr<PluginTask> CheckSubject::created(const Config& config) {
  auto task = open_task(declared(), config);
  report_.beat();
  return task;
}

const PluginTask& CheckSubject::task() {
  if (!task_) task_ = created(config());
  return *task_;
}

const std::vector<GenomePointer>& CheckSubject::genomes() {
  if (genomes_.empty()) genomes_ = grown(config().strategy, problem_of(task()));
  return genomes_;
}

GenomePointer CheckSubject::minimal(const Task& task) {
  const Interface interface { task.input(), task.output(), info().learns, info().recurrent };
  const GenomeOptions options = resolve(config().strategy.genome, interface);
  Innovations innovations(first_free_node(options, interface));
  const auto topology = initial_topology(options, interface, innovations);
  Random random(config().strategy.seed, Purpose::initial_genome, 0, 0);
  return std::make_shared<const Genome>(Genome{topology, initial_parameters(*topology, options, random),
                                               config().strategy.inheritance.initial, Lineage{1, {}, 0}});
}

std::uint64_t CheckSubject::budget() {
  const InheritanceOptions& inheritance = config().strategy.inheritance;
  if (!info().learns || !inheritance.learn) return 0;
  return std::min(inheritance.samples, kBatches * inheritance.initial.batch);
}

EvaluationRequest CheckSubject::request(std::size_t index) {
  EvaluationRequest request;
  request.genome = genomes()[index];
  request.partition = fitness_partition(info());
  request.learn = budget() > 0 && index % 2 == 1;
  request.budget = request.learn ? budget() : 0;
  request.seed = config().strategy.seed;
  request.index = static_cast<std::uint32_t>(index);
  return request;
}

std::vector<EvaluationRequest> CheckSubject::requests() {
  std::vector<EvaluationRequest> all;
  for (std::size_t i = 0; i < genomes().size(); ++i) all.push_back(request(i));
  return all;
}

Observation CheckSubject::evaluate(const Task& task, const EvaluationRequest& request, Worker& worker) {
  const platform::FpEnvironmentGuard kept;
  Observation outcome;
  try {
    outcome.evaluation = task.evaluate(request, worker);
  } catch (const Error& error) {
    outcome.error = error.what();
  }
  outcome.changed_environment = kept.changed();
  report_.beat();
  return outcome;
}

std::vector<Observation> CheckSubject::evaluate_all(std::span<const EvaluationRequest> requests) {
  std::vector<Observation> outcomes;
  for (const auto& request : requests) outcomes.push_back(evaluate(request));
  return outcomes;
}

const std::optional<CheckSubject::Reference>& CheckSubject::reference() {
  if (looked_) return reference_;
  looked_ = true;
  Reference found;
  const auto all = requests();
  const double from = seconds_since_start();
  for (const auto& request : all) {
    Observation outcome = evaluate(request);
    if (!outcome.error.empty()) continue;
    found.requests.push_back(request);
    found.outcomes.push_back(std::move(outcome));
  }
  found.seconds = (seconds_since_start() - from) / static_cast<double>(all.size());
  if (!found.requests.empty()) reference_ = std::move(found);
  return reference_;
}

}  // namespace neat::app
