// The physics of cart_pole and double_pole, against another integrator, known trajectories and what is kept.
#include "cart.hpp"

#include <doctest/doctest.h>

#include <boost/numeric/odeint.hpp>
#include <cmath>

#include "neat/base/math.hpp"
#include "neat/base/random.hpp"

namespace {

using namespace neat::poles;

struct Trig {
  static double sin(double x) { return neat::math::sin(x); }
  static double cos(double x) { return neat::math::cos(x); }
};

constexpr Friction kNone{0, 0};

template <std::size_t N>
Cart<N, Trig> cart(std::array<Pole, N> poles, Friction friction = {}) {
  return {poles, friction, Trig{}};
}

/// x, x', then angle and rate of each pole.
template <std::size_t N>
using Flat = std::array<double, 2 + 2 * N>;

template <std::size_t N>
Flat<N> flat(const State<N>& s) {
  Flat<N> y{s.x, s.speed};
  for (std::size_t i = 0; i < N; ++i) y[2 + 2 * i] = s.angle[i], y[3 + 2 * i] = s.rate[i];
  return y;
}

/// The accelerations from the equations of motion themselves: the Lagrangian of a cart with uniform rods, solved as a
/// linear system, with libm; nothing of Wieland's elimination and nothing of cart.hpp's code.
///   (M + sum m) x'' + sum m l cos a a'' = F - c sign x' + sum m l sin a a'^2
///   m l cos a x'' + 4/3 m l^2 a'' = m g l sin a - h a'
template <std::size_t N>
struct Lagrange {
  std::array<Pole, N> poles;
  Friction friction;
  double force;

  void operator()(const Flat<N>& y, Flat<N>& dy, double) const {
    std::array<std::array<double, N + 2>, N + 1> rows{};
    rows[0][0] = kCartMass;
    rows[0][N + 1] = force - friction.cart * (y[1] > 0 ? 1 : y[1] < 0 ? -1 : 0);
    for (std::size_t i = 0; i < N; ++i) {
      const double m = poles[i].mass, l = poles[i].half_length, a = y[2 + 2 * i], w = y[3 + 2 * i];
      rows[0][0] += m;
      rows[0][i + 1] = rows[i + 1][0] = m * l * std::cos(a);
      rows[0][N + 1] += m * l * std::sin(a) * w * w;
      rows[i + 1][i + 1] = 4.0 / 3 * m * l * l;
      rows[i + 1][N + 1] = m * kGravity * l * std::sin(a) - friction.hinge * w;
    }
    const auto acceleration = solved(rows);
    dy[0] = y[1];
    dy[1] = acceleration[0];
    for (std::size_t i = 0; i < N; ++i) dy[2 + 2 * i] = y[3 + 2 * i], dy[3 + 2 * i] = acceleration[i + 1];
  }

  /// Gaussian elimination; the diagonal is never small here.
  static std::array<double, N + 1> solved(std::array<std::array<double, N + 2>, N + 1> rows) {
    for (std::size_t k = 0; k <= N; ++k)
      for (std::size_t r = 0; r <= N; ++r) {
        const double factor = r == k ? 0 : rows[r][k] / rows[k][k];
        for (std::size_t c = 0; c < N + 2; ++c) rows[r][c] -= factor * rows[k][c];
      }
    std::array<double, N + 1> x;
    for (std::size_t k = 0; k <= N; ++k) x[k] = rows[k][N + 1] / rows[k][k];
    return x;
  }
};

/// The state after `seconds` by Dormand and Prince's method with tight tolerances.
template <std::size_t N>
Flat<N> exact(const Lagrange<N>& system, Flat<N> y, double seconds) {
  namespace ode = boost::numeric::odeint;
  ode::integrate_adaptive(ode::make_controlled<ode::runge_kutta_dopri5<Flat<N>>>(1e-13, 1e-13), system, y,
                          0.0, seconds, 1e-4);
  return y;
}

template <std::size_t N>
State<N> random_state(neat::Random& random) {
  const auto between = [&](double most) { return (2 * random.uniform() - 1) * most; };
  State<N> s;
  s.x = between(2), s.speed = between(1);
  for (std::size_t i = 0; i < N; ++i) s.angle[i] = between(0.5), s.rate[i] = between(1);
  return s;
}

/// Kinetic and potential energy in joules; a rod of half length l turns about its end with 4/3 m l^2.
template <std::size_t N>
double energy(const std::array<Pole, N>& poles, const State<N>& s) {
  double e = kCartMass * s.speed * s.speed / 2;
  for (std::size_t i = 0; i < N; ++i) {
    const auto [l, m] = poles[i];
    const double a = s.angle[i], w = s.rate[i];
    e += m * s.speed * s.speed / 2 + m * l * std::cos(a) * s.speed * w + 2.0 / 3 * m * l * l * w * w +
         m * kGravity * l * std::cos(a);
  }
  return e;
}

constexpr std::array kTwo{kLong, kShort};
constexpr std::array kOne{kLong};

template <std::size_t N>
void compare(std::array<Pole, N> poles, Friction friction, double tolerance) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    neat::Random random(seed, neat::Purpose::test, 0, 0);
    State<N> s = random_state<N>(random);
    Flat<N> y = flat(s);
    for (int action = 0; action < 10; ++action) {
      const double force = (2 * random.uniform() - 1) * kMostForce;
      s = cart(poles, friction).acted(s, force);
      y = exact(Lagrange<N>{poles, friction, force}, y, kStep * kStepsPerAction);
    }
    const auto found = flat(s);
    for (std::size_t k = 0; k < y.size(); ++k) CHECK(found[k] == doctest::Approx(y[k]).epsilon(tolerance));
  }
}

}  // namespace

