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
  Cart(std::array<Pole, N> poles, Friction friction, Trig trig)
      : poles_(poles), friction_(friction), trig_(trig) {}

  /// The time derivative of `s` under `force`.
  State<N> slope(const State<N>& s, double force) const {
    std::array<double, N> cosine, pull, drag;
    double push = force - friction_.cart * (s.speed > 0 ? 1 : s.speed < 0 ? -1 : 0), mass = kCartMass;
    for (std::size_t i = 0; i < N; ++i) {
      const Pole& pole = poles_[i];
      const double moment = pole.mass * pole.half_length, sine = trig_.sin(s.angle[i]);
      cosine[i] = trig_.cos(s.angle[i]);
      pull[i] = kGravity * sine;
      drag[i] = friction_.hinge * s.rate[i] / moment;
      push += moment * s.rate[i] * s.rate[i] * sine + 0.75 * pole.mass * cosine[i] * (drag[i] - pull[i]);
      mass += pole.mass * (1 - 0.75 * cosine[i] * cosine[i]);
    }
    State<N> slope;
    slope.x = s.speed;
    slope.speed = push / mass;
    slope.angle = s.rate;
    for (std::size_t i = 0; i < N; ++i)
      slope.rate[i] = -0.75 * (slope.speed * cosine[i] - pull[i] + drag[i]) / poles_[i].half_length;
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
  std::array<Pole, N> poles_;
  Friction friction_;
  Trig trig_;
};

}  // namespace neat::poles
