#include "neat/evaluation/racing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "neat/base/random.hpp"

namespace {

using namespace neat;

constexpr std::uint64_t kRows = 40;

/// Fitness is the mean of row scores in [0, 1], plus what was learned; everything is drawn by seed, index and row.
class Scores : public Task {
 public:
  explicit Scores(Direction direction = Direction::maximise) {
    info_.name = "scores";
    info_.objectives = {{"fitness", direction}};
    info_.metrics = {{"rows_seen", "of the part"}};
  }
  const TaskInfo& info() const override { return info_; }
  Shape input() const override { return {1, 1, 1}; }
  Shape output() const override { return {1, 1, 1}; }
  std::uint64_t block_rows(Partition) const override { return kRows; }

  Evaluation evaluate(const EvaluationRequest& request, Worker&) const override {
    const RowBlock block = request.block.count == 0 ? RowBlock{0, kRows, {}} : request.block;
    Evaluation e;
    if (lost_.contains(request.index) && block.first + block.count > lost_from_) {
      e.status = lost_status_;
      return e;
    }
    const double learned = request.learn ? bonus(request) : kept(request);
    double sum = block.sums.empty() ? 0.0 : block.sums.front();
    for (std::uint64_t row = block.first; row < block.first + block.count; ++row) sum += score(request, row);
    const auto seen = double(block.first + block.count), rest = kRows - seen;
    e.objectives = {sum / seen + learned};
    e.metrics = {seen};
    e.rows = std::uint64_t(seen);
    e.solved = solves_.contains(request.index) && seen == kRows;
    e.forward_flops = block.count;
    if (request.learn) e.samples = 7, e.learned = {float(learned)}, e.learning_gain = 0.5;
    if (request.block.count == 0) return e;
    e.sums = {sum};
    e.outlook = {sum / kRows + learned - 1e-12, (sum + rest) / kRows + learned + 1e-12,
                 solves_.contains(request.index)};
    return e;
  }

  std::set<std::uint32_t> lost_, solves_;
  std::uint64_t lost_from_ = 0;  ///< rows after which they are
  EvaluationStatus lost_status_ = EvaluationStatus::lost;

 private:
  static double score(const EvaluationRequest& request, std::uint64_t row) {
    Random skill(request.seed, Purpose::task, 0, request.index);
    Random luck(request.seed, Purpose::task, std::uint32_t(row + 1), request.index);
    return std::clamp(skill.uniform() + 0.3 * (luck.uniform() - 0.5), 0.0, 1.0);
  }
  static double bonus(const EvaluationRequest& request) { return double(float(0.01 * (request.index % 3))); }
  static double kept(const EvaluationRequest& request) {
    return request.genome->parameters.empty() ? 0.0 : double(request.genome->parameters.front());
  }

  TaskInfo info_;
};

std::vector<EvaluationRequest> requests(std::uint64_t seed, std::uint32_t groups, std::uint32_t of_each,
                                        FitnessUse use = FitnessUse::better_half) {
  std::vector<EvaluationRequest> all(std::size_t{groups} * of_each);
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    all[i].genome = std::make_shared<const Genome>();
    all[i].seed = seed;
    all[i].index = i;
    all[i].use = use;
    all[i].group = i % groups;
  }
  return all;
}

std::vector<Evaluation> raced(const std::vector<EvaluationRequest>& all, const Task& task,
                              RaceOptions options, unsigned count = 1) {
  Threads threads(count);
  ThreadedEvaluator place(threads);
  return RacingEvaluator(place, options).evaluate(all, task);
}

/// The places of the better half of each group, best first: what a strategy of that use reads, with what it reads.
std::vector<std::pair<std::size_t, double>> used(const std::vector<EvaluationRequest>& all,
                                                 const std::vector<Evaluation>& found, std::uint32_t groups,
                                                 double sign = 1) {
  std::vector<std::pair<std::size_t, double>> places;
  for (std::uint32_t group = 0; group < groups; ++group) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].group == group) members.push_back(i);
    const auto fitness = [&](std::size_t i) { return found[i].ok() ? sign * found[i].fitness() : -1e300; };
    std::ranges::stable_sort(members, [&](auto a, auto b) { return fitness(a) > fitness(b); });
    for (std::size_t k = 0; k < members.size() / 2; ++k) places.emplace_back(members[k], fitness(members[k]));
  }
  return places;
}

std::uint64_t saved(const std::vector<Evaluation>& found) {
  return std::accumulate(found.begin(), found.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Evaluation& e) { return sum + e.rows_saved; });
}

constexpr RaceOptions kOff{.mode = RaceMode::off}, kExact{.mode = RaceMode::exact, .blocks = 20},
    kStatistical{.mode = RaceMode::statistical, .confidence = 0.9, .blocks = 10};

}  // namespace