TEST_CASE("cart: accelerations are those of the equations of motion") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    CAPTURE(seed);
    neat::Random random(seed, neat::Purpose::test, 1, 0);
    const auto s = random_state<2>(random);
    const Friction friction{0.1 * random.uniform(), random.uniform()};
    const double force = 20 * random.uniform() - 10;
    const auto found = flat(cart(kTwo, friction).slope(s, force));
    Flat<2> wanted;
    Lagrange<2>{kTwo, friction, force}(flat(s), wanted, 0);
    for (std::size_t k = 0; k < found.size(); ++k)
      CHECK(found[k] == doctest::Approx(wanted[k]).epsilon(1e-9));
  }
}

TEST_CASE("cart: fifth of a second of random forces ends where an independent integration ends") {
  compare(kTwo, {}, 1e-3);  // the short pole turns fast: what Wieland's step of 0.01 s leaves
  compare(kOne, {}, 1e-7);
  compare(kOne, {0.01, 0}, 1e-7);
}

TEST_CASE("cart: without friction and force the energy is kept, and hinge friction takes of it") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    neat::Random random(seed, neat::Purpose::test, 2, 0);
    const auto start = random_state<1>(random);
    auto kept = start, dragged = start;
    double before = energy(kOne, start);
    for (int i = 0; i < 500; ++i) {
      kept = cart(kOne, kNone).after(kept, 0);
      dragged = cart(kOne, {0.01, 0}).after(dragged, 0);
      CHECK(energy(kOne, dragged) <= before + 1e-7);
      before = energy(kOne, dragged);
    }
    CHECK(energy(kOne, kept) == doctest::Approx(energy(kOne, start)).epsilon(1e-5));
    CHECK(before < energy(kOne, start));
  }
}

TEST_CASE("cart: a force moves a cart with upright poles as Newton says, and momentum is what it gave") {
  State<2> s;
  const auto slope = cart(kTwo).slope(s, 10);
  CHECK(slope.speed ==
        doctest::Approx(10 / (1 + 0.25 * 0.11)));  // upright: a quarter of each pole's mass resists
  for (int i = 0; i < 20; ++i) s = cart(kTwo, kNone).after(s, 10);
  double momentum = kCartMass * s.speed;
  for (std::size_t i = 0; i < 2; ++i)
    momentum += kTwo[i].mass * (s.speed + kTwo[i].half_length * std::cos(s.angle[i]) * s.rate[i]);
  CHECK(momentum == doctest::Approx(10 * 20 * kStep).epsilon(1e-5));
}

TEST_CASE("cart: a hanging pole swings with the period of small angles, the cart against it") {
  // a'' = -3 g / (l (4 - 3 m / (M + m))) a: the linear equations of cart and pole around the lower rest.
  constexpr double kPi = 3.141592653589793;
  const double omega =
      std::sqrt(3 * kGravity / (kLong.half_length * (4 - 3 * kLong.mass / (kCartMass + kLong.mass))));
  State<1> s;
  s.angle[0] = kPi + 0.001;
  double time = 0, crossed = 0;
  int crossings = 0;
  while (crossings < 20) {
    const auto next = cart(kOne, kNone).after(s, 0);
    time += kStep;
    const double from = s.angle[0] - kPi, to = next.angle[0] - kPi;
    if (from * to < 0) crossed = time - kStep * to / (to - from), ++crossings;
    s = next;
  }
  // The first crossing is a quarter of a period after the start, the others half a period apart.
  CHECK(crossed == doctest::Approx((0.25 + 19 * 0.5) * 2 * kPi / omega).epsilon(1e-5));
  CHECK(std::fabs(s.x) < 0.001);
}

TEST_CASE("cart: mirrored states under mirrored forces stay mirrored to the bit") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    neat::Random random(seed, neat::Purpose::test, 3, 0);
    auto s = random_state<2>(random);
    auto mirrored = State<2>{}.moved(-1, s);
    for (int i = 0; i < 20; ++i) {
      const double force = 20 * random.uniform() - 10;
      s = cart(kTwo).acted(s, force);
      mirrored = cart(kTwo).acted(mirrored, -force);
    }
    CHECK(flat(State<2>{}.moved(-1, s)) == flat(mirrored));
  }
}

TEST_CASE("cart: it stands on the track with its poles up, and nowhere with a NaN") {
  State<2> s;
  CHECK(s.stands(0.6));
  s.x = 2.4, s.angle = {0.6, -0.6};
  CHECK(s.stands(0.6));
  for (double* part : {&s.x, &s.angle[0], &s.angle[1]}) {
    const double before = *part;
    for (const double bad : {2.5, -2.5, std::nan(""), HUGE_VAL, -HUGE_VAL}) {
      *part = bad;
      CHECK_FALSE(s.stands(0.6));
    }
    *part = before;
  }
}
