// The task double_pole, loaded from disk: what is balanced, how fitness is counted, what its champion test asks for.
#include <boost/numeric/odeint.hpp>
#include <cmath>

#include "neat/base/random.hpp"
#include "neat/genome/initial.hpp"
#include "neat/run/config.hpp"
#include "tasks/control.hpp"

namespace {

using namespace neat;
using namespace neat::test;

using Options = std::map<std::string, std::string>;

const std::vector<float> kBalancing{-1.3707964F, -0.4980116F, -1.7303897F,
                                    -2.0299947F, 1.2527759F,  0.5475103F};

Evaluation run(const Options& options, std::shared_ptr<const Genome> genome, bool champion_test = false) {
  return measure(*load("double_pole", options), std::move(genome), champion_test);
}

double steps_of(const Evaluation& evaluation) {
  return evaluation.metrics.at(0);
}

std::shared_ptr<const Genome> dead(std::size_t inputs) {
  return wired(std::vector<float>(inputs, 0.0F));
}

using Flat = std::array<double, 6>;  ///< x, x', a1, a1', a2, a2'

/// The equations of motion solved for the accelerations, with libm.
struct Motion {
  double force;

  void operator()(const Flat& y, Flat& dy, double) const {
    constexpr double kLength[] = {0.5, 0.05}, kMass[] = {0.1, 0.01}, kHinge = 0.000002, kGravity = 9.8;
    double push = force, mass = 1, beta[2];
    for (int i = 0; i < 2; ++i) {
      const double a = y[2 + 2 * i], w = y[3 + 2 * i], ml = kMass[i] * kLength[i];
      // a'' = alpha - beta x'', so x'' (M + sum m - sum ml beta cos a) = F + sum ml (w^2 sin a - alpha cos a)
      const double alpha = (ml * kGravity * std::sin(a) - kHinge * w) / (4 * ml * kLength[i] / 3);
      beta[i] = 3 * std::cos(a) / (4 * kLength[i]);
      push += ml * (std::sin(a) * w * w - std::cos(a) * alpha);
      mass += kMass[i] - ml * std::cos(a) * beta[i];
      dy[3 + 2 * i] = alpha;
    }
    dy[0] = y[1];
    dy[1] = push / mass;
    for (int i = 0; i < 2; ++i) dy[2 + 2 * i] = y[3 + 2 * i], dy[3 + 2 * i] -= beta[i] * dy[1];
  }
};

/// The states after each action of 0.02 s, at most `most` and until something falls, from this angle of the long pole;
/// `force` answers a state with newtons.
template <class Force>
std::vector<Flat> states_from(double angle, std::size_t most, Force force) {
  namespace ode = boost::numeric::odeint;
  Flat y{0, 0, angle, 0, 0, 0};
  std::vector<Flat> states;
  while (states.size() < most) {
    ode::integrate_adaptive(ode::make_controlled<ode::runge_kutta_dopri5<Flat>>(1e-13, 1e-13),
                            Motion{force(y)}, y, 0.0, 0.02, 1e-4);
    if (std::fabs(y[2]) > 0.628329 || std::fabs(y[4]) > 0.628329 || std::fabs(y[0]) > 2.4) break;
    states.push_back(y);
  }
  return states;
}

std::vector<Flat> fall_from(double angle) {
  return states_from(angle, 1000, [](const Flat&) { return 0.0; });
}

}  // namespace

TEST_CASE("double_pole: a dead network fails after as many steps as an independent integration") {
  for (const char* angle : {"0.07", "0.0174533", "0.001", "0.2", "0.5"}) {
    CAPTURE(angle);
    const auto states = fall_from(std::stod(angle));
    const Evaluation evaluation = run({{"start_angle", angle}}, dead(6));
    CHECK(states.size() > 5);
    CHECK(steps_of(evaluation) == static_cast<double>(states.size()));
    CHECK(evaluation.fitness() == steps_of(evaluation));
    CHECK_FALSE(evaluation.solved);
    CHECK(evaluation.rows == 1);
    CHECK(evaluation.forward_flops > 0);
  }
}

TEST_CASE(
    "double_pole: six weights that are known to balance do, from both start angles, for 100,000 steps") {
  for (const char* angle : {"0.07", "0.0174533"}) {
    const Evaluation evaluation = run({{"start_angle", angle}}, wired(kBalancing));
    CHECK(evaluation.solved);
    CHECK(evaluation.fitness() == 100000);
  }
  CHECK_FALSE(
      run({}, wired({1.3707964F, 0.4980116F, 1.7303897F, 2.0299947F, -1.2527759F, -0.5475103F})).solved);
}

