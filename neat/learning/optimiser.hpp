/// neat/learning/optimiser.hpp - SGD with momentum and Adam over a flat parameter array; learning-rate
/// schedules.
///
/// An optimiser lives as long as one life; its state is never inherited. It is given learned parameters only.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "neat/base/aligned.hpp"
#include "neat/genome/genome.hpp"

namespace neat {

enum class OptimiserKind : std::uint8_t { sgd = 0, adam = 1 };
enum class ScheduleKind : std::uint8_t {
  constant = 0,
  linear = 1,
  cosine = 2,
  one_cycle =
      3,  ///< up from a fifth of the highest in the first 23 hundredths, then linearly down (Smith, Topin 2018)
};

/// The learning rate at `step` of `steps`: from `highest` at step 0 towards `lowest` at `steps`, but for one_cycle.
double scheduled_rate(ScheduleKind kind, double highest, double lowest, std::uint64_t step,
                      std::uint64_t steps);

class Optimiser {
 public:
  struct Options {
    OptimiserKind kind = OptimiserKind::sgd;
    double momentum = 0.9;                              ///< SGD: v = momentum v + g; theta -= rate v. [0, 1)
    double weight_decay = 0;                            ///< decoupled: theta -= rate * decay * theta
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  ///< Adam, Kingma and Ba 2015, algorithm 1
    bool nesterov =
        false;  ///< SGD: theta -= rate (g + momentum v) instead (Sutskever et al. 2013, as in most programs)
    double bias_rate = 1;  ///< (0, 1000] the rate of the first `biases` parameters, relative to the others'
  };

  /// Of `parameters`, the first `biases` are biases.
  Optimiser(const Options& options, std::size_t parameters, std::size_t biases = 0);

  /// One step along -gradient. REQUIRES: both spans have the constructor's size.
  void step(std::span<float> parameters, std::span<const float> gradient, double rate);

 private:
  void step_sgd(std::size_t first, std::span<float> parameters, std::span<const float> gradient, double rate);
  void step_adam(std::size_t first, std::span<float> parameters, std::span<const float> gradient,
                 double rate);

  Options options_;
  std::size_t biases_;
  Floats first_, second_;
  double power1_ = 1, power2_ = 1;  ///< beta1, beta2 to the power of the steps taken
};

std::string_view name(OptimiserKind);
std::string_view name(ScheduleKind);
bool parse(std::string_view text, OptimiserKind&);
bool parse(std::string_view text, ScheduleKind&);

}  // namespace neat
