#include "neat/learning/loss.hpp"

#include <array>
#include <string>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/base/math.hpp"
#include "neat/network/kernels/kernels.hpp"

namespace neat {
namespace {

constexpr std::array<std::pair<Loss, std::string_view>, 3> kNames{
    {{Loss::softmax_cross_entropy, "softmax_cross_entropy"},
     {Loss::binary_cross_entropy, "binary_cross_entropy"},
     {Loss::squared, "squared"}}};

[[noreturn]] void refuse(Loss loss, const std::string& why) {
  throw Error(ErrorCode::plugin, "loss: " + std::string(name(loss)) + ": " + why);
}

void check(Loss loss, std::size_t rows, std::size_t outputs, const Targets& targets) {
  if (!targets.weights.empty() && targets.weights.size() != rows)
    refuse(loss, std::to_string(targets.weights.size()) + " weights for " + std::to_string(rows) +
                     " rows; give one weight per row or none");
  if (loss != Loss::softmax_cross_entropy) {
    if (targets.values.size() == rows * outputs) return;
    refuse(loss, std::to_string(targets.values.size()) + " target values for " + std::to_string(rows) +
                     " rows of " + std::to_string(outputs) + " outputs; give one value per output");
  }
  if (targets.labels.size() != rows)
    refuse(loss, std::to_string(targets.labels.size()) + " labels for " + std::to_string(rows) +
                     " rows; give one class label per row");
  for (const std::uint32_t label : targets.labels)
    if (label >= outputs)
      refuse(loss, "label " + std::to_string(label) + ": the network has " + std::to_string(outputs) +
                       " outputs; declare one output per class");
}

/// -log softmax(y)[label], shifted by the maximum so that nothing overflows. dy: softmax(y) - one-hot.
double softmax_row(std::span<const float> y, std::uint32_t label, double scale, std::span<float> dy) {
  float largest = y[0];
  for (const float v : y) largest = v > largest ? v : largest;
  double sum = 0;
  for (const float v : y) sum += math::exp(double(v) - double(largest));
  const double shift = double(largest) + math::log(sum);
  for (std::size_t k = 0; k < y.size(); ++k)
    dy[k] = float(scale * (math::exp(double(y[k]) - shift) - (k == label ? 1.0 : 0.0)));
  return shift - double(y[label]);
}

/// y[label] - max(y).
double difference_to_largest(std::span<const float> y, std::size_t label) {
  float largest = y[0];
  for (const float v : y) largest = v > largest ? v : largest;
  return double(y[label]) - double(largest);
}

/// The same of all rows: exponentials side by side in single precision, sums and logarithms in double. False: the
/// arithmetic has no such exponential.
bool softmax_rows(std::span<const float> y, std::size_t outputs, const Targets& targets, float scale,
                  std::span<float> dy, double& loss) {
  const auto weight_of = [&](std::size_t r) {
    return targets.weights.empty() ? 1.0 : double(targets.weights[r]);
  };
  for (std::size_t at = 0; at < y.size(); at += outputs) {
    const float* from = y.data() + at;
    float largest = from[0];
    for (std::size_t k = 0; k < outputs; ++k) largest = from[k] > largest ? from[k] : largest;
    for (std::size_t k = 0; k < outputs; ++k) dy[at + k] = from[k] - largest;
  }
  if (!kernels::exponential(dy)) return false;
  for (std::size_t r = 0, at = 0; at < y.size(); ++r, at += outputs) {
    float* share = dy.data() + at;
    double sum = 0;
    for (std::size_t k = 0; k < outputs; ++k) sum += double(share[k]);
    const std::size_t label = targets.labels[r];
    const double scaled = weight_of(r) * double(scale), each = scaled / sum;
    loss += weight_of(r) * (math::log(sum) - difference_to_largest(y.subspan(at, outputs), label));
    for (std::size_t k = 0; k < outputs; ++k) share[k] = float(each * double(share[k]));
    share[label] = float(double(share[label]) - scaled);
  }
  return true;
}

/// What smoothed labels add to the loss and the gradients of plain ones.
double smooth_rows(std::span<const float> y, std::size_t outputs, const Targets& targets, float scale,
                   std::span<float> dy) {
  double loss = 0;
  for (std::size_t r = 0, at = 0; at < y.size(); ++r, at += outputs) {
    const double weight = targets.weights.empty() ? 1.0 : double(targets.weights[r]);
    double sum = 0;
    for (std::size_t k = 0; k < outputs; ++k) sum += double(y[at + k]);
    const std::size_t label = at + targets.labels[r];
    loss += weight * double(targets.smoothing) * (double(y[label]) - sum / double(outputs));
    const float share = float(weight) * scale * targets.smoothing;
    dy[label] += share;
    for (std::size_t k = 0; k < outputs; ++k) dy[at + k] -= share / float(outputs);
  }
  return loss;
}

/// -t log s(y) - (1 - t) log(1 - s(y)) = max(y, 0) - t y + log(1 + exp(-|y|)). dy: s(y) - t.
double binary_row(std::span<const float> y, std::span<const float> target, double scale,
                  std::span<float> dy) {
  double sum = 0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    const double v = double(y[k]), t = double(target[k]);
    const double small = math::exp(v < 0 ? v : -v);
    dy[k] = float(scale * ((v < 0 ? small : 1.0) / (1 + small) - t));
    sum += (v < 0 ? 0.0 : v) - t * v + math::log(1 + small);
  }
  return sum;
}

double squared_row(std::span<const float> y, std::span<const float> target, double scale,
                   std::span<float> dy) {
  double sum = 0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    const double difference = double(y[k]) - double(target[k]);
    dy[k] = float(scale * difference);
    sum += difference * difference / 2;
  }
  return sum;
}

}  // namespace

