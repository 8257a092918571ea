/// tasks/two_spirals/two_spirals.cpp - which of two intertwined spirals a point lies on. See README.md.
#include <neat/plugin.hpp>

#include <array>

namespace {

using namespace neat::plugin;

constexpr std::size_t kPerSpiral = 97, kPoints = 2 * kPerSpiral;
constexpr double kPi = 3.141592653589793;

class TwoSpirals {
 public:
  static constexpr Info info{.name = "two_spirals",
                             .version = "1.0.0",
                             .summary = "Which of two intertwined spirals a point lies on."};
  static constexpr Option options[] = {
      real("scale", "1", 0.001, 1000, "inputs are the coordinates, within +-6.5, times this")};
  static constexpr Metric metrics[] = {{"accuracy", "share of the 194 points on the right side of 0.5"}};
  static constexpr Preset presets[] = {{"default",
                                        "[genome]\noutput_activation = sigmoid\n[stop]\ngenerations = 1000\n",
                                        "answers through a sigmoid"}};
  static constexpr Shape input{2}, output{1};

  /// Lang and Witbrock 1988: spiral 1 by radius and angle, spiral 0 is its mirror image at the origin.
  explicit TwoSpirals(const Host& host) {
    const double scale = host.real("scale");
    for (std::size_t i = 0; i < kPerSpiral; ++i) {
      const double angle = static_cast<double>(i) * kPi / 16,
                   radius = 6.5 * (104 - static_cast<double>(i)) / 104 * scale;
      const double x = radius * host.math().sin(angle), y = radius * host.math().cos(angle);
      const std::array<double, 4> pair{x, y, -x, -y};
      for (std::size_t k = 0; k < 4; ++k) points_[4 * i + k] = static_cast<float>(pair[k]);
    }
  }

  Result evaluate(Network& network, const Request&) const {
    std::array<float, kPoints> y{};
    network.forward(points_, y);
    double squared_error = 0;
    std::size_t right = 0;
    for (std::size_t row = 0; row < kPoints; ++row) {
      const bool first = row % 2 == 0;
      const double error = static_cast<double>(y[row]) - (first ? 1 : 0);
      squared_error += error * error;
      right += first ? y[row] > 0.5F : y[row] < 0.5F;
    }
    return {.fitness = static_cast<double>(kPoints) - squared_error,
            .solved = right == kPoints,
            .rows = kPoints,
            .metrics = {static_cast<double>(right) / static_cast<double>(kPoints)}};
  }

 private:
  std::array<float, 2 * kPoints> points_{};  ///< [194 x 2]; even rows lie on spiral 1, odd ones on spiral 0
};

}  // namespace

NEAT_PLUGIN(TwoSpirals)
