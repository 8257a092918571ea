#include "neat/learning/loss.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/network/kernels/paths.hpp"
#include "reference_network.hpp"

namespace neat {
namespace {

double reference_row(Loss loss, std::span<const double> y, std::uint32_t label, std::span<const float> t) {
  double sum = 0;
  if (loss == Loss::softmax_cross_entropy) {
    for (const double v : y) sum += std::exp(v - y[label]);
    return std::log(sum);
  }
  for (std::size_t k = 0; k < y.size(); ++k) {
    const double v = y[k], target = double(t[k]), p = 1 / (1 + std::exp(-v));
    sum += loss == Loss::squared ? (v - target) * (v - target) / 2
                                 : -target * std::log(p) - (1 - target) * std::log(1 - p);
  }
  return sum;
}

TEST_CASE("loss: value and gradient are those of the definition, weighted and scaled") {
  constexpr std::size_t kRows = 9, kOutputs = 5;
  for (const Loss loss : {Loss::softmax_cross_entropy, Loss::binary_cross_entropy, Loss::squared})
    for (const bool weighted : {false, true})
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        CAPTURE(name(loss));
        CAPTURE(seed);
        const auto y = test::random_values(kRows * kOutputs, seed, 2);
        Random random(seed, Purpose::test, 0, 0);
        std::vector<std::uint32_t> labels(kRows);
        std::vector<float> values(y.size()), weights(kRows), dy(y.size());
        for (auto& label : labels) label = random.below(kOutputs);
        for (float& v : values) v = float(random.uniform());
        for (float& w : weights) w = float(random.uniform(0, 3));
        Targets targets;
        if (loss == Loss::softmax_cross_entropy)
          targets.labels = labels;
        else
          targets.values = values;
        if (weighted) targets.weights = weights;
        const double sum = loss_and_gradient(loss, y, kOutputs, targets, 0.25F, dy);

        // With fused arithmetic a softmax takes its exponentials in single precision.
        const bool single = loss == Loss::softmax_cross_entropy && kernels::arithmetic() == "fma";
        const double epsilon = single ? 3e-7 : 1e-9;
        double expected = 0;
        for (std::size_t r = 0; r < kRows; ++r) {
          std::vector<double> row(y.begin() + long(r * kOutputs), y.begin() + long((r + 1) * kOutputs));
          const auto t = std::span<const float>(values).subspan(r * kOutputs, kOutputs);
          const double weight = weighted ? double(weights[r]) : 1;
          expected += weight * reference_row(loss, row, labels[r], t);
          for (std::size_t k = 0; k < kOutputs; ++k) {
            constexpr double h = 1e-5;
            const double v = row[k];
            row[k] = v + h;
            const double above = reference_row(loss, row, labels[r], t);
            row[k] = v - h;
            const double slope = weight * (above - reference_row(loss, row, labels[r], t)) / (2 * h);
            row[k] = v;
            CHECK(double(dy[r * kOutputs + k]) == doctest::Approx(0.25 * slope).epsilon(1e-5).scale(1));
          }
        }
        CHECK(sum == doctest::Approx(expected).epsilon(epsilon));
      }
}

TEST_CASE("loss: smoothed labels are the mean of the label's loss and of all classes', with its gradient") {
  const auto y = test::random_values(3 * 4, 5, 2);
  const std::vector<std::uint32_t> labels{2, 0, 3};
  const std::vector<float> weights{1, 0.5F, 2};
  std::vector<float> dy(y.size());
  Targets targets{labels, {}, weights};
  targets.smoothing = 0.2F;
  const double sum = loss_and_gradient(Loss::softmax_cross_entropy, y, 4, targets, 1, dy);
  double expected = 0;
  for (std::size_t r = 0; r < 3; ++r) {
    double total = 0;
    for (std::size_t k = 0; k < 4; ++k) total += std::exp(double(y[r * 4 + k]));
    for (std::size_t k = 0; k < 4; ++k) {
      const double share = 0.2 / 4 + (k == labels[r] ? 0.8 : 0);
      const double p = std::exp(double(y[r * 4 + k])) / total;
      expected -= double(weights[r]) * share * std::log(p);
      CHECK(double(dy[r * 4 + k]) ==
            doctest::Approx(double(weights[r]) * (p - share)).epsilon(1e-5).scale(1));
    }
  }
  CHECK(sum == doctest::Approx(expected).epsilon(1e-6));
}

TEST_CASE("loss: extreme logits neither overflow nor lose the gradient") {
  const std::vector<float> y{1e30F, -1e30F, 500, -500};
  std::vector<float> dy(4);
  const std::vector<std::uint32_t> labels{1, 0};
  const double softmax = loss_and_gradient(Loss::softmax_cross_entropy, y, 2, {labels, {}, {}}, 1, dy);
  CHECK(softmax == doctest::Approx(2e30));
  CHECK(dy == std::vector<float>{1, -1, 0, 0});
  const std::vector<float> values{0, 0, 0, 1};
  CHECK(loss_and_gradient(Loss::binary_cross_entropy, y, 2, {{}, values, {}}, 1, dy) ==
        doctest::Approx(1e30));
  CHECK(dy == std::vector<float>{1, 0, 1, -1});
}

TEST_CASE("loss: a non-finite output gives a non-finite loss") {
  const std::vector<std::uint32_t> labels{0};
  const std::vector<float> values{0, 1};
  std::vector<float> dy(2);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const std::vector<float> y{bad, 0};
    CHECK_FALSE(std::isfinite(loss_and_gradient(Loss::softmax_cross_entropy, y, 2, {labels, {}, {}}, 1, dy)));
    CHECK_FALSE(std::isfinite(loss_and_gradient(Loss::binary_cross_entropy, y, 2, {{}, values, {}}, 1, dy)));
    CHECK_FALSE(std::isfinite(loss_and_gradient(Loss::squared, y, 2, {{}, values, {}}, 1, dy)));
  }
}

TEST_CASE("loss: targets that do not fit are refused") {
  const std::vector<float> y(4), two(2), four(4);
  std::vector<float> dy(4);
  const std::vector<std::uint32_t> one{0}, high{0, 2};
  CHECK_THROWS_WITH_AS(loss_and_gradient(Loss::softmax_cross_entropy, y, 2, {one, {}, {}}, 1, dy),
                       "loss: softmax_cross_entropy: 1 labels for 2 rows; give one class label per row",
                       Error);
  CHECK_THROWS_WITH_AS(
      loss_and_gradient(Loss::softmax_cross_entropy, y, 2, {high, {}, {}}, 1, dy),
      "loss: softmax_cross_entropy: label 2: the network has 2 outputs; declare one output per class", Error);
  CHECK_THROWS_WITH_AS(loss_and_gradient(Loss::squared, y, 2, {{}, two, {}}, 1, dy),
                       "loss: squared: 2 target values for 2 rows of 2 outputs; give one value per output",
                       Error);
  CHECK_THROWS_WITH_AS(loss_and_gradient(Loss::squared, y, 2, {{}, four, std::span(two).first(1)}, 1, dy),
                       "loss: squared: 1 weights for 2 rows; give one weight per row or none", Error);
}

TEST_CASE("loss: names are read back") {
  for (const Loss loss : {Loss::softmax_cross_entropy, Loss::binary_cross_entropy, Loss::squared}) {
    Loss read{};
    CHECK(parse(name(loss), read));
    CHECK(read == loss);
  }
  Loss unchanged = Loss::squared;
  CHECK_FALSE(parse("hinge", unchanged));
  CHECK(unchanged == Loss::squared);
}

}  // namespace
}  // namespace neat