TEST_CASE(
    "racing: exact racing gives the better half of every group the same places and bits, and saves rows") {
  std::uint64_t rows_saved = 0;
  for (const Direction direction : {Direction::maximise, Direction::minimise})
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      const Scores task(direction);
      const double sign = direction == Direction::maximise ? 1 : -1;
      const auto all = requests(seed, 3, 9);
      const auto found = raced(all, task, kExact);
      CHECK(used(all, found, 3, sign) == used(all, raced(all, task, kOff), 3, sign));
      rows_saved += saved(found);
    }
  CHECK(rows_saved > 0);
}

TEST_CASE("racing: the same evaluations for any number of threads") {
  for (const RaceOptions& options : {kExact, kStatistical})
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const Scores task;
      const auto all = requests(seed, 2, 12);
      const auto one = raced(all, task, options, 1);
      for (const unsigned count : {2U, 4U}) {
        const auto found = raced(all, task, options, count);
        for (std::size_t i = 0; i < one.size(); ++i) {
          CHECK(found[i].objectives == one[i].objectives);
          CHECK(found[i].rows_saved == one[i].rows_saved);
        }
      }
    }
}

TEST_CASE(
    "racing: a finished evaluation is that of the whole, field by field; a stopped one says what was saved") {
  const Scores task;
  const auto all = requests(5, 1, 16);
  const auto whole = raced(all, task, kOff), found = raced(all, task, kStatistical);
  std::size_t stopped = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(found[i].rows == kRows);
    CHECK(found[i].sums.empty());
    CHECK(found[i].forward_flops + found[i].rows_saved == whole[i].forward_flops);
    stopped += found[i].rows_saved > 0;
    if (found[i].rows_saved > 0) continue;
    CHECK(found[i].objectives == whole[i].objectives);
    CHECK(found[i].metrics == whole[i].metrics);
  }
  CHECK(stopped > 0);
  CHECK(stopped <= 8);
}

TEST_CASE("racing: what learns does so once, and every part measures what was learned") {
  const Scores task;
  auto all = requests(9, 1, 10);
  for (auto& request : all) request.learn = true;
  const auto whole = raced(all, task, kOff), found = raced(all, task, kExact);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(found[i].samples == 7);
    CHECK(found[i].learned == whole[i].learned);
    CHECK(found[i].learning_gain == 0.5);
    if (found[i].rows_saved == 0) CHECK(found[i].objectives == whole[i].objectives);
  }
}

TEST_CASE("racing: where every value counts, exact racing stops nothing and statistical racing does") {
  const Scores task;
  const auto all = requests(3, 1, 20, FitnessUse::value);
  const auto whole = raced(all, task, kOff), exact = raced(all, task, kExact);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(exact[i].objectives == whole[i].objectives);
  CHECK(saved(exact) == 0);
  CHECK(saved(raced(all, task, kStatistical)) > 0);
}

TEST_CASE("racing: champion tests, what is shown and requests on another partition are whole") {
  const Scores task;
  auto all = requests(3, 1, 8);
  for (auto& request : all) request.champion_test = true;
  CHECK(saved(raced(all, task, kStatistical)) == 0);
  for (auto& request : all) request.champion_test = false, request.report = true;
  CHECK(saved(raced(all, task, kStatistical)) == 0);
  CHECK(raced({}, task, kExact).empty());
}

TEST_CASE("racing: a solution is told as one, however low its fitness") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Scores task;
    task.solves_ = {0, 1, 2, 3, 4, 5, 6, 7};
    for (const auto& evaluation : raced(requests(seed, 1, 8), task, kStatistical)) CHECK(evaluation.solved);
  }
}

TEST_CASE("racing: a group that loses an evaluation late is as one that lost it at once") {
  for (const RaceOptions& options : {kExact, kStatistical})
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      Scores late, known;
      late.lost_ = {std::uint32_t(seed % 12)};
      late.lost_from_ = 1 + seed % kRows;
      const auto all = requests(seed, 2, 6);
      const auto first = raced(all, late, options);
      for (const auto index : late.lost_)  // one that stopped before is not lost
        if (!first[index].ok()) known.lost_.insert(index);
      const auto again = raced(all, known, options);
      for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(first[i].status == again[i].status);
        CHECK(first[i].objectives == again[i].objectives);
        CHECK(first[i].rows_saved == again[i].rows_saved);
      }
    }
}

TEST_CASE("racing: exact racing holds where an evaluation diverges late") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Scores task;
    task.lost_ = {std::uint32_t(seed % 10), std::uint32_t(seed * 7 % 10)};
    task.lost_from_ = seed % kRows;
    task.lost_status_ = EvaluationStatus::diverged;
    const auto all = requests(seed, 1, 10);
    CHECK(used(all, raced(all, task, kExact), 1) == used(all, raced(all, task, kOff), 1));
  }
}
