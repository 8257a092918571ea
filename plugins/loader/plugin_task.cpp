#include "plugins/loader/plugin_task.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "neat/base/error.hpp"
#include "plugins/loader/declarations.hpp"

namespace neat {
namespace {

TaskSettings completed(const TaskInfo& info, TaskSettings settings) {
  settings.options = complete_options(info, settings.options);
  return settings;
}

std::string message_of(const neat_error& error) {
  const std::string text(error.message, strnlen(error.message, sizeof error.message));
  return text.empty() ? "it gave no reason" : text;
}

/// Why a call failed, and whose fault it was.
struct Failure {
  std::string why;  ///< empty: it did not fail
  ErrorCode code = ErrorCode::plugin;
};

/// Calls into the plugin. The ABI forbids exceptions to cross; one that does is caught
/// here.
template <class Call>
Failure failure(Call call) {
  neat_error error;
  error.message[0] = 0;
  try {
    const std::int32_t status = call(&error);
    if (status == 0) return {};
    return {message_of(error), status == NEAT_DATA_ERROR ? ErrorCode::data : ErrorCode::plugin};
  } catch (const std::exception& thrown) {
    return {std::string("it threw across the C boundary (") + thrown.what() + "), which plugin.h forbids"};
  } catch (...) {
    return {"it threw across the C boundary, which plugin.h forbids"};
  }
}

bool is_valid(const neat_shape& shape) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 28;
  const std::uint64_t area = std::uint64_t{shape.height} * shape.width;
  return shape.channels >= 1 && area >= 1 && area <= kMost && area * shape.channels <= kMost;
}

std::string shown(const neat_shape& shape) {
  return "{" + std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
         std::to_string(shape.width) + "}";
}

neat_request request_for(const EvaluationRequest& from, const Worker& worker, neat_network& network) {
  neat_request to{};
  to.struct_size = sizeof to;
  to.partition = static_cast<std::uint32_t>(from.partition);
  to.learn = from.learn;
  to.read_only = from.read_only;
  to.schedule_step = from.schedule_step;
  to.generation = from.generation;
  to.worker = worker.index;
  to.workers = worker.count;
  to.budget = from.budget;
  to.genome_id = from.genome->lineage.id;
  to.seed = from.seed;
  to.stream = Random(from.seed, Purpose::task, from.generation, from.index).bits64();
  to.network = &network;
  return to;
}

}  // namespace

PluginTask::PluginTask(const Library& library, TaskSettings settings)
    : library_(library), host_(completed(library.info, std::move(settings))) {
  if (library.changed_environment)
    host_.log(LogLevel::warning,
              "plugin: " + library.file.string() +
                  ": loading it changed the floating-point environment (built with -ffast-math?); "
                  "this was undone, its own results may still differ between builds");
  create();
  try {
    read_shapes();
  } catch (...) {
    library_.plugin.destroy(task_);
    throw;
  }
  host_.close();
}

PluginTask::~PluginTask() {
  library_.plugin.destroy(task_);
}

void PluginTask::create() {
  std::vector<neat_setting> settings;
  for (const auto& [name, value] : options()) settings.push_back({name.c_str(), value.c_str()});
  const Failure failed = failure([&](neat_error* error) {
    return library_.plugin.create(&host_, settings.data(), settings.size(), &task_, error);
  });
  if (!failed.why.empty())
    throw Error(failed.code, "task " + info().name + ": it cannot be created: " + failed.why);
}

void PluginTask::read_shapes() {
  neat_shape input{}, output{};
  const Failure failed =
      failure([&](neat_error* error) { return library_.plugin.shape(task_, &input, &output, error); });
  if (!failed.why.empty())
    throw Error(failed.code, "task " + info().name + ": it has no shape: " + failed.why);
  for (const auto& [what, shape] : {std::pair("input", input), std::pair("output", output)})
    if (!is_valid(shape))
      throw Error(ErrorCode::plugin, "task " + info().name + ": its " + what + " shape is " + shown(shape) +
                                         "; every extent must be at least 1 and all of it at most 2^28");
  input_ = {input.channels, input.height, input.width};
  output_ = {output.channels, output.height, output.width};
  const char* text = library_.plugin.notice != nullptr ? library_.plugin.notice(task_) : nullptr;
  notice_ = text != nullptr ? text : "";
}

void PluginTask::refuse_evaluation(const EvaluationRequest& request, const std::string& why,
                                   ErrorCode code) const {
  throw Error(code, "task " + info().name + ": genome " + std::to_string(request.genome->lineage.id) +
                        " of generation " + std::to_string(request.generation) + ": " + why);
}

void PluginTask::check_fit(const EvaluationRequest& request) const {
  const Topology& topology = *request.genome->topology;
  if (topology.inputs() == input_.size() && topology.outputs() == output_.size()) return;
  throw Error(ErrorCode::data, "task " + info().name + ": genome " +
                                   std::to_string(request.genome->lineage.id) + ": it has " +
                                   std::to_string(topology.inputs()) + " inputs and " +
                                   std::to_string(topology.outputs()) + " outputs, the task " +
                                   std::to_string(input_.size()) + " and " + std::to_string(output_.size()) +
                                   "; evaluate it on the task it was evolved for, with the same options");
}

Evaluation PluginTask::evaluate(const EvaluationRequest& request, Worker& worker) const {
  check_fit(request);
  Account account(request, worker.workspace);
  const Genome& genome = *request.genome;
  neat_network network(host_, &account, genome.topology, genome.parameters, genome.traits, true);
  Evaluation evaluation = measure(request, worker, network);
  evaluation.report = std::move(account.report);
  return evaluation;
}

