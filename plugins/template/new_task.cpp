// new_task - a task for neat. It asks networks for a curve, y = 0.8 sin(3 x): replace that with your own question.
#include <neat/plugin.hpp>

#include <algorithm>
#include <cmath>

namespace {

namespace np = neat::plugin;

class NewTask {
 public:
  // What the task says about itself: readable before anything of it runs.
  static constexpr np::Info info{
      .name = "new_task", .version = "0.1.0", .summary = "Draw the curve y = 0.8 sin(3 x) on [-1, 1]."};
  static constexpr np::Option options[] = {
      np::integer("points", "21", 2, 10000, "places where the curve is compared")};
  static constexpr np::Metric metrics[] = {{"mse", "mean squared error"},
                                           {"largest_error", "largest distance from the curve"}};
  static constexpr np::Preset presets[] = {
      {"quick",
       "[genome]\nactivations = sine\noutput_activation = identity\n[mutation]\nweight_power = 0.5\n",
       "solved in seconds"}};

  // One input and one output; {channels, height, width} for images.
  static constexpr np::Shape input{1}, output{1};

  // Read the options, load and register data here. Errors: np::fail("what: which: why; what to do").
  explicit NewTask(const np::Host& host) {
    const std::int64_t points = host.integer("points");
    for (std::int64_t i = 0; i < points; ++i) {
      const double x = -1 + 2 * static_cast<double>(i) / static_cast<double>(points - 1);
      x_.push_back(static_cast<float>(x));
      wanted_.push_back(0.8 * host.math().sin(3 * x));  // the host's sine is the same on every machine
    }
  }

  // How fit is this network? Many threads ask at once, so everything here is const. Same request, same answer.
  np::Result evaluate(np::Network& network, const np::Request&) const {
    std::vector<float> y(x_.size());
    network.forward(x_, y);
    double squares = 0, largest = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double error = std::abs(static_cast<double>(y[i]) - wanted_[i]);
      squares += error * error;
      largest = std::max(largest, error);
    }
    const double mse = squares / static_cast<double>(y.size());
    return {.fitness = 1 / (1 + mse), .solved = largest < 0.2, .rows = y.size(), .metrics = {mse, largest}};
  }

 private:
  std::vector<float> x_;
  std::vector<double> wanted_;
};

}  // namespace

NEAT_PLUGIN(NewTask)
