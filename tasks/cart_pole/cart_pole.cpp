/// tasks/cart_pole/cart_pole.cpp - one pole on a cart, with or without sight of the velocities: the physics of
/// double_pole with its long pole alone. See README.md.
#include "control.hpp"

namespace {

using namespace neat::plugin;
using neat::poles::Answer;
using neat::poles::Control;

constexpr const char* kAnswers[] = {"signed", "positive"};
constexpr std::array kPoles{neat::poles::kLong};
constexpr double kTwelveDegrees = 0.2094384;  // with the digits of Gomez's code, whose scales these are
constexpr neat::poles::Scales<1> kScales{2.4, 10, {kTwelveDegrees}, {5}};

#define NEAT_GENOME                                                                                   \
  "[genome]\ngranularity = neuron\nactivations = steep_tanh\noutput_activation = steep_tanh\nbias = " \
  "unconnected\n"
constexpr const char* kVelocities = NEAT_GENOME
    "recurrent = off\nself_loops = off\n[stop]\ngenerations = 0\nevaluations = "
    "100000\n[cart_pole]\nvelocities = on\n";
constexpr const char* kNoVelocities = NEAT_GENOME
    "recurrent = on\nself_loops = on\n[stop]\ngenerations = 0\nevaluations = 100000\n[cart_pole]\nvelocities "
    "= off\n";
#undef NEAT_GENOME

class CartPole {
 public:
  static constexpr Info info{.name = "cart_pole",
                             .version = "1.0.0",
                             .summary = "One pole on a cart, with or without sight of the velocities.",
                             .recurrent = true};
  static constexpr Option options[] = {
      boolean("velocities", "true",
              "the network sees x, x', the angle and its velocity; off: x and the angle"),
      real("start_angle", "0.07", 0.0001, 1.5, "of the pole, in radians: 0.07 is 4 degrees"),
      real("failure_angle", "0.2094384", 0.001, 1.5, "of the pole, in radians: 0.2094384 is 12 degrees"),
      integer("steps", "100000", 1, 100000000, "of 0.02 s that an evaluation lasts, and a solution balances"),
      real("cart_friction", "0", 0, 1, "coefficient of the cart's friction on the track"),
      choice("answer", "signed", kAnswers,
             "the output is the force: signed, -1 to 1 are -10 N to 10 N; positive, 0 to 1 are")};
  static constexpr Metric metrics[] = {{"balanced_steps", "actions of 0.02 s after which the pole stood"}};
  static constexpr Preset presets[] = {
      {"default", kVelocities, "the same as velocities"},
      {"velocities", kVelocities, "bias node unconnected, no memory"},
      {"no-velocities", kNoVelocities, "bias node unconnected, output starts with a self-loop"}};

  explicit CartPole(const Host& host)
      : control_{{kPoles, {.cart = host.real("cart_friction")}, neat::poles::HostTrig(host.math())},
                 kScales,
                 host.text("answer") == "signed" ? Answer{} : Answer{0.5, 1},
                 host.boolean("velocities"),
                 host.real("failure_angle")},
        steps_(static_cast<std::uint64_t>(host.integer("steps"))) {
    start_.angle[0] = host.real("start_angle");
    if (!start_.stands(control_.most_angle))
      fail("cart_pole.start_angle: " + std::string(host.text("start_angle")) + ": is beyond failure_angle, " +
           std::string(host.text("failure_angle")) + "; start below it");
  }

  Shape input() const { return {Control<1>::inputs(control_.velocities)}; }
  Shape output() const { return {1}; }

  Result evaluate(Network& network, const Request& request) const {
    if (request.read_only) control_.show(network, start_, kPoles);
    const std::uint64_t steps = control_.balance(network, start_, steps_);
    const auto balanced = static_cast<double>(steps);
    return {.fitness = balanced, .solved = steps == steps_, .rows = 1, .metrics = {balanced}};
  }

 private:
  Control<1> control_;
  neat::poles::State<1> start_;
  std::uint64_t steps_;
};

}  // namespace

NEAT_PLUGIN(CartPole)