Evaluation PluginTask::measure(const EvaluationRequest& request, Worker& worker,
                               neat_network& network) const {
  constexpr double kUnset = std::numeric_limits<double>::quiet_NaN();
  Evaluation evaluation;
  evaluation.objectives.assign(info().objectives.size(), kUnset);
  evaluation.metrics.assign(info().metrics.size(), kUnset);
  neat_result result{};
  result.struct_size = sizeof result;
  result.objectives = evaluation.objectives.data();
  result.metrics = evaluation.metrics.data();
  result.objective_count = static_cast<std::uint32_t>(evaluation.objectives.size());
  result.metric_count = static_cast<std::uint32_t>(evaluation.metrics.size());
  const neat_request asked = request_for(request, worker, network);
  const Failure failed =
      failure([&](neat_error* error) { return call(request, asked, result, evaluation, error); });
  if (!failed.why.empty() && !network.account->diverged) refuse_evaluation(request, failed.why, failed.code);
  if (result.status > NEAT_DIVERGED) refuse_evaluation(request, "it returned a status that does not exist");
  Evaluation measured = conclude(result, std::move(evaluation), network);
  if (request.block.count > 0) check_part(request, measured);
  return measured;
}

std::int32_t PluginTask::call(const EvaluationRequest& request, const neat_request& asked,
                              neat_result& result, Evaluation& evaluation, neat_error* error) const {
  const neat_plugin& plugin = library_.plugin;
  if (request.block.count > 0) return measure_part(request.block, asked, result, evaluation, error);
  const bool test = request.champion_test && plugin.champion_test != nullptr;
  return test ? plugin.champion_test(task_, &asked, &result, error)
              : plugin.evaluate(task_, &asked, &result, error);
}

/// REQUIRES: the task is evaluated in blocks.
std::int32_t PluginTask::measure_part(const RowBlock& block, const neat_request& asked, neat_result& result,
                                      Evaluation& evaluation, neat_error* error) const {
  const neat_blocks& blocks = *library_.blocks;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  neat_outlook outlook{sizeof outlook, 1, -kInfinity, kInfinity};
  evaluation.sums = block.sums;
  evaluation.sums.resize(blocks.sum_count, 0.0);
  double* const sums = evaluation.sums.data();
  const std::int32_t failed = blocks.measure(task_, &asked, block.first, block.count, sums, error);
  if (failed != 0) return failed;
  const std::int32_t unfinished =
      blocks.conclude(task_, asked.partition, block.first + block.count, sums, &result, &outlook, error);
  evaluation.outlook = {outlook.lowest, outlook.highest, outlook.may_solve != 0};
  return unfinished;
}

std::uint64_t PluginTask::block_rows(Partition partition) const {
  return library_.blocks == nullptr ? 0 : library_.blocks->rows(task_, static_cast<std::uint32_t>(partition));
}

void PluginTask::check_part(const EvaluationRequest& request, const Evaluation& evaluation) const {
  if (!evaluation.ok()) return;
  const Outlook& outlook = evaluation.outlook;
  for (const double sum : evaluation.sums)
    if (!std::isfinite(sum))
      refuse_evaluation(request, "a sum over its rows is not finite; keep sums finite");
  if (!(outlook.lowest <= outlook.highest))
    refuse_evaluation(request, "its outlook is no range; give lowest <= highest, infinite where unbounded");
}

/// Divergence that the host or the task saw is a status; a non-finite value that comes from neither is an
/// error.
Evaluation PluginTask::conclude(const neat_result& result, Evaluation evaluation,
                                neat_network& network) const {
  const Account& account = *network.account;
  evaluation.rows = result.rows;
  evaluation.rows_saved = result.rows_saved;
  evaluation.solved = result.solved != 0;
  evaluation.samples = account.samples;
  evaluation.forward_flops = account.forward_flops;
  evaluation.backward_flops = account.backward_flops;
  evaluation.learning_gain = account.trained ? account.first_loss.value - account.last_loss.value : 0;
  bool finite = true;
  for (const double value : evaluation.objectives) finite = finite && std::isfinite(value);
  for (const double value : evaluation.metrics) finite = finite && std::isfinite(value);
  if (account.diverged || result.status == NEAT_DIVERGED || (account.diverged_beside && !finite)) {
    evaluation.status = EvaluationStatus::diverged;
    evaluation.objectives.clear();
    evaluation.metrics.clear();
    evaluation.solved = false;
    evaluation.learning_gain = 0;
    return evaluation;
  }
  check_finite(account.request, evaluation);
  const bool inherits = account.request.learn && !account.request.read_only;
  if (inherits && (account.trained || account.written)) evaluation.learned = std::move(network.parameters);
  return evaluation;
}

void PluginTask::check_finite(const EvaluationRequest& request, const Evaluation& evaluation) const {
  const auto check = [&](const char* what, const std::string& name, double value) {
    if (std::isfinite(value)) return;
    const std::string shown = std::isnan(value) ? "not a number, or left unset" : "infinite";
    refuse_evaluation(request, std::string(what) + " '" + name + "' is " + shown +
                                   "; return finite values, or say that it diverged");
  };
  for (std::size_t i = 0; i < evaluation.objectives.size(); ++i)
    check("objective", info().objectives[i].name, evaluation.objectives[i]);
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i)
    check("metric", info().metrics[i].name, evaluation.metrics[i]);
}

std::vector<std::pair<std::string, std::string>> PluginTask::data_hashes() const {
  std::vector<std::pair<std::string, std::string>> hashes;
  for (const auto& set : host_.sets()) hashes.emplace_back(set->data.description().name, set->data.hash());
  return hashes;
}

}  // namespace neat
