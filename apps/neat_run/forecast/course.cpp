#include "forecast/course.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace neat::app {
namespace {

/// Beyond this many generations a run has no end worth predicting.
constexpr double kMostGenerations = 1e12;

/// Of the least-squares line through the values from `first` on.
double slope_of(const std::vector<double>& values, std::size_t first) {
  const auto n = static_cast<double>(values.size() - first);
  const double middle = (n - 1) / 2;
  const double mean = std::accumulate(values.begin() + first, values.end(), 0.0) / n;
  double up = 0, down = 0;
  for (std::size_t i = first; i < values.size(); ++i) {
    const double x = static_cast<double>(i - first) - middle;
    up += x * (values[i] - mean);
    down += x * x;
  }
  return down > 0 ? up / down : 0;
}

/// The smallest whole number of generations with which `total` is at least `bound`; kMostGenerations: it never is.
double reach(const std::function<double(double)>& total, double bound) {
  double least = 0, most = 1;
  while (total(most) < bound) {
    if (most >= kMostGenerations) return kMostGenerations;
    most = std::min(2 * most, kMostGenerations);
  }
  while (most - least > 1) {
    const double middle = std::floor((least + most) / 2);
    (total(middle) < bound ? least : most) = middle;
  }
  return most;
}

}  // namespace

Series::Series(std::vector<double> values, Beyond beyond) : values_(std::move(values)) {
  const std::size_t size = values_.size(), quarter = std::max<std::size_t>(1, size / 4);
  level_ = std::accumulate(values_.end() - quarter, values_.end(), 0.0) / static_cast<double>(quarter);
  if (beyond == Beyond::growing) slope_ = std::max(0.0, slope_of(values_, size / 2));
  totals_.resize(size + 1);
  std::partial_sum(values_.begin(), values_.end(), totals_.begin() + 1);
}

double Series::total(double generations) const {
  const auto known = static_cast<double>(values_.size());
  if (generations <= known) return totals_[static_cast<std::size_t>(generations)];
  const double more = generations - known;
  return totals_.back() + more * level_ + slope_ * more * (more + 1) / 2;
}

double Series::most(double generations) const {
  const double known = std::min(generations, static_cast<double>(values_.size()));
  const double seen =
      *std::max_element(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(known));
  const double more = generations - known;
  return more > 0 ? std::max(seen, level_ + slope_ * more) : seen;
}

Ending ending(const Course& course, const StopOptions& stop) {
  Ending end{kMostGenerations, {}};
  const auto consider = [&end](std::string_view name, double generations) {
    if (generations < end.generations) end = {generations, name};
  };
  const auto bound = [&](std::string_view name, auto most, const std::function<double(double)>& total) {
    if (most > 0) consider(name, reach(total, static_cast<double>(most)));
  };
  const auto total = [](const Series& series) { return [&series](double n) { return series.total(n); }; };
  if (stop.generations > 0) consider("generations", stop.generations);
  bound("samples", stop.samples, total(course.samples));
  bound("evaluations", stop.evaluations, total(course.evaluations));
  bound("rows", stop.rows, total(course.rows));
  bound("flops", stop.flops,
        [&](double n) { return course.forward_flops.total(n) + course.backward_flops.total(n); });
  bound("seconds", stop.seconds, total(course.seconds));
  return end.bound.empty() ? Ending{} : end;
}

}  // namespace neat::app
