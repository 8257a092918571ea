#include "neat/evaluation/racing.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "neat/evaluation/race.hpp"

namespace neat {
namespace {

using Requests = std::span<const EvaluationRequest>;

/// A round of requests on its way through the blocks.
class Race {
 public:
  Race(Requests requests, const Task& task, const RaceOptions& options)
      : requests_(requests),
        options_(options),
        sign_(task.info().objectives.front().direction == Direction::maximise ? 1 : -1),
        rows_(task.block_rows(requests.front().partition)),
        blocks_(std::min<std::uint64_t>(options.blocks, rows_)),
        runners_(requests.size()),
        totals_(requests.size()) {
    for (std::size_t i = 0; i < requests.size(); ++i)
      if (is_raced(requests[i])) groups_[group_of(requests[i])].push_back(i);
    raced_.resize(requests.size());
    for (const auto& [name, places] : groups_)
      for (const std::size_t place : places) raced_[place] = places.size() > 1;
  }

  bool is_one() const { return std::ranges::count(raced_, true) > 0 && blocks_ > 1; }

  std::vector<Evaluation> run(Evaluator& place, const Task& task) {
    for (std::uint64_t block = 1;; block = std::min(block + 1, blocks_)) {
      const std::uint64_t until = rows_ * block / blocks_;
      const auto places = due(until, block == 1);
      if (places.empty()) break;
      const auto found = place.evaluate(parts(places, until), task);
      for (std::size_t k = 0; k < places.size(); ++k) enter(places[k], found[k], until);
      if (block < blocks_) stop(until);
      revive_where_one_fell();
    }
    return conclude();
  }

 private:
  /// Champion tests and what is shown are whole; so is what lies on another partition than the first.
  bool is_raced(const EvaluationRequest& request) const {
    const bool fits = !request.champion_test && !request.report && !request.read_only &&
                      request.partition == requests_.front().partition;
    return fits && (request.use == FitnessUse::better_half || options_.mode == RaceMode::statistical);
  }
  static std::pair<FitnessUse, std::uint32_t> group_of(const EvaluationRequest& request) {
    return {request.use, request.use == FitnessUse::value ? 0 : request.group};
  }

  std::vector<std::size_t> due(std::uint64_t until, bool first) const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < runners_.size(); ++i) {
      const Runner& runner = runners_[i];
      const bool goes_on = raced_[i] && runner.sound && !runner.stopped && runner.rows < until;
      if (goes_on || (first && !raced_[i])) places.push_back(i);
    }
    return places;
  }

  /// What was learned in the first part is what the others measure.
  EvaluationRequest part(std::size_t i, std::uint64_t until) const {
    EvaluationRequest request = requests_[i];
    if (!raced_[i]) return request;
    const Evaluation& total = totals_[i];
    request.block = {runners_[i].rows, until - runners_[i].rows, total.sums};
    if (runners_[i].rows == 0) return request;
    request.learn = false;
    if (total.learned.empty()) return request;
    Genome grown = *request.genome;
    grown.parameters = total.learned;
    request.genome = std::make_shared<const Genome>(std::move(grown));
    return request;
  }
  std::vector<EvaluationRequest> parts(const std::vector<std::size_t>& places, std::uint64_t until) const {
    std::vector<EvaluationRequest> requests;
    for (const std::size_t place : places) requests.push_back(part(place, until));
    return requests;
  }

  void enter(std::size_t i, Evaluation found, std::uint64_t until) {
    Evaluation& total = totals_[i];
    if (!raced_[i]) return void(total = std::move(found));
    Runner& runner = runners_[i];
    found.samples += total.samples;
    found.forward_flops += total.forward_flops;
    found.backward_flops += total.backward_flops;
    runner.sound = found.ok();
    const bool learned_before = runner.rows > 0 && found.ok();
    if (learned_before) found.learned = std::move(total.learned), found.learning_gain = total.learning_gain;
    total = std::move(found);
    runner.rows = until;
    if (!runner.sound) return;
    const auto [lowest, highest, may_solve] = total.outlook;
    runner.outlook = {std::min(sign_ * lowest, sign_ * highest), std::max(sign_ * lowest, sign_ * highest),
                      may_solve};
    runner.promise.push_back(sign_ * total.fitness());
  }

  void stop(std::uint64_t until) {
    const double remaining = 1 - double(until) / double(rows_);
    for (auto& [name, places] : groups_) {
      std::vector<Runner*> group;
      for (const std::size_t place : places) group.push_back(&runners_[place]);
      if (!whole_[name]) stop_the_hopeless(group, options_, remaining);
    }
  }

  /// What others were stopped for may have been its promise.
  bool fell(std::size_t i) const {
    const bool late = !runners_[i].sound && !runners_[i].promise.empty();
    return late || totals_[i].status == EvaluationStatus::lost;
  }

  void revive_where_one_fell() {
    for (auto& [name, places] : groups_) {
      if (std::ranges::none_of(places, [&](std::size_t i) { return fell(i); })) continue;
      whole_[name] = true;
      for (const std::size_t place : places) runners_[place].stopped = false;
    }
  }

  std::vector<Evaluation> conclude() {
    for (const auto& [name, places] : groups_) {
      std::vector<double> finished;
      for (const std::size_t place : places)
        if (runners_[place].sound && !runners_[place].stopped)
          finished.push_back(sign_ * totals_[place].fitness());
      std::ranges::sort(finished, std::greater<>());
      for (const std::size_t place : places)
        if (runners_[place].stopped) tell(place, finished[used_of(places.size()) - 1]);
    }
    for (Evaluation& total : totals_) total.sums.clear(), total.outlook = {};
    return std::move(totals_);
  }

  void tell(std::size_t i, double used) {
    Evaluation& total = totals_[i];
    total.objectives.front() = sign_ * told(sign_ * total.fitness(), used);
    total.solved = false;
    total.rows = rows_;
    total.rows_saved = rows_ - runners_[i].rows;
  }

  Requests requests_;
  RaceOptions options_;
  double sign_;
  std::uint64_t rows_, blocks_;
  std::vector<Runner> runners_;
  std::vector<Evaluation> totals_;
  std::vector<bool> raced_;
  std::map<std::pair<FitnessUse, std::uint32_t>, std::vector<std::size_t>> groups_;
  std::map<std::pair<FitnessUse, std::uint32_t>, bool> whole_;  ///< those of which one fell
};

}  // namespace

std::vector<Evaluation> RacingEvaluator::evaluate(Requests requests, const Task& task) {
  if (options_.mode == RaceMode::off || requests.empty() || task.block_rows(requests.front().partition) < 2)
    return place_.evaluate(requests, task);
  Race race(requests, task, options_);
  return race.is_one() ? race.run(place_, task) : place_.evaluate(requests, task);
}

}  // namespace neat
