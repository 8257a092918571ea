#include "neat/network/backward.hpp"

#include <algorithm>

#include "neat/network/pass.hpp"

namespace neat {
namespace {

/// One batch of rows through time, forwards and backwards. `time` is 1 for networks without memory.
class BatchGradient {
 public:
  BatchGradient(Network& network, std::size_t most_rows, std::size_t time, std::size_t window,
                Random* dropout)
      : plan_(network.plan()),
        parameters_(network.parameters().data()),
        memory_(network.workspace()),
        time_(time),
        window_(window),
        dropout_(dropout) {
    const std::size_t lanes = padded(most_rows), block = plan_.features() * lanes;
    at_least(memory_.activations, (time + (plan_.recurrent() ? 1 : 0)) * block);
    at_least(memory_.preactivations, time * block);
    if (dropout != nullptr) at_least(memory_.masks, time * block);
    at_least(memory_.deltas, 2 * block);
    at_least(memory_.scratch, plan_.scratch() * lanes);
    at_least(memory_.statistics, time * plan_.batch_statistics());
    at_least(memory_.outputs, most_rows * time * plan_.outputs());
    at_least(memory_.output_deltas, most_rows * time * plan_.outputs());
  }

  double add(const Rows& x, std::size_t from, std::size_t rows, const OutputLoss& loss, float* gradient) {
    rows_ = rows;
    lanes_ = padded(rows);
    block_ = plan_.features() * lanes_;
    first_values_ = values_behind_zeros(plan_, lanes_, memory_.activations);
    run_forwards(x, from);
    const std::size_t size = rows * time_ * plan_.outputs();
    const double sum = loss(from, rows, {memory_.outputs.data(), size}, {memory_.output_deltas.data(), size});
    run_backwards(gradient);
    return sum;
  }

 private:
  float* values(std::size_t t) { return first_values_ + t * block_; }
  const float* previous(std::size_t t) { return t == 0 ? nullptr : values(t - 1); }

  void run_forwards(const Rows& x, std::size_t from) {
    const std::size_t inputs = plan_.inputs(), outputs = plan_.outputs();
    for (std::size_t t = 0; t < time_; ++t) {
      ForwardPass pass;
      pass.lanes = lanes_;
      pass.rows = rows_;
      pass.statistics = memory_.statistics.data() + t * plan_.batch_statistics();
      pass.values = values(t);
      pass.previous = previous(t);
      pass.scratch = memory_.scratch.data();
      pass.preactivations = memory_.preactivations.data() + t * block_;
      pass.masks = dropout_ == nullptr ? nullptr : memory_.masks.data() + t * block_;
      pass.dropout = dropout_;
      pass.bits = &memory_.bits;
      read_lanes(x, from, rows_, t * inputs, inputs, lanes_, pass.values);
      run(plan_, parameters_, pass);
      write_outputs(plan_, pass.values, lanes_, rows_, time_ * outputs, memory_.outputs.data() + t * outputs);
    }
  }

  void run_backwards(float* gradient) {
    float* now = memory_.deltas.data();
    float* before = now + block_;
    std::fill_n(now, block_, 0.0F);
    for (std::size_t t = time_; t-- > 0;) {
      const bool cut = t == 0 || (window_ != 0 && t % window_ == 0);
      std::fill_n(before, t == 0 ? 0 : block_, 0.0F);
      add_output_deltas(t, now);
      BackwardPass pass;
      pass.lanes = lanes_;
      pass.rows = rows_;
      pass.statistics = memory_.statistics.data() + t * plan_.batch_statistics();
      pass.values = values(t);
      pass.previous = previous(t);
      pass.scratch = memory_.scratch.data();
      pass.preactivations = memory_.preactivations.data() + t * block_;
      pass.masks = dropout_ == nullptr ? nullptr : memory_.masks.data() + t * block_;
      pass.deltas = now;
      pass.earlier_deltas = cut ? nullptr : before;
      pass.gradient = gradient;
      run_back(plan_, parameters_, pass);
      std::swap(now, before);
    }
  }

  void add_output_deltas(std::size_t t, float* deltas) {
    const auto features = plan_.output_features();
    const std::size_t outputs = features.size();
    for (std::size_t k = 0; k < outputs; ++k)
      for (std::size_t r = 0; r < rows_; ++r)
        deltas[features[k] * lanes_ + r] += memory_.output_deltas[(r * time_ + t) * outputs + k];
  }

  const Plan& plan_;
  const float* parameters_;
  Workspace& memory_;
  std::size_t time_, window_;
  Random* dropout_;
  std::size_t rows_ = 0, lanes_ = 0, block_ = 0;
  float* first_values_ = nullptr;
};

double add_all(Network& network, const Rows& x, std::size_t time, std::size_t window, const OutputLoss& loss,
               std::span<float> gradient, Random* dropout) {
  BatchGradient batch(network, std::min(Network::kBatch, x.size()), time, window, dropout);
  double sum = 0;
  for (std::size_t from = 0; from < x.size(); from += Network::kBatch)
    sum += batch.add(x, from, std::min(Network::kBatch, x.size() - from), loss, gradient.data());
  return sum;
}

}  // namespace

double add_gradient(Network& network, const Rows& x, const OutputLoss& loss, std::span<float> gradient,
                    Random* dropout) {
  return add_all(network, x, 1, 0, loss, gradient, dropout);
}

double add_gradient_through_time(Network& network, const Rows& x, std::size_t time, std::size_t window,
                                 const OutputLoss& loss, std::span<float> gradient) {
  return add_all(network, x, time, window, loss, gradient, nullptr);
}

}  // namespace neat