TEST_CASE("double_pole: a positive answer of 0.5 is no force, and the same network in (0, 1) does the same") {
  // sigmoid(4.9 x) = (1 + tanh(2.45 x)) / 2, so that the force is the same but for rounding.
  const Options positive{{"answer", "positive"}};
  CHECK(run(positive, wired(kBalancing, Activation::steep_sigmoid)).solved);
  CHECK(steps_of(run(positive, wired(std::vector<float>(6, 0.0F), Activation::sigmoid))) ==
        steps_of(run({}, dead(6))));
  CHECK_FALSE(run(positive, wired(kBalancing)).solved);
}

TEST_CASE("double_pole: an output beyond 1 is the largest force; one that is not finite diverges") {
  const auto push = [](float weight) {
    return run({}, wired({0, 0, weight, 0, 0, 0}, Activation::identity));
  };
  CHECK(steps_of(push(1e6F)) == steps_of(push(3e37F)));
  CHECK(steps_of(push(1e6F)) > 1);
  CHECK(push(3e38F).ok());
  CHECK(run({}, wired({0, 0, HUGE_VALF, 0, 0, 0}, Activation::identity)).status ==
        EvaluationStatus::diverged);
}

TEST_CASE(
    "double_pole: inputs are x, x' and the angles with their velocities, over the scales of the codes") {
  // A network that answers one input alone pushes at first as that input says; the fall shows which one it was.
  const Options gomez{{"scales", "gomez"}};
  const auto steps = [](const Options& options, std::size_t input, float weight) {
    std::vector<float> weights(6, 0.0F);
    weights[input] = weight;
    return steps_of(run(options, wired(weights, Activation::identity)));
  };
  const std::vector<double> stanley{4.8, 2, 0.52, 2, 0.52, 2}, other{2.4, 10, 0.628329, 5, 0.628329, 16};
  for (std::size_t i = 0; i < 6; ++i)
    for (const double gain : {-3.0, -0.5, 0.5, 3.0}) {
      CAPTURE(i);
      CAPTURE(gain);
      CHECK(steps({}, i, static_cast<float>(gain * stanley[i])) ==
            steps(gomez, i, static_cast<float>(gain * other[i])));
    }
}

TEST_CASE("double_pole: without velocities there are three inputs, and Gruau's fitness is 0.1 f1 + 0.9 f2") {
  const auto task = load("double_pole", {{"velocities", "false"}});
  CHECK(task->input() == Shape{3, 1, 1});
  const auto states = fall_from(0.07);
  const Evaluation fallen = measure(*task, dead(3));
  CHECK(states.size() < 100);  // f2 is 0 below 100 steps
  CHECK(fallen.fitness() == doctest::Approx(0.1 * double(states.size()) / 1000));
  CHECK(fallen.metrics.at(1) == 0);
}

TEST_CASE(
    "double_pole: f2 is 0.75 over the restlessness of the last 100 steps, as an independent run has them") {
  const double scales[] = {4.8, 2, 0.52, 2, 0.52, 2};
  const auto states = states_from(0.07, 150, [&](const Flat& y) {
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += double(kBalancing[i]) * y[i] / scales[i];
    return 10 * std::tanh(2.45 * sum);
  });
  REQUIRE(states.size() == 150);
  double sum = 0;
  for (std::size_t i = 50; i < 150; ++i)
    for (int k = 0; k < 4; ++k) sum += std::fabs(states[i][k]);
  const Evaluation evaluation = run({{"fitness", "damping"}, {"steps", "150"}}, wired(kBalancing));
  CHECK(evaluation.solved);
  CHECK(evaluation.metrics.at(1) == doctest::Approx(0.75 / sum).epsilon(1e-4));
  CHECK(evaluation.fitness() == doctest::Approx(0.1 * 0.15 + 0.9 * 0.75 / sum).epsilon(1e-4));
  // At 100 steps there is a sum, at 99 there is none.
  CHECK(run({{"fitness", "damping"}, {"steps", "99"}}, wired(kBalancing)).metrics.at(1) == 0);
  CHECK(run({{"fitness", "damping"}, {"steps", "100"}}, wired(kBalancing)).metrics.at(1) > 0);
}

