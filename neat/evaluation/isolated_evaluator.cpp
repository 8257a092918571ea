#include "neat/evaluation/isolated_evaluator.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "neat/base/error.hpp"
#include "neat/evaluation/worker_process.hpp"

namespace neat {
namespace {

/// What travels together should take about this long: the way there and back costs some 50 us.
constexpr double kTogetherSeconds = 0.004;
constexpr double kMostTogether = 256;

/// How many evaluations go to a worker at once: more as long as they are cheap.
class Batch {
 public:
  explicit Batch(std::function<double()> clock) : clock_(std::move(clock)), begun_(clock_()) {}

  std::size_t size() const { return static_cast<std::size_t>(size_); }
  void begin() { begun_ = clock_(); }
  void end(std::size_t evaluations) {
    const double each = (clock_() - begun_) / static_cast<double>(evaluations);
    const double fitting = each > 0 ? kTogetherSeconds / each : kMostTogether;
    size_ = std::clamp(fitting, 1.0, std::min(kMostTogether, 2 * size_));
  }

 private:
  std::function<double()> clock_;
  double begun_, size_ = 1;
};

}  // namespace

/// One call of evaluate: requests are taken in ascending order, so that when one fails, all before it are under way.
struct IsolatedEvaluator::Round {
  Round(std::span<const EvaluationRequest> asked, const Task& of, unsigned slots)
      : requests(asked), task(of), evaluations(asked.size()), slots_(slots) {}

  std::span<const EvaluationRequest> requests;
  const Task& task;
  std::vector<Evaluation> evaluations;

  /// The next at most `most` places; no more than leave something for the other slots. Empty: nothing is left.
  std::vector<std::size_t> take(std::size_t most) {
    const std::lock_guard lock(mutex_);
    if (!failed_.empty()) return {};
    const std::size_t left = requests.size() - next_;
    std::vector<std::size_t> places(std::min({most, left, std::max<std::size_t>(1, left / (2 * slots_))}));
    for (auto& place : places) place = next_++;
    return places;
  }

  void accept(std::size_t place, WorkerAnswer answer) {
    if (answer.problem.empty())
      evaluations[place] = std::move(answer.evaluation);
    else if (answer.code == ErrorCode::plugin)
      lose(place, 1, std::move(answer.problem));
    else
      fail(place, Error(answer.code, answer.problem));
  }

  void lose(std::size_t place, std::uint32_t attempts, std::string reason) {
    evaluations[place] = {};
    evaluations[place].status = EvaluationStatus::lost;
    const std::lock_guard lock(mutex_);
    lost_[place] = {key_of(requests[place]), attempts, std::move(reason)};
  }

  /// In the order of requests, whichever worker was first.
  void tell(const std::function<void(const LostEvaluation&)>& lost) const {
    for (const auto& [place, evaluation] : lost_) lost(evaluation);
    if (!failed_.empty()) throw failed_.begin()->second;
  }

 private:
  void fail(std::size_t place, Error error) {
    const std::lock_guard lock(mutex_);
    failed_.try_emplace(place, std::move(error));
  }

  unsigned slots_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::map<std::size_t, LostEvaluation> lost_;
  std::map<std::size_t, Error> failed_;
};

IsolatedEvaluator::IsolatedEvaluator(Threads& threads, Isolation isolation)
    : threads_(threads), isolation_(std::move(isolation)) {
  WorkerSetup setup = isolation_.setup;
  setup.count = threads.count();
  for (const auto& set : isolation_.data) setup.data.emplace_back(set.name, set.hash);
  for (setup.index = 0; setup.index < setup.count; ++setup.index)
    workers_.push_back(
        std::make_unique<WorkerProcess>(isolation_.program, isolation_.words, setup, isolation_.data));
}

IsolatedEvaluator::~IsolatedEvaluator() = default;

std::vector<Evaluation> IsolatedEvaluator::evaluate(std::span<const EvaluationRequest> requests,
                                                    const Task& task) {
  const auto slots = static_cast<unsigned>(std::min(workers_.size(), requests.size()));
  Round round(requests, task, slots);
  threads_.for_each(slots, [&](std::size_t slot, unsigned) { work(round, static_cast<unsigned>(slot)); });
  round.tell(isolation_.lost);
  return std::move(round.evaluations);
}

void IsolatedEvaluator::work(Round& round, unsigned slot) {
  Batch batch(isolation_.clock);
  for (auto places = round.take(1); !places.empty(); places = round.take(batch.size())) {
    batch.begin();
    if (places.size() == 1 || !try_together(round, slot, places))
      for (const std::size_t place : places) try_alone(round, slot, place);
    batch.end(places.size());
  }
}

/// False when the worker died: nobody knows of which one.
bool IsolatedEvaluator::try_together(Round& round, unsigned slot, std::span<const std::size_t> places) {
  auto [answers, death] = workers_[slot]->evaluate(round.requests, places, isolation_.seconds, round.task);
  for (std::size_t i = 0; i < answers.size(); ++i) round.accept(places[i], std::move(answers[i]));
  return death.empty();
}

void IsolatedEvaluator::try_alone(Round& round, unsigned slot, std::size_t place) {
  const std::uint32_t attempts = isolation_.retries + 1;
  std::string reason;
  for (std::uint32_t attempt = 0; attempt < attempts; ++attempt) {
    auto [answers, death] =
        workers_[slot]->evaluate(round.requests, std::span(&place, 1), isolation_.seconds, round.task);
    if (death.empty()) return round.accept(place, std::move(answers.front()));
    reason = std::move(death);
  }
  round.lose(place, attempts, std::move(reason));
}

}  // namespace neat
