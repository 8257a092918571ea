#include "neat/evaluation/race.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "neat/base/math.hpp"

namespace neat {
namespace {

constexpr std::size_t kLeastBlocks = 3;  // two give no idea of how much blocks differ

bool runs(const Runner& runner) {
  return runner.sound && !runner.stopped;
}

/// The `used`-th largest; -inf where there are fewer.
double last_of(std::vector<double> values, std::size_t used) {
  if (values.size() < used) return -std::numeric_limits<double>::infinity();
  std::ranges::nth_element(values, values.begin() + std::ptrdiff_t(used - 1), std::greater<>());
  return values[used - 1];
}

void stop_certain(std::vector<Runner*>& group) {
  std::vector<double> lowest;
  for (const Runner* runner : group)
    if (runs(*runner)) lowest.push_back(runner->outlook.lowest);
  const double bar = last_of(std::move(lowest), used_of(group.size()));
  for (Runner* runner : group)
    if (runs(*runner) && !runner->outlook.may_solve) runner->stopped = runner->outlook.highest < bar;
}

/// Who is the last of the better half now, by what was measured; null where there are too few.
const Runner* last_used(const std::vector<Runner*>& group) {
  std::vector<const Runner*> running;
  for (const Runner* runner : group)
    if (runs(*runner)) running.push_back(runner);
  const std::size_t used = used_of(group.size());
  if (running.size() < used) return nullptr;
  std::ranges::stable_sort(running, std::greater<>(),
                           [](const Runner* runner) { return runner->promise.back(); });
  return running[used - 1];
}

/// What one block alone promised.
double of_block(const Runner& runner, std::size_t block) {
  const double seen = double(block);
  const double before = block == 0 ? 0 : runner.promise[block - 1] * seen;
  return runner.promise[block] * (seen + 1) - before;
}

/// The highest that `runner` may end above `other`, by the blocks both have seen: a paired t-test on a finite population.
double highest_lead(const Runner& runner, const Runner& other, double confidence, double remaining) {
  const std::size_t blocks = runner.promise.size();
  const auto count = double(blocks);
  const double mean = runner.promise.back() - other.promise.back();
  double squares = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    const double off = of_block(runner, b) - of_block(other, b) - mean;
    squares += off * off;
  }
  const double error = std::sqrt(squares / (count - 1) / count * remaining);
  return mean + t_quantile(confidence, count - 1) * error;
}

void stop_unlikely(std::vector<Runner*>& group, double confidence, double remaining) {
  const Runner* bar = last_used(group);
  if (!bar || bar->promise.size() < kLeastBlocks) return;
  for (Runner* runner : group)
    if (runs(*runner) && runner->promise.back() < bar->promise.back() && !runner->outlook.may_solve)
      runner->stopped = highest_lead(*runner, *bar, confidence, remaining) < 0;
}

}  // namespace

void stop_the_hopeless(std::vector<Runner*>& group, const RaceOptions& options, double remaining) {
  stop_certain(group);
  if (options.mode == RaceMode::statistical) stop_unlikely(group, options.confidence, remaining);
}

double told(double promised, double used) {
  return std::min(promised, std::nextafter(used, -std::numeric_limits<double>::infinity()));
}

double t_quantile(double p, double freedom) {
  const double x = math::normal_quantile(p), x2 = x * x;
  const double g1 = x * (x2 + 1) / 4, g2 = x * ((5 * x2 + 16) * x2 + 3) / 96,
               g3 = x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384;
  return x + (g1 + (g2 + g3 / freedom) / freedom) / freedom;
}

}  // namespace neat
