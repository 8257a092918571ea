#include "neat/learning/optimiser.hpp"

#include <array>
#include <utility>

#include "neat/base/math.hpp"
#include "neat/network/kernels/kernels.hpp"

namespace neat {
namespace {

constexpr double kPi = 3.14159265358979323846;

constexpr std::array<std::pair<OptimiserKind, std::string_view>, 2> kOptimisers{
    {{OptimiserKind::sgd, "sgd"}, {OptimiserKind::adam, "adam"}}};
constexpr std::array<std::pair<ScheduleKind, std::string_view>, 4> kSchedules{
    {{ScheduleKind::constant, "constant"},
     {ScheduleKind::linear, "linear"},
     {ScheduleKind::cosine, "cosine"},
     {ScheduleKind::one_cycle, "one-cycle"}}};

constexpr double kRise = 0.23, kFirstShare = 0.2;  // of one-cycle

template <class Names, class Kind>
std::string_view find_name(const Names& names, Kind value) {
  for (const auto& [candidate, text] : names)
    if (candidate == value) return text;
  return "?";
}

template <class Names, class Kind>
bool find_value(const Names& names, std::string_view text, Kind& value) {
  for (const auto& [candidate, name] : names)
    if (name == text) return value = candidate, true;
  return false;
}

}  // namespace

double scheduled_rate(ScheduleKind kind, double highest, double lowest, std::uint64_t step,
                      std::uint64_t steps) {
  if (kind == ScheduleKind::constant || steps == 0) return highest;
  const double done = step < steps ? double(step) / double(steps) : 1.0;
  if (kind == ScheduleKind::one_cycle && done < kRise)
    return highest * (kFirstShare + (1 - kFirstShare) * done / kRise);
  if (kind == ScheduleKind::one_cycle) return lowest + (highest - lowest) * (1 - done) / (1 - kRise);
  const double left = kind == ScheduleKind::linear ? 1 - done : (1 + math::cos(kPi * done)) / 2;
  return lowest + (highest - lowest) * left;
}

Optimiser::Optimiser(const Options& options, std::size_t parameters, std::size_t biases)
    : options_(options),
      biases_(options.bias_rate == 1 ? 0 : biases),
      first_(parameters, 0.0F),
      second_(options.kind == OptimiserKind::adam ? parameters : 0, 0.0F) {}

void Optimiser::step(std::span<float> parameters, std::span<const float> gradient, double rate) {
  const auto part = [&](std::size_t first, std::size_t count, double part_rate) {
    if (options_.kind == OptimiserKind::adam)
      step_adam(first, parameters.subspan(first, count), gradient.subspan(first, count), part_rate);
    else
      step_sgd(first, parameters.subspan(first, count), gradient.subspan(first, count), part_rate);
  };
  power1_ *= options_.beta1;
  power2_ *= options_.beta2;
  if (biases_ > 0) part(0, biases_, rate * options_.bias_rate);
  part(biases_, parameters.size() - biases_, rate);
}

void Optimiser::step_sgd(std::size_t first, std::span<float> parameters, std::span<const float> gradient,
                         double rate) {
  kernels::SgdStep step;
  step.momentum = float(options_.momentum);
  step.shrink = float(rate * options_.weight_decay);
  step.rate = float(rate);
  step.ahead = options_.nesterov;
  kernels::step_sgd(step, gradient, first_.data() + first, parameters);
}

/// Kingma and Ba 2015, algorithm 1; the decay is decoupled as in Loshchilov and Hutter 2019, algorithm 2.
void Optimiser::step_adam(std::size_t first, std::span<float> parameters, std::span<const float> gradient,
                          double rate) {
  kernels::AdamStep step;
  step.beta1 = float(options_.beta1);
  step.rest1 = float(1 - options_.beta1);
  step.beta2 = float(options_.beta2);
  step.rest2 = float(1 - options_.beta2);
  step.correct1 = float(1 / (1 - power1_));
  step.correct2 = float(1 / (1 - power2_));
  step.epsilon = float(options_.epsilon);
  step.shrink = float(rate * options_.weight_decay);
  step.rate = float(rate);
  kernels::step_adam(step, gradient, first_.data() + first, second_.data() + first, parameters);
}

std::string_view name(OptimiserKind value) {
  return find_name(kOptimisers, value);
}
std::string_view name(ScheduleKind value) {
  return find_name(kSchedules, value);
}
bool parse(std::string_view text, OptimiserKind& value) {
  return find_value(kOptimisers, text, value);
}
bool parse(std::string_view text, ScheduleKind& value) {
  return find_value(kSchedules, text, value);
}

}  // namespace neat
