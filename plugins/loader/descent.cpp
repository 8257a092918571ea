#include "plugins/loader/descent.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "neat/network/backward.hpp"
#include "neat/network/calibration.hpp"

namespace neat {
namespace {

void shuffle(std::vector<std::uint32_t>& order, Random& random) {
  for (std::size_t left = order.size(); left > 1; --left)
    std::swap(order[left - 1], order[random.below(static_cast<std::uint32_t>(left))]);
}

/// Positions of x in a new seeded order each epoch, handed out in batches without end.
class Batches {
 public:
  Batches(std::size_t rows, Random& random) : order_(rows), random_(random), next_(rows) {
    std::iota(order_.begin(), order_.end(), 0U);
  }

  std::span<const std::uint32_t> draw(std::size_t size) {
    batch_.clear();
    while (batch_.size() < size) {
      if (next_ == order_.size()) {
        shuffle(order_, random_);
        next_ = 0;
      }
      batch_.push_back(order_[next_++]);
    }
    return batch_;
  }

 private:
  std::vector<std::uint32_t> order_, batch_;
  Random& random_;
  std::size_t next_;
};

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

Rows rows_at(const Rows& x, std::span<const std::uint32_t> positions, std::vector<std::uint32_t>& stored) {
  stored.clear();
  for (const std::uint32_t position : positions)
    stored.push_back(static_cast<std::uint32_t>(x.stored(position)));
  Rows rows = x;
  rows.index = stored;
  rows.first = 0;
  rows.count = stored.size();
  return rows;
}

double mean(std::span<const double> losses) {
  return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
}

/// Over the first and the last tenth of the steps, at least one each.
void summarise(std::span<const double> losses, LifeResult& result) {
  if (losses.empty()) return;
  const std::size_t tenth = std::max<std::size_t>(1, losses.size() / 10);
  result.first_loss = mean(losses.first(tenth));
  result.last_loss = mean(losses.last(tenth));
}

double root_mean_square(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += double{value} * double{value};
  return values.empty() ? 0 : std::sqrt(sum / static_cast<double>(values.size()));
}

}  // namespace

double add_own_gradient(Network& network, const Rows& x, std::span<const std::uint32_t> positions,
                        const OwnLoss& loss, std::span<float> gradient, Random* dropout) {
  const auto on_outputs = [&](std::size_t from, std::size_t rows, std::span<const float> y,
                              std::span<float> dy) { return loss(positions.subspan(from, rows), y, dy); };
  return add_gradient(network, x, on_outputs, gradient, dropout);
}

LifeResult descend(Network& network, const Rows& x, const OwnLoss& loss, const LifeOptions& options,
                   Random& random) {
  LifeResult result;
  Batches batches(x.size(), random);
  const std::size_t learned = network.plan().learned();
  Optimiser optimiser(options.optimiser, learned, network.topology()->scalar_offset());
  Floats gradient(network.parameters().size());
  std::vector<std::uint32_t> stored;
  std::vector<double> losses;
  const std::uint64_t steps = (options.samples + options.batch - 1) / options.batch;
  while (result.samples < options.samples && !result.diverged) {
    const auto positions =
        batches.draw(std::min<std::uint64_t>(options.batch, options.samples - result.samples));
    const Rows rows = rows_at(x, positions, stored);
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    const double sum = add_own_gradient(network, rows, positions, loss, gradient, &random);
    const auto count = static_cast<float>(positions.size());
    for (float& value : gradient) value /= count;
    losses.push_back(sum / double{count});
    result.diverged = !std::isfinite(sum);
    const double rate =
        scheduled_rate(options.schedule, options.rate, options.lowest_rate, losses.size() - 1, steps);
    if (!result.diverged)
      optimiser.step(network.parameters().first(learned), std::span(gradient).first(learned), rate);
    result.samples += positions.size();
  }
  result.backward_flops = 2 * result.samples * network.plan().flops();
  const std::size_t calibrated = result.diverged ? 0 : calibrate(network, x);
  result.forward_flops = (result.samples + calibrated) * network.plan().flops();
  result.diverged = result.diverged || !all_finite(network.parameters());
  summarise(losses, result);
  return result;
}

void hessian_vector(Network& network, const std::function<void(std::span<float>)>& gradient_at,
                    std::span<const float> vector, std::span<float> product) {
  const std::span<float> parameters = network.parameters();
  const Floats kept(parameters.begin(), parameters.end());
  const double length = root_mean_square(vector);
  std::fill(product.begin(), product.end(), 0.0F);
  if (length == 0) return;
  const auto step = static_cast<float>(0.005 * std::max(1.0, root_mean_square(kept)) / length);
  Floats behind(parameters.size());
  for (std::size_t i = 0; i < kept.size(); ++i) parameters[i] = kept[i] + step * vector[i];
  gradient_at(product);
  for (std::size_t i = 0; i < kept.size(); ++i) parameters[i] = kept[i] - step * vector[i];
  gradient_at(behind);
  for (std::size_t i = 0; i < kept.size(); ++i) product[i] = (product[i] - behind[i]) / (2 * step);
  std::copy(kept.begin(), kept.end(), parameters.begin());
}

}  // namespace neat