TEST_CASE(
    "double_pole: the champion test is the long run, then the 625 starts; its rows are the runs it took") {
  const auto test = [](Options options, std::shared_ptr<const Genome> genome) {
    return run(std::move(options), std::move(genome), true);
  };
  // A network that falls within its evaluation takes nothing, and with velocities nothing is asked for.
  CHECK(test({{"test", "long"}}, dead(6)).rows == 0);
  CHECK_FALSE(test({{"test", "long"}}, dead(6)).solved);
  CHECK(test({}, wired(kBalancing)).rows == 0);
  CHECK(test({}, wired(kBalancing)).solved);
  // A short evaluation that a falling network survives; the long run finds it out.
  const Evaluation long_run = test({{"steps", "10"}, {"test", "generalisation"}}, dead(6));
  CHECK(long_run.rows == 1);
  CHECK_FALSE(long_run.solved);
  CHECK(steps_of(long_run) == static_cast<double>(fall_from(0.07).size()));
  // A dead network stands from the 5 starts at rest with upright poles, wherever the cart is, and from no other.
  const Options five{
      {"steps", "1"}, {"long_steps", "1"}, {"test", "generalisation"}, {"generalisation", "5"}};
  Options six = five;
  six["generalisation"] = "6";
  CHECK(test(five, dead(6)).solved);
  CHECK(test(five, dead(6)).rows == 626);
  CHECK(test(five, dead(6)).metrics.at(2) == 5);
  CHECK_FALSE(test(six, dead(6)).solved);
  // One that balances does so from many.
  const Evaluation whole = test({{"test", "generalisation"}}, wired(kBalancing));
  CHECK(whole.solved);
  CHECK(whole.metrics.at(2) > 200);
  CHECK(whole.rows == 626);
}

TEST_CASE(
    "double_pole: a champion test ends when it can only fail; what is known all the same does not change") {
  const auto test = [](std::size_t wanted, const char* count_all, const std::vector<float>& weights) {
    return run({{"test", "generalisation"},
                {"steps", "200"},
                {"long_steps", "200"},
                {"generalisation", std::to_string(wanted)},
                {"count_all", count_all}},
               wired(weights), true);
  };
  std::size_t compared = 0;
  for (const float share : {0.5F, 0.7F, 0.9F, 1.0F, 1.1F, 1.4F}) {
    std::vector<float> weights = kBalancing;
    for (float& w : weights) w *= share;
    const Evaluation whole = test(1, "true", weights);
    if (!whole.solved) continue;
    const auto balanced = std::size_t(whole.metrics.at(2));
    CHECK(whole.rows == 626);
    CHECK(whole.rows_saved == 0);
    CHECK(test(balanced, "true", weights).metrics == whole.metrics);
    CHECK(test(balanced, "true", weights).solved);
    for (const std::size_t wanted : {balanced + 1, balanced + 40, std::size_t{625}}) {
      const Evaluation failed = test(wanted, "true", weights);
      CHECK_FALSE(failed.solved);
      CHECK(failed.rows + failed.rows_saved == 626);
      CHECK(failed.rows_saved <= wanted - 1);
    }
    CHECK(test(625, "true", weights).rows_saved > 0);
    const Evaluation enough = test(balanced / 2, "false", weights);
    CHECK(enough.solved);
    CHECK(std::size_t(enough.metrics.at(2)) == balanced / 2);
    CHECK(enough.rows + enough.rows_saved == 626);
    CHECK(enough.rows_saved > 0);
    ++compared;
  }
  CHECK(compared >= 3);
}

TEST_CASE("double_pole: memory is cleared between runs, so that any network gives the same again") {
  const auto task = load("double_pole", {{"velocities", "false"}, {"steps", "3"}, {"long_steps", "20"}});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    Random random(seed, Purpose::test, 0, 0);
    std::vector<float> weights(3);
    random.fill_normal(weights, 3);
    const auto genome = wired(weights, Activation::steep_tanh, {float(2 * random.uniform() - 1)});
    const Evaluation once = measure(*task, genome, true), again = measure(*task, genome, true);
    CHECK(once.metrics == again.metrics);
    CHECK(measure(*task, genome).fitness() == measure(*task, genome).fitness());
    CHECK(steps_of(once) >= steps_of(measure(*task, genome)));
  }
}

TEST_CASE("double_pole: fitness is within its bounds for any network, and more steps never lower it") {
  const auto few = load("double_pole", {{"steps", "50"}}), more = load("double_pole", {{"steps", "500"}});
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Random random(seed, Purpose::test, 1, 0);
    std::vector<float> weights(6);
    random.fill_normal(weights, 4);
    const Evaluation a = measure(*few, wired(weights)), b = measure(*more, wired(weights));
    CHECK(a.fitness() == std::min(b.fitness(), 50.0));
    CHECK(b.fitness() <= 500);
    CHECK(a.solved == (a.fitness() == 50));
  }
}

