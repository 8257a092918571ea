// The task cart_pole, loaded from disk: what is balanced, seen and refused.
#include <cmath>

#include "cart.hpp"
#include "neat/base/math.hpp"
#include "neat/base/random.hpp"
#include "tasks/control.hpp"

namespace {

using namespace neat;
using namespace neat::test;

using Options = std::map<std::string, std::string>;

struct Trig {
  static double sin(double x) { return std::sin(x); }
  static double cos(double x) { return std::cos(x); }
};

Evaluation run(const Options& options, std::shared_ptr<const Genome> genome) {
  return measure(*load("cart_pole", options), std::move(genome));
}

/// Actions until a pole that nothing holds is beyond 12 degrees; the physics are tested in cart_test.cpp.
double fall_from(double angle) {
  const poles::Cart<1, Trig> cart({poles::kLong}, {}, {});
  poles::State<1> s;
  s.angle[0] = angle;
  int steps = 0;
  for (s = cart.acted(s, 0); s.stands(0.2094384); s = cart.acted(s, 0)) ++steps;
  return steps;
}

}  // namespace

TEST_CASE("cart_pole: a dead network lets the pole fall when physics says so") {
  for (const char* angle : {"0.07", "0.0174533", "0.001", "0.2"}) {
    CAPTURE(angle);
    const Evaluation evaluation = run({{"start_angle", angle}}, wired({0, 0, 0, 0}));
    CHECK(evaluation.fitness() == fall_from(std::stod(angle)));
    CHECK(evaluation.metrics == std::vector<double>{evaluation.fitness()});
    CHECK_FALSE(evaluation.solved);
  }
}

TEST_CASE("cart_pole: state feedback balances it, and of the wrong sign it does not") {
  CHECK(run({}, wired({1, 2, 3, 3})).solved);
  CHECK(run({}, wired({1, 2, 3, 3})).fitness() == 100000);
  CHECK_FALSE(run({}, wired({-1, -2, -3, -3})).solved);
  CHECK(run({{"answer", "positive"}}, wired({1, 2, 3, 3}, Activation::steep_sigmoid)).solved);
}

TEST_CASE("cart_pole: a balanced cart may be stopped at any number of steps") {
  const auto genome = wired({1, 2, 3, 3});
  for (const char* steps : {"1", "2", "777"}) {
    const Evaluation evaluation = run({{"steps", steps}}, genome);
    CHECK(evaluation.solved);
    CHECK(evaluation.fitness() == std::stod(steps));
  }
}

TEST_CASE("cart_pole: without velocities there are two inputs, and memory is cleared between evaluations") {
  const auto task = load("cart_pole", {{"velocities", "false"}});
  CHECK(task->input() == Shape{2, 1, 1});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    Random random(seed, Purpose::test, 0, 0);
    std::vector<float> weights(2);
    random.fill_normal(weights, 4);
    const auto genome = wired(weights, Activation::steep_tanh, {float(2 * random.uniform() - 1)});
    CHECK(measure(*task, genome).fitness() == measure(*task, genome).fitness());
  }
}

TEST_CASE("cart_pole: a start that has already failed is refused") {
  CHECK(refusal("cart_pole", {{"start_angle", "0.3"}}) ==
        "task cart_pole: it cannot be created: cart_pole.start_angle: 0.3: is beyond failure_angle, "
        "0.2094384; start "
        "below it");
  CHECK(refusal("cart_pole", {{"start_angle", "0.3"}, {"failure_angle", "0.4"}}) == "(nothing was refused)");
}