namespace {

double plain_loss_and_gradient(Loss loss, std::span<const float> y, std::size_t outputs,
                               const Targets& targets, float scale, std::span<float> dy) {
  const std::size_t rows = outputs == 0 ? 0 : y.size() / outputs;
  double sum = 0;
  if (loss == Loss::softmax_cross_entropy && softmax_rows(y, outputs, targets, scale, dy, sum)) return sum;
  for (std::size_t r = 0; r < rows; ++r) {
    const double weight = targets.weights.empty() ? 1.0 : double(targets.weights[r]);
    const auto outputs_of = y.subspan(r * outputs, outputs);
    const auto deltas_of = dy.subspan(r * outputs, outputs);
    const double scaled = weight * double(scale);
    if (loss == Loss::softmax_cross_entropy) {
      sum += weight * softmax_row(outputs_of, targets.labels[r], scaled, deltas_of);
      continue;
    }
    const auto targets_of = targets.values.subspan(r * outputs, outputs);
    sum += weight * (loss == Loss::squared ? squared_row(outputs_of, targets_of, scaled, deltas_of)
                                           : binary_row(outputs_of, targets_of, scaled, deltas_of));
  }
  return sum;
}

}  // namespace

double loss_and_gradient(Loss loss, std::span<const float> y, std::size_t outputs, const Targets& targets,
                         float scale, std::span<float> dy) {
  check(loss, outputs == 0 ? 0 : y.size() / outputs, outputs, targets);
  const double sum = plain_loss_and_gradient(loss, y, outputs, targets, scale, dy);
  if (loss != Loss::softmax_cross_entropy || !(targets.smoothing > 0)) return sum;
  return sum + smooth_rows(y, outputs, targets, scale, dy);
}

std::string_view name(Loss value) {
  for (const auto& [candidate, text] : kNames)
    if (candidate == value) return text;
  return "?";
}

bool parse(std::string_view text, Loss& value) {
  for (const auto& [candidate, name] : kNames)
    if (name == text) return value = candidate, true;
  return false;
}

}  // namespace neat
