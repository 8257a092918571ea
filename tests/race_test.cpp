#include "neat/evaluation/race.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace {

using namespace neat;

/// Runners whose blocks promised these values, one list of equal length each, with fitness in [0, 1] over 10 blocks.
std::vector<Runner> runners(const std::vector<std::vector<double>>& blocks) {
  std::vector<Runner> all;
  for (const auto& values : blocks) {
    Runner& runner = all.emplace_back();
    double sum = 0;
    for (const double value : values) {
      sum += value;
      runner.promise.push_back(sum / double(runner.promise.size() + 1));
    }
    runner.rows = values.size();
    runner.outlook = {sum / 10, (sum + 10 - double(values.size())) / 10, false};
  }
  return all;
}

std::vector<bool> stopped(std::vector<Runner>& all, RaceMode mode, double remaining = 0.5,
                          double confidence = 0.95) {
  std::vector<Runner*> group;
  for (Runner& runner : all) group.push_back(&runner);
  stop_the_hopeless(group, {.mode = mode, .confidence = confidence}, remaining);
  std::vector<bool> which;
  for (const Runner& runner : all) which.push_back(runner.stopped);
  return which;
}

using Flags = std::vector<bool>;

}  // namespace

TEST_CASE("race: exactly those stop whose best end is below the worst end of the better half") {
  auto all = runners({std::vector<double>(8, 1.0), std::vector<double>(8, 0.9), std::vector<double>(8, 0.7),
                      std::vector<double>(8, 0.6)});
  // The better half, two, is sure of 0.72; at best the others end at 0.76 and 0.68.
  CHECK(stopped(all, RaceMode::exact) == Flags{false, false, false, true});
}

TEST_CASE("race: what ends equal to the last of the better half goes on") {
  auto all = runners({std::vector<double>(5, 1.0), std::vector<double>(5, 0.0)});
  CHECK(all[1].outlook.highest == all[0].outlook.lowest);
  CHECK(stopped(all, RaceMode::exact) == Flags{false, false});
}

TEST_CASE("race: what may still be solved goes on in every mode") {
  for (const RaceMode mode : {RaceMode::exact, RaceMode::statistical}) {
    auto all = runners({std::vector<double>(9, 1.0), std::vector<double>(9, 0.1)});
    all[1].outlook.may_solve = true;
    CHECK(stopped(all, mode) == Flags{false, false});
  }
}

TEST_CASE("race: those that diverged promise nothing, and do not stop") {
  auto all = runners({std::vector<double>(9, 1.0), std::vector<double>(9, 0.9), std::vector<double>(9, 0.1)});
  all[0].sound = false;
  CHECK(stopped(all, RaceMode::exact) == Flags{false, false, true});
  all[1].sound = false, all[2].stopped = false;
  CHECK(stopped(all, RaceMode::exact) == Flags{false, false, false});
}

TEST_CASE("race: a clear lag stops with confidence long before it is certain; a doubtful one does not") {
  auto clear = runners({{0.9, 0.8, 0.9, 0.8}, {0.5, 0.4, 0.6, 0.5}});
  CHECK(stopped(clear, RaceMode::exact) == Flags{false, false});
  CHECK(stopped(clear, RaceMode::statistical) == Flags{false, true});
  auto doubtful = runners({{0.9, 0.2, 0.8, 0.3}, {0.2, 0.8, 0.3, 0.8}});
  CHECK(stopped(doubtful, RaceMode::statistical) == Flags{false, false});
  auto doubted = runners({{0.9, 0.8, 0.9, 0.8}, {0.5, 0.4, 0.6, 0.9}});
  CHECK(stopped(doubted, RaceMode::statistical, 0.5, 0.6) == Flags{false, true});
  auto sure = runners({{0.9, 0.8, 0.9, 0.8}, {0.5, 0.4, 0.6, 0.9}});
  CHECK(stopped(sure, RaceMode::statistical, 0.5, 0.999) == Flags{false, false});
}

TEST_CASE("race: two blocks are not enough to be confident") {
  auto all = runners({{0.9, 0.9}, {0.1, 0.1}});
  CHECK(stopped(all, RaceMode::statistical) == Flags{false, false});
}

TEST_CASE("race: never more than the worse half of a group stops") {
  auto all = runners({{0.9, 0.9, 0.9}, {0.5, 0.5, 0.5}, {0.4, 0.4, 0.4}, {0.1, 0.1, 0.1}});
  CHECK(stopped(all, RaceMode::statistical) == Flags{false, false, true, true});
  auto alone = runners({{0.1, 0.1, 0.1}});
  CHECK(stopped(alone, RaceMode::statistical) == Flags{false});
}

TEST_CASE("race: the stopped are told what they promised, below all that is used") {
  CHECK(told(0.2, 0.5) == 0.2);
  CHECK(told(0.7, 0.5) < 0.5);
  CHECK(told(0.7, 0.5) == std::nextafter(0.5, -1.0));
  CHECK(told(0.5, 0.5) < 0.5);
}

TEST_CASE("race: the t quantile is that of tables from three degrees of freedom on") {
  CHECK(t_quantile(0.95, 5) == doctest::Approx(2.015).epsilon(0.002));
  CHECK(t_quantile(0.99, 7) == doctest::Approx(2.998).epsilon(0.002));
  CHECK(t_quantile(0.975, 30) == doctest::Approx(2.0423).epsilon(0.0002));
  CHECK(t_quantile(0.95, 3) == doctest::Approx(2.353).epsilon(0.01));
  CHECK(t_quantile(0.95, 1e9) == doctest::Approx(1.644854).epsilon(1e-6));
}
