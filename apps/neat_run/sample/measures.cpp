#include "sample/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace neat::app {
namespace {

struct Known {
  std::string_view name;
  Better better;
  double low, high;
};

constexpr double kNoBound = std::numeric_limits<double>::infinity();

constexpr std::array kSpent{Known{"generations", Better::neither, 0, kNoBound},
                            Known{"evaluations", Better::lower, 0, kNoBound},
                            Known{"samples_seen", Better::lower, 0, kNoBound},
                            Known{"rows", Better::lower, 0, kNoBound},
                            Known{"rows_saved", Better::higher, 0, kNoBound},
                            Known{"flops", Better::lower, 0, kNoBound},
                            Known{"hidden_nodes", Better::neither, 0, kNoBound},
                            Known{"connections", Better::neither, 0, kNoBound},
                            Known{"parameters", Better::neither, 0, kNoBound},
                            Known{"champion_tests", Better::lower, 0, kNoBound},
                            Known{"champion_test_rows", Better::lower, 0, kNoBound},
                            Known{"champion_test_rows_saved", Better::higher, 0, kNoBound},
                            Known{"evaluations_and_tests", Better::lower, 0, kNoBound},
                            Known{"fitness", Better::higher, -kNoBound, kNoBound}};

constexpr std::array kMetrics{
    Known{"accuracy", Better::higher, 0, 1},           Known{"auc", Better::higher, 0, 1},
    Known{"mia_accuracy", Better::neither, 0, 1},      Known{"balanced_steps", Better::higher, 0, kNoBound},
    Known{"loss", Better::lower, -kNoBound, kNoBound}, Known{"mse", Better::lower, 0, kNoBound}};

template <class List>
const Known* find(const List& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const Known& k) { return k.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::string_view without_partition(std::string_view metric) {
  for (const std::string_view partition : {"train_", "validation_", "test_"})
    if (metric.starts_with(partition)) return metric.substr(partition.size());
  return metric;
}

const Known* known(std::string_view measure) {
  const Known* found = find(kSpent, measure);
  return found != nullptr ? found : find(kMetrics, without_partition(measure));
}

}  // namespace

double value_of(const Measures& measures, std::string_view name) {
  for (const auto& [called, value] : measures)
    if (called == name) return value;
  return std::nan("");
}

std::string_view name(Better better) {
  if (better == Better::neither) return "neither";
  return better == Better::lower ? "lower" : "higher";
}

const std::vector<std::string>& run_measures() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& measure : kSpent) all.emplace_back(measure.name);
    return all;
  }();
  return names;
}

Better better_of(std::string_view measure, bool maximise) {
  if (measure == "fitness") return maximise ? Better::higher : Better::lower;
  const Known* found = known(measure);
  return found != nullptr ? found->better : Better::neither;
}

Bounds bounds_of(std::string_view measure) {
  const Known* found = known(measure);
  return found != nullptr ? Bounds{found->low, found->high} : Bounds{};
}

}  // namespace neat::app
