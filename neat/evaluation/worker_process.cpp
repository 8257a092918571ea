#include "neat/evaluation/worker_process.hpp"

#include <algorithm>
#include <cmath>

#include "neat/base/error.hpp"

namespace neat {
namespace {

using platform::Arrival;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

bool all_finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

std::string shown(double seconds) {
  std::string text = std::to_string(seconds);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string shown(const platform::Child::End& end, std::uint64_t memory) {
  if (end.signal != 0) return "its worker was ended by " + platform::text(end);
  if (end.status != platform::kOutOfMemory) return "its worker ended itself with " + platform::text(end);
  return memory == 0
             ? "its worker ran out of memory"
             : "its worker needed more than isolate.memory = " + std::to_string(memory / kMebibyte) + " MiB";
}

}  // namespace

WorkerProcess::WorkerProcess(std::filesystem::path program, std::vector<std::string> words, WorkerSetup setup,
                             std::vector<SharedDataSet> data)
    : program_(std::move(program)),
      words_(std::move(words)),
      setup_(std::move(setup)),
      data_(std::move(data)) {
  start();
}

void WorkerProcess::start() {
  if (child_.running()) return;
  auto [ours, theirs] = platform::Channel::make();
  std::vector<int> handed{theirs.descriptor()};
  for (const auto& set : data_) handed.push_back(set.memory->descriptor());
  child_ = platform::Child(program_, words_, handed);
  channel_ = std::move(ours);
  writer_ = {};
  ready_ = false;
  channel_.send(setup_message(setup_));  // a worker that is gone already is seen where it is greeted
}

void WorkerProcess::greet(const Task& task) {
  if (ready_) return;
  const Arrival arrival = channel_.receive(received_);
  if (arrival != Arrival::message)
    throw Error(ErrorCode::plugin,
                "isolated worker: task " + task.info().name + ": it cannot be created: " + end(arrival, 0) +
                    "; raise isolate.memory or see what the plugin does while it is created");
  const WorkerGreeting greeting = parse_greeting(received_);
  if (!greeting.problem.empty()) throw Error(greeting.code, "isolated worker: " + greeting.problem);
  if (greeting.data != task.data_hashes())
    throw Error(ErrorCode::data,
                "isolated worker: task " + task.info().name +
                    ": its data are not those of this process; let nobody change them during "
                    "a run, and let the task read the same ones every time");
  ready_ = true;
}

/// Kills it and says why it died. What ended it before keeps its own reason: a dying process takes no other.
std::string WorkerProcess::end(Arrival arrival, double seconds) {
  child_.kill();
  const auto end = child_.wait();
  channel_.close();
  if (arrival == Arrival::late) return "it took longer than isolate.seconds = " + shown(seconds);
  if (arrival == Arrival::damaged) return "its worker sent what cannot be read";
  return shown(end, setup_.memory);
}

/// A worker whose memory a plugin wrote over may answer anything.
bool WorkerProcess::is_sound(const WorkerAnswer& answer, const EvaluationRequest& request,
                             const TaskInfo& info) const {
  if (!answer.problem.empty()) return true;
  const Evaluation& e = answer.evaluation;
  if (e.status == EvaluationStatus::lost) return false;
  if (!e.learned.empty() && e.learned.size() != request.genome->parameters.size()) return false;
  if (!e.ok()) return e.objectives.empty() && e.metrics.empty();
  return e.objectives.size() == info.objectives.size() && e.metrics.size() == info.metrics.size() &&
         all_finite(e.objectives) && all_finite(e.metrics) && all_finite(e.sums) &&
         e.sums.empty() == (request.block.count == 0);
}

bool WorkerProcess::read_answers(std::span<const EvaluationRequest> requests,
                                 std::span<const std::size_t> places, const TaskInfo& info,
                                 std::vector<WorkerAnswer>& answers) const {
  try {
    answers = parse_answers(received_);
  } catch (const Error&) {
    return false;
  }
  if (answers.size() != places.size()) return false;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (!is_sound(answers[i], requests[places[i]], info)) return false;
  return true;
}

WorkerProcess::Outcome WorkerProcess::evaluate(std::span<const EvaluationRequest> requests,
                                               std::span<const std::size_t> places, double seconds,
                                               const Task& task) {
  start();
  greet(task);
  Outcome outcome;
  Arrival arrival = channel_.send(writer_.write(requests, places), seconds);
  if (arrival == Arrival::message) arrival = channel_.receive(received_, seconds);
  if (arrival == Arrival::message && !read_answers(requests, places, task.info(), outcome.answers))
    arrival = Arrival::damaged;
  if (arrival == Arrival::message) return outcome;
  return {{}, end(arrival, seconds)};
}

}  // namespace neat