TEST_CASE("double_pole: the presets are the protocols") {
  const TaskInfo info = load("double_pole")->info();
  CHECK(info.recurrent);
  const auto of = [&](const std::string& preset) {
    return resolve_config(info, {{"run.preset", preset, "the test"}});
  };
  struct Protocol {
    const char* preset;
    BiasKind bias;
    bool recurrent, loops;
    const char* velocities;
  };
  for (const auto& p : {Protocol{"velocities", BiasKind::unconnected, false, false, "true"},
                        {"default", BiasKind::unconnected, false, false, "true"},
                        {"no-velocities", BiasKind::unconnected, true, true, "false"},
                        {"no-velocities-b", BiasKind::unconnected, true, false, "false"},
                        {"velocities-2002", BiasKind::input, false, false, "true"},
                        {"no-velocities-2002", BiasKind::input, true, false, "false"},
                        {"gomez", BiasKind::input, false, false, "true"},
                        {"gomez-no-velocities", BiasKind::input, true, false, "false"}}) {
    CAPTURE(p.preset);
    const Config config = of(p.preset);
    const bool has_velocities = std::string(p.velocities) == "true";
    const GenomeOptions genome =
        resolve(config.strategy.genome, {{has_velocities ? 6U : 3U, 1, 1}, {1, 1, 1}, false, info.recurrent});
    CHECK(genome.bias == p.bias);
    CHECK(genome.recurrent == p.recurrent);
    CHECK(genome.self_loops == p.loops);
    CHECK(config.task_options.at("velocities") == p.velocities);
    CHECK(config.stop.evaluations == 100000);
    CHECK(config.stop.test == (has_velocities ? Tested::champion : Tested::generation));
    const bool gomez = std::string(p.preset).starts_with("gomez");
    CHECK(config.task_options.at("cart_friction") == (gomez ? "5e-04" : "0"));
    CHECK(config.task_options.at("answer") == (gomez ? "positive" : "signed"));
    CHECK(genome.output_activation == (gomez ? Activation::sigmoid : Activation::steep_tanh));
  }
}

TEST_CASE("double_pole: the presets of NEAT's paper have its settings, and a constant input of 0.5 as bias") {
  const TaskInfo info = load("double_pole")->info();
  for (const bool velocities : {true, false}) {
    CAPTURE(velocities);
    const std::string preset = velocities ? "neat-2002" : "no-velocities-neat-2002";
    const Config config = resolve_config(info, {{"run.preset", preset, "the test"}});
    const StrategyOptions& s = config.strategy;
    CHECK(s.population.size == (velocities ? 150 : 1000));
    CHECK(s.distance.weights == (velocities ? 0.4 : 3.0));
    CHECK(s.species.threshold == (velocities ? 3.0 : 4.0));
    CHECK(s.mutation.add_connection == (velocities ? 0.05 : 0.3));
    CHECK(s.mutation.add_node == 0.03);
    CHECK((s.species.refocus == 20 && s.species.stagnation == 15 && s.species.count_elites));
    CHECK(config.stop.generations == (velocities ? 1000 : 100));
    CHECK(config.stop.test == (velocities ? Tested::champion : Tested::generation));
    CHECK(s.genome.bias == BiasKind::none);
    CHECK(config.task_options.at("constant_input") == "0.5");
    CHECK(config.task_options.at("answer") == "positive");
    CHECK(config.task_options.at("start_angle") == "0.07");
    CHECK(load("double_pole", config.task_options)->input().size() == (velocities ? 7 : 4));
  }
}

TEST_CASE("double_pole: the constant input is the last, and always has its value") {
  // A network that sees it alone pushes with one force for ever: that of tanh(2.45 x 0.5 x 0.3).
  const auto states = states_from(0.07, 1000, [](const Flat&) { return 10 * std::tanh(2.45 * 0.5 * 0.3); });
  const Evaluation pushed = run({{"constant_input", "0.5"}}, wired({0, 0, 0, 0, 0, 0, 0.3F}));
  CHECK(steps_of(pushed) == static_cast<double>(states.size()));
  CHECK(states.size() != fall_from(0.07).size());
  auto balancing = kBalancing;
  balancing.push_back(0);
  CHECK(run({{"constant_input", "0.5"}}, wired(balancing)).solved);
}

TEST_CASE("double_pole: options out of their range are refused with the range") {
  const TaskInfo info = load("double_pole")->info();
  const auto refused = [&](const std::string& key, const std::string& value) -> std::string {
    try {
      resolve_config(info, {{"double_pole." + key, value, "the test"}});
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::config);
      return error.what();
    }
    return "accepted";
  };
  CHECK(refused("start_angle", "0") ==
        "config: double_pole.start_angle = 0 (the test): is outside [1e-04, 0.6]");
  CHECK(refused("generalisation", "626") ==
        "config: double_pole.generalisation = 626 (the test): is outside [1, 625]");
  CHECK(refused("fitness", "speed") ==
        "config: double_pole.fitness = speed (the test): is none of auto | steps | damping");
  CHECK(refused("velocites", "on") ==
        "config: double_pole.velocites (the test): unknown key; the nearest known one is "
        "double_pole.velocities");
}
