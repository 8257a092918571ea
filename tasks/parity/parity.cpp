#include <neat/plugin.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

#include "neat_2002.hpp"

namespace {

constexpr const char* kFitness[] = {"squares", "distances"};

/// The parity of n bits: the network sees n inputs of 0 or 1 and must put its output above 0.5 when an odd number is 1.
struct Parity {
  static constexpr neat::plugin::Info info{
      .name = "parity", .version = "1.0.0", .summary = "Whether an odd number of n bits is set."};
  static constexpr neat::plugin::Option options[] = {
      neat::plugin::integer("bits", "3", 2, 16,
                            "number of inputs; every one of the 2^bits patterns is a row"),
      neat::plugin::choice("fitness", "squares", kFitness,
                           "rows minus the sum of squared errors, or the square of rows minus the sum of "
                           "distances to the right answers (NEAT 2002)")};
  static constexpr neat::plugin::Metric metrics[] = {
      {"accuracy", "share of patterns on the right side of 0.5"}};
  static constexpr neat::plugin::Preset presets[] = {
      {"default", "[genome]\noutput_activation = sigmoid\n[stop]\ngenerations = 1000\n",
       "answers through a sigmoid"},
      {"neat-2002",
       NEAT_2002_GENOME(
           "steep_sigmoid") "bias = input\nrecurrent = off\n" NEAT_2002_SMALL
                            "[stop]\ngenerations = 100\n[parity]\nbits = 2\nfitness = distances\n",
       "XOR with the settings of NEAT's paper"}};

  explicit Parity(const neat::plugin::Host& host)
      : bits_(static_cast<std::uint32_t>(host.integer("bits"))),
        squares_(host.text("fitness") == "squares"),
        x_(rows() * bits_) {
    for (std::size_t i = 0; i < x_.size(); ++i)
      x_[i] = static_cast<float>(i / bits_ >> (bits_ - 1 - i % bits_) & 1);
  }

  neat::plugin::Shape input() const { return {bits_}; }
  neat::plugin::Shape output() const { return {1}; }

  neat::plugin::Result evaluate(neat::plugin::Network& network, const neat::plugin::Request&) const {
    std::vector<float> y(rows());
    network.forward(x_, y);
    double squares = 0, distances = 0;
    std::size_t right = 0;
    for (std::uint32_t row = 0; row < rows(); ++row) {
      const bool odd = std::popcount(row) % 2 == 1;
      const double error = static_cast<double>(y[row]) - (odd ? 1 : 0);
      squares += error * error;
      distances += std::fabs(error);
      right += odd ? y[row] > 0.5F : y[row] < 0.5F;
    }
    const auto count = static_cast<double>(rows());
    const double near = std::max(count - distances, 0.0);
    return {.fitness = squares_ ? count - squares : near * near,
            .solved = right == rows(),
            .rows = rows(),
            .metrics = {static_cast<double>(right) / count}};
  }

 private:
  std::size_t rows() const { return std::size_t{1} << bits_; }

  std::uint32_t bits_;
  bool squares_;
  std::vector<float> x_;  ///< [2^bits x bits], the first input is the highest bit
};

}  // namespace

NEAT_PLUGIN(Parity)
