#include "neat/evolution/es_step.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "neat/base/math.hpp"

namespace neat {
namespace {

std::vector<double> standardised(std::span<const double> fitness) {
  double sum = 0, squares = 0, count = 0;
  for (const double f : fitness)
    if (std::isfinite(f)) sum += f, ++count;
  const double mean = count > 0 ? sum / count : 0;
  for (const double f : fitness)
    if (std::isfinite(f)) squares += (f - mean) * (f - mean);
  const double deviation = count > 0 ? std::sqrt(squares / count) : 0;
  std::vector<double> all;
  for (const double f : fitness)
    all.push_back(std::isfinite(f) && deviation > 0 ? (f - mean) / deviation : 0);
  return all;
}

/// `best_first`: else the worst has the first rank.
std::vector<double> ranked(std::span<const double> fitness, bool best_first) {
  const std::size_t n = fitness.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return best_first ? fitness[a] > fitness[b] : fitness[a] < fitness[b];
  });
  std::vector<double> all(n);
  double sum = 0;
  for (std::size_t place = 0; place < n; ++place) {
    const double raw = math::log(double(n) / 2 + 1) - math::log(double(place + 1));
    sum += all[order[place]] = std::max(0.0, raw);
  }
  for (double& utility : all) utility = utility * double(n) / sum - 1;
  return all;
}

}  // namespace

std::vector<double> utilities(Utility kind, std::span<const double> fitness) {
  if (kind == Utility::standard) return standardised(fitness);
  return ranked(fitness, kind == Utility::rank);
}

void es_step(std::span<float> centre, std::span<const float> origin,
             std::span<const std::span<const float>> children, std::span<const double> utility, double step,
             double deviation) {
  const double scale = step / (double(children.size()) * deviation * deviation);
  std::vector<double> sums(centre.size());
  for (std::size_t k = 0; k < children.size(); ++k)
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] += utility[k] * (double(children[k][i]) - double(origin[i]));
  for (std::size_t i = 0; i < sums.size(); ++i) centre[i] = float(double(centre[i]) + scale * sums[i]);
}

}  // namespace neat
