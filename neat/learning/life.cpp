#include "neat/learning/life.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/base/math.hpp"
#include "neat/network/backward.hpp"
#include "neat/network/calibration.hpp"

namespace neat {
namespace {

/// Stored rows in a new random order every epoch, without end.
class Epochs {
 public:
  Epochs(const Rows& x, Random& random) : random_(random) {
    order_.reserve(x.size());
    for (std::size_t r = 0; r < x.size(); ++r) order_.push_back(std::uint32_t(x.stored(r)));
    next_ = order_.size();
  }

  void draw(std::vector<std::uint32_t>& batch, std::size_t size) {
    batch.clear();
    epochs_of_batch_.clear();
    while (batch.size() < size) {
      if (next_ == order_.size()) shuffle();
      batch.push_back(order_[next_++]);
      epochs_of_batch_.push_back(epoch_);
    }
  }
  /// Of each row of the last batch, how often it came before.
  std::span<const std::uint32_t> epochs() const { return epochs_of_batch_; }

 private:
  /// Fisher and Yates, as in Knuth volume 2, algorithm 3.4.2P.
  void shuffle() {
    for (std::size_t i = order_.size(); i > 1; --i)
      std::swap(order_[i - 1], order_[random_.below(std::uint32_t(i))]);
    next_ = 0;
    ++epoch_;
  }

  Random& random_;
  std::vector<std::uint32_t> order_, epochs_of_batch_;
  std::size_t next_ = 0;
  std::uint32_t epoch_ = 0;
};

/// The targets of a batch, gathered from those of the whole data set.
class BatchTargets {
 public:
  BatchTargets(const Targets& all, std::size_t outputs, std::size_t time)
      : all_(all), outputs_(outputs), time_(time) {}

  void gather(std::span<const std::uint32_t> rows) {
    append(all_.labels, rows, time_, labels_);
    append(all_.values, rows, time_ * outputs_, values_);
    append(all_.weights, rows, time_, weights_);
    total_weight_ = all_.weights.empty() ? double(rows.size() * time_) : 0;
    for (const float w : weights_) total_weight_ += double(w);
  }

  double total_weight() const { return total_weight_; }

  /// Of the rows [from, from + rows) of the batch.
  Targets part(std::size_t from, std::size_t rows) const {
    const auto cut = [&](const auto& values, std::size_t per_row) {
      const std::span whole(values);
      return whole.empty() ? whole : whole.subspan(from * per_row, rows * per_row);
    };
    return {cut(labels_, time_), cut(values_, time_ * outputs_), cut(weights_, time_)};
  }

 private:
  template <class T>
  static void append(std::span<const T> all, std::span<const std::uint32_t> rows, std::size_t per_row,
                     std::vector<T>& out) {
    out.clear();
    if (all.empty()) return;
    for (const std::uint32_t row : rows) {
      if ((std::size_t{row} + 1) * per_row > all.size())
        throw Error(ErrorCode::plugin, "targets: row " + std::to_string(row) + ": there are " +
                                           std::to_string(all.size()) + " values of " +
                                           std::to_string(per_row) +
                                           " per row; give targets for every stored row");
      const auto from = all.subspan(row * per_row, per_row);
      out.insert(out.end(), from.begin(), from.end());
    }
  }

  const Targets& all_;
  std::size_t outputs_, time_;
  std::vector<std::uint32_t> labels_;
  std::vector<float> values_, weights_;
  double total_weight_ = 0;
};

/// An average of parameters over a life's steps in which a step's share falls by e every `steps` steps.
class RunningAverage {
 public:
  RunningAverage(double share, std::uint64_t steps, std::span<const float> start) {
    if (!(share > 0)) return;
    rest_ = float(1 - math::exp(-1 / std::max(1.0, share * double(steps))));
    values_.assign(start.begin(), start.end());
  }
  void add(std::span<const float> parameters) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += rest_ * (parameters[i] - values_[i]);
  }
  void write(std::span<float> parameters) const { std::ranges::copy(values_, parameters.begin()); }

