/// tasks/poles/cart.hpp - Wieland's cart with one or more poles, integrated by Runge-Kutta of fourth order.
///
/// Equations: Wieland 1991, "Evolving neural network controllers for unstable systems", in the form of Gomez,
/// Schmidhuber and Miikkulainen 2008 (JMLR 9, appendix A), with gravity positive:
///   m_i = mass_i (1 - 3/4 cos^2 a_i),  t_i = hinge_friction a_i' / (mass_i length_i)
///   f_i = mass_i length_i a_i'^2 sin a_i + 3/4 mass_i cos a_i (t_i - g sin a_i)
///   x''   = (force - cart_friction sign(x') + sum f_i) / (cart + sum m_i)
///   a_i'' = -3/4 (x'' cos a_i - g sin a_i + t_i) / length_i
/// Metres, seconds, kilograms, newtons, radians from the vertical; lengths are half of the pole's. Trig offers
/// sin(double) and cos(double). Values; any thread.
#pragma once

#include <array>
#include <cstddef>

namespace neat::poles {

inline constexpr double kGravity = 9.8, kCartMass = 1, kMostForce = 10, kHalfTrack = 2.4;
inline constexpr double kStep = 0.01;  ///< s, of the integration
inline constexpr int kStepsPerAction = 2;

struct Pole {
  double half_length, mass;
};
inline constexpr Pole kLong{0.5, 0.1}, kShort{0.05, 0.01};

struct Friction {
  double hinge = 0.000002, cart = 0;
};

/// Of a cart with N poles.
template <std::size_t N>
struct State {
  double x = 0, speed = 0;
  std::array<double, N> angle{}, rate{};

  /// this + h * slope
  State moved(double h, const State& slope) const {
    State to = *this;
    to.x += h * slope.x;
    to.speed += h * slope.speed;
    for (std::size_t i = 0; i < N; ++i) to.angle[i] += h * slope.angle[i];
    for (std::size_t i = 0; i < N; ++i) to.rate[i] += h * slope.rate[i];
    return to;
  }
  /// On the track, with no pole beyond `most_angle`; a state with a NaN is not.
  bool stands(double most_angle) const {
    bool up = x >= -kHalfTrack && x <= kHalfTrack;
    for (const double a : angle) up = up && a >= -most_angle && a <= most_angle;
    return up;
  }
};

template <std::size_t N, class Trig>
class Cart {
 public:
  Cart(const std::array<Pole, N>& poles, Friction friction, Trig trig)
      : cart_friction_(friction.cart), trig_(trig) {
    for (std::size_t i = 0; i < N; ++i) {
      const auto [length, mass] = poles[i];
      terms_[i] = {mass * length, 0.75 * mass, 0.75 / length, friction.hinge / (mass * length)};
    }
  }

  /// The time derivative of `s` under `force`.
  State<N> slope(const State<N>& s, double force) const {
    std::array<double, N> cosine, pull;  // pull: t - g sin a
    double push = force - cart_friction_ * (s.speed > 0 ? 1 : s.speed < 0 ? -1 : 0), mass = kCartMass;
    for (std::size_t i = 0; i < N; ++i) {
      const Terms& t = terms_[i];
      const double sine = trig_.sin(s.angle[i]);
      cosine[i] = trig_.cos(s.angle[i]);
      pull[i] = t.drag * s.rate[i] - kGravity * sine;
      push += t.moment * s.rate[i] * s.rate[i] * sine + t.part * cosine[i] * pull[i];
      mass += t.part * (4.0 / 3 - cosine[i] * cosine[i]);
    }
    State<N> slope;
    slope.x = s.speed;
    slope.speed = push / mass;
    slope.angle = s.rate;
    for (std::size_t i = 0; i < N; ++i) slope.rate[i] = -terms_[i].turn * (slope.speed * cosine[i] + pull[i]);
    return slope;
  }

  /// kStep seconds later.
  State<N> after(const State<N>& s, double force) const {
    const State<N> k1 = slope(s, force), k2 = slope(s.moved(kStep / 2, k1), force),
                   k3 = slope(s.moved(kStep / 2, k2), force), k4 = slope(s.moved(kStep, k3), force);
    return s.moved(kStep / 6, k1.moved(2, k2).moved(2, k3).moved(1, k4));
  }

  /// After one action: the force holds for kStepsPerAction steps.
  State<N> acted(State<N> s, double force) const {
    for (int i = 0; i < kStepsPerAction; ++i) s = after(s, force);
    return s;
  }

 private:
  /// Of a pole: mass length, 3/4 mass, 3/4 / length, hinge friction / (mass length).
  struct Terms {
    double moment, part, turn, drag;
  };

  std::array<Terms, N> terms_;
  double cart_friction_;
  Trig trig_;
};

}  // namespace neat::poles
