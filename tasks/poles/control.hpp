/// tasks/poles/control.hpp - a network balances a cart with N poles: what it sees, what its answer means, how long it
/// lasts. Values; any thread, each with its own network.
#pragma once

#include <neat/plugin.hpp>

#include <cmath>
#include <span>
#include <vector>

#include "cart.hpp"
#include "film.hpp"

namespace neat::poles {

/// Sine and cosine of the SDK: the same bits on every machine.
struct HostTrig {
  double (*sin)(double);
  double (*cos)(double);

  explicit HostTrig(const neat_math_service& math) : sin(math.sin), cos(math.cos) {}
};

/// What the inputs are divided by, so that they lie about in [-1, 1].
template <std::size_t N>
struct Scales {
  double x, speed;
  std::array<double, N> angle, rate;
};

/// The answers of 0 and 1 that mean no force and the most: {0, 1} of a signed node, {0.5, 1} of one in (0, 1).
struct Answer {
  double none = 0, most = 1;

  /// Newtons; beyond the most, the most. A NaN stays one.
  double force(double y) const {
    const double share = (y - none) / (most - none);
    return kMostForce * (share > 1 ? 1 : share < -1 ? -1 : share);
  }
};

template <std::size_t N>
struct Control {
  Cart<N, HostTrig> cart;
  Scales<N> scales;
  Answer answer;
  bool velocities;
  double most_angle;
  double constant = 0;  ///< one more input of this value, behind the others; 0: none

  static constexpr std::uint32_t inputs(bool velocities) {
    return static_cast<std::uint32_t>(velocities ? 2 + 2 * N : 1 + N);
  }

  std::uint32_t inputs() const { return inputs(velocities) + (constant != 0 ? 1 : 0); }

  /// Order: x, x', then angle and angular velocity of each pole; without velocities x and the angles; then the constant.
  std::size_t see(const State<N>& s, std::span<float> x) const {
    std::size_t k = 0;
    x[k++] = static_cast<float>(s.x / scales.x);
    if (velocities) x[k++] = static_cast<float>(s.speed / scales.speed);
    for (std::size_t i = 0; i < N; ++i) {
      x[k++] = static_cast<float>(s.angle[i] / scales.angle[i]);
      if (velocities) x[k++] = static_cast<float>(s.rate[i] / scales.rate[i]);
    }
    if (constant != 0) x[k++] = static_cast<float>(constant);
    return k;
  }

  /// Actions, at most `most`, after which everything still stands; the network's memory is cleared first. `each` sees
  /// the state and force of every one of them.
  template <class Each>
  std::uint64_t balance(plugin::Network& network, State<N> s, std::uint64_t most, Each each) const {
    std::array<float, 3 + 2 * N> x{};
    network.reset();
    for (std::uint64_t steps = 0; steps < most; ++steps) {
      float y = 0;
      network.step(std::span<const float>(x.data(), see(s, x)), {&y, 1});
      const double force = answer.force(static_cast<double>(y));
      s = cart.acted(s, force);
      if (!s.stands(most_angle)) return steps;
      each(s, force);
    }
    return most;
  }
  /// Emits what the network does in the first 20 s, for the report.
  void show(plugin::Network& network, const State<N>& start, const std::array<Pole, N>& poles) const {
    Film<N> film(start);
    balance(network, start, Film<N>::kMost, [&](const State<N>& s, double) { film.add(s); });
    network.report(NEAT_REPORT_FIGURE, "balancing", film.json(poles, most_angle));
  }
  std::uint64_t balance(plugin::Network& network, const State<N>& s, std::uint64_t most) const {
    return balance(network, s, most, [](const State<N>&, double) {});
  }
};

/// |x| + |x'| + |a| + |a'| of the first pole over the last `kTerms` steps that stood: how restless they were.
class Restlessness {
 public:
  static constexpr std::size_t kTerms = 100;

  template <std::size_t N>
  void add(const State<N>& s) {
    last_[count_++ % kTerms] =
        std::fabs(s.x) + std::fabs(s.speed) + std::fabs(s.angle[0]) + std::fabs(s.rate[0]);
  }
  bool complete() const { return count_ >= kTerms; }
  /// Oldest term first.
  double sum() const {
    double total = 0;
    for (std::size_t i = 0; i < kTerms; ++i) total += last_[(count_ + i) % kTerms];
    return total;
  }

 private:
  std::array<double, kTerms> last_{};
  std::size_t count_ = 0;
};

}  // namespace neat::poles