 private:
  float rest_ = 0;
  Floats values_;  ///< empty: there is none
};

/// One life under way.
class Life {
 public:
  Life(Network& network, const Rows& x, const Targets& targets, const LifeOptions& options, Random& random)
      : network_(network),
        options_(options),
        random_(random),
        batch_(x),
        epochs_(x, random),
        targets_(targets, network.plan().outputs(), options.time),
        optimiser_(options.optimiser, network.plan().learned(), network.topology()->scalar_offset()),
        x_(x) {
    if (options.augmentation.any() && options.time <= 1) augmented_.emplace(options.augmentation, random);
    batch_.first = batch_.count = 0;
    network.workspace().gradient.resize(
        std::max(network.workspace().gradient.size(), network.parameters().size()));
    drops_ = std::ranges::any_of(network.plan().steps(), [](const PlanStep& s) { return s.dropout > 0; });
  }

  LifeResult live() {
    const std::uint64_t steps = (options_.samples + options_.batch - 1) / options_.batch;
    const std::uint64_t tenth = std::max<std::uint64_t>(1, steps / 10);
    RunningAverage average(options_.average, steps, learned(network_.parameters()));
    for (std::uint64_t step = 0; step < steps; ++step) {
      const double loss = learn_batch(step, steps);
      if (!std::isfinite(loss)) return end_diverged(loss);
      if (step < tenth) result_.first_loss += loss / double(tenth);
      if (step + tenth >= steps) result_.last_loss += loss / double(tenth);
      average.add(learned(network_.parameters()));
    }
    average.write(network_.parameters());
    result_.forward_flops += network_.plan().flops() * calibrate(network_, x_);
    result_.diverged = !std::ranges::all_of(network_.parameters(), [](float v) { return std::isfinite(v); });
    return result_;
  }

 private:
  /// Returns the mean loss of the batch before its step.
  double learn_batch(std::uint64_t step, std::uint64_t steps) {
    const std::uint64_t rows = std::min<std::uint64_t>(options_.batch, options_.samples - result_.samples);
    epochs_.draw(rows_, rows);
    batch_.index = rows_;
    seen_ = augmented_ ? augmented_->change(batch_, epochs_.epochs()) : batch_;
    targets_.gather(rows_);
    result_.samples += rows;
    const std::uint64_t forward = network_.plan().flops() * rows * options_.time;
    result_.forward_flops += forward;
    result_.backward_flops += 2 * forward;
    const std::span<float> gradient(network_.workspace().gradient.data(), network_.parameters().size());
    std::ranges::fill(gradient, 0.0F);
    const double total = targets_.total_weight();
    const double inverse = total > 0 ? 1 / total : 0;
    const double loss = add_batch_gradient(float(inverse), gradient) * inverse;
    if (!std::isfinite(loss)) return loss;
    optimiser_.step(learned(network_.parameters()), learned(gradient),
                    scheduled_rate(options_.schedule, options_.rate, options_.lowest_rate, step, steps));
    return loss;
  }

  double add_batch_gradient(float scale, std::span<float> gradient) {
    const OutputLoss loss = [this, scale](std::size_t from, std::size_t rows, std::span<const float> y,
                                          std::span<float> dy) {
      Targets targets = targets_.part(from, rows);
      targets.smoothing = float(options_.label_smoothing);
      return loss_and_gradient(options_.loss, y, network_.plan().outputs(), targets, scale, dy);
    };
    if (options_.time > 1)
      return add_gradient_through_time(network_, seen_, options_.time, options_.window, loss, gradient);
    return add_gradient(network_, seen_, loss, gradient, drops_ ? &random_ : nullptr);
  }

  std::span<float> learned(std::span<float> parameters) const {
    return parameters.first(network_.plan().learned());
  }

  LifeResult end_diverged(double loss) {
    result_.last_loss = loss;
    result_.diverged = true;
    return result_;
  }

  Network& network_;
  const LifeOptions& options_;
  Random& random_;
  Rows batch_;
  Epochs epochs_;
  BatchTargets targets_;
  Optimiser optimiser_;
  const Rows& x_;
  std::optional<AugmentedRows> augmented_;
  Rows seen_;  ///< of the batch, as it is learned from
  std::vector<std::uint32_t> rows_;
  bool drops_ = false;
  LifeResult result_;
};

}  // namespace

LifeResult learn(Network& network, const Rows& x, const Targets& targets, const LifeOptions& options,
                 Random& random) {
  if (x.size() == 0 || options.samples == 0) return {};
  return Life(network, x, targets, options, random).live();
}

}  // namespace neat
