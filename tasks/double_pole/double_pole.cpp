/// tasks/double_pole/double_pole.cpp - two poles of unequal length on one cart, with or without sight of the
/// velocities. See README.md for what every number is and which paper it is from.
#include <algorithm>

#include "control.hpp"
#include "presets.hpp"

namespace {

using namespace neat::plugin;
using namespace neat::double_pole;
using neat::poles::Answer;
using neat::poles::Control;
using neat::poles::Restlessness;

using State = neat::poles::State<2>;
using Scales = neat::poles::Scales<2>;

constexpr double kMostAngle = 0.628329;  // 36 degrees, with the digits of the codes that are compared with
constexpr Scales kStanley{4.8, 2, {0.52, 0.52}, {2, 2}},
    kGomezAll{2.4, 10, {kMostAngle, kMostAngle}, {5, 16}}, kGomezFew{2.4, 10, {0.52, 0.52}, {5, 16}};

constexpr std::array kPoles{neat::poles::kLong, neat::poles::kShort};
constexpr double kRest = 1e-300;  // a sum that long runs do reach: f2 stays finite
constexpr std::size_t kStarts = 625;
constexpr std::uint64_t kStartSteps = 1000, kLongSteps = 100000;

constexpr const char* kFitness[] = {"auto", "steps", "damping"};
constexpr const char* kTests[] = {"auto", "none", "long", "generalisation"};
constexpr const char* kScales[] = {"stanley", "gomez"};
constexpr const char* kAnswers[] = {"signed", "positive"};

/// The i-th of the 625 starts of Gruau, Whitley and Pyeatt 1996, in the order of Gomez's and Stanley's loops.
State start_of(std::size_t i) {
  constexpr double kPlaces[] = {0.05, 0.25, 0.5, 0.75, 0.95};
  State s;
  s.x = kPlaces[i / 125] * 4.32 - 2.16;
  s.speed = kPlaces[i / 25 % 5] * 2.70 - 1.35;
  s.angle[0] = kPlaces[i / 5 % 5] * 0.12566304 - 0.06283152;
  s.rate[0] = kPlaces[i % 5] * 0.30019504 - 0.15009752;
  return s;
}

class DoublePole {
 public:
  static constexpr Info info{.name = "double_pole",
                             .version = "1.0.0",
                             .summary = "Two poles on one cart, with or without sight of the velocities.",
                             .recurrent = true};
  static constexpr Option options[] = {
      boolean("velocities", "true",
              "the network sees x, x' and both angles with their velocities; off: x and "
              "the angles"),
      real("start_angle", "0.07", 0.0001, 0.6,
           "of the long pole, in radians: 0.07 is 4 degrees, 0.0174533 is 1 degree"),
      choice("fitness", "auto", kFitness,
             "steps balanced, or 0.1 f1 + 0.9 f2 of Gruau; auto: steps with velocities, damping without"),
      integer("steps", "0", 0, 10000000,
              "of 0.02 s that an evaluation lasts; 0: 100000 for fitness steps, 1000 for damping"),
      choice("test", "auto", kTests,
             "of a champion that balanced: none, the long run, or that and the 625 starts; auto: none with "
             "velocities, generalisation without"),
      integer("long_steps", "100000", 1, 100000000, "of the champion's long run"),
      integer("generalisation", "200", 1, kStarts,
              "of the 625 starts, how many a solution balances for 1000 steps"),
      boolean(
          "count_all", "true",
          "a champion that has passed is tried from the rest of the 625 starts as well, so that their number "
          "is known; off: it stops when its test is decided"),
      real("cart_friction", "0", 0, 1, "coefficient of the cart's friction on the track"),
      choice("scales", "stanley", kScales, "what the inputs are divided by: README.md has the numbers"),
      real("constant_input", "0", -10, 10,
           "one more input that always has this value, as a bias; 0: there is none"),
      choice("answer", "signed", kAnswers,
             "the output is the force: signed, -1 to 1 are -10 N to 10 N; positive, 0 to 1 are")};
  static constexpr Metric metrics[] = {
      {"balanced_steps", "actions of 0.02 s after which both poles stood, from the standard start"},
      {"damping",
       "f2 of Gruau's fitness: 0.75 over the restlessness of the last 100 steps; 0 below 100 steps"},
      {"generalisation",
       "of 625 starts, how many were balanced for 1000 steps; 0 where that was not tested"}};
  static constexpr Preset presets[] = {
      {"default", kVelocities, "the same as velocities"},
      {"velocities", kVelocities, "protocol A: bias node unconnected, no memory"},
      {"no-velocities", kNoVelocities, "protocol A: bias node unconnected, output starts with a self-loop"},
      {"no-velocities-b", kNoVelocitiesB, "protocol B: no self-loop, bias node unconnected"},
      {"velocities-2002", kVelocities2002, "protocol C: the start of NEAT 2002, bias connected"},
      {"no-velocities-2002", kNoVelocities2002,
       "protocol C: the start of NEAT 2002, bias connected, no self-loop"},
      {"neat-2002", kNeat2002, "with velocities, with the settings and the protocol of NEAT's paper"},
      {"no-velocities-neat-2002", kNoVelocitiesNeat2002,
       "without velocities, with the settings and the protocol of NEAT's paper"},
      {"gomez", kGomez, "with velocities, as in Gomez's code: cart friction, scales, sigmoid nodes, bias"},
      {"gomez-no-velocities", kGomezNoVelocities, "without velocities, as in Gomez's code"}};

  explicit DoublePole(const Host& host)
      : control_{{kPoles, {.cart = host.real("cart_friction")}, neat::poles::HostTrig(host.math())},
                 scales_of(host),
                 host.text("answer") == "signed" ? Answer{} : Answer{0.5, 1},
                 host.boolean("velocities"),
                 kMostAngle,
                 host.real("constant_input")} {
    const bool sees = control_.velocities;
    start_.angle[0] = host.real("start_angle");
    damping_ = host.text("fitness") == "damping" || (host.text("fitness") == "auto" && !sees);
    steps_ = static_cast<std::uint64_t>(host.integer("steps"));
    if (steps_ == 0) steps_ = damping_ ? kStartSteps : kLongSteps;
    const auto test = host.text("test");
    starts_tested_ = test == "generalisation" || (test == "auto" && !sees);
    if (starts_tested_ || test == "long")
      long_steps_ = static_cast<std::uint64_t>(host.integer("long_steps"));
    counts_all_ = host.boolean("count_all");
    starts_wanted_ = static_cast<std::size_t>(host.integer("generalisation"));
  }

  Shape input() const { return {control_.inputs()}; }
  Shape output() const { return {1}; }

  Result evaluate(Network& network, const Request& request) const {
    if (request.read_only) control_.show(network, start_, kPoles);
    return measured(network);
  }

  /// What a solution must do beyond its evaluation. Rows are the runs that this took: none for a network that falls
  /// within its evaluation, the long run, and the starts behind it.
  Result champion_test(Network& network, const Request&) const {
    Result result = measured(network);
    if (!result.solved || long_steps_ == 0) return result.rows = 0, result;
    const std::uint64_t steps = control_.balance(network, start_, long_steps_);
    result.metrics[0] = static_cast<double>(steps);
    result.solved = steps == long_steps_;
    if (!result.solved || !starts_tested_) return result;
    const Starts starts = balanced_starts(network);
    result.metrics[2] = static_cast<double>(starts.balanced);
    result.solved = starts.balanced >= starts_wanted_;
    result.rows += starts.tried;
    result.rows_saved = kStarts - starts.tried;
    return result;
  }

 private:
  static Scales scales_of(const Host& host) {
    if (host.text("scales") == "stanley") return kStanley;
    return host.boolean("velocities") ? kGomezAll : kGomezFew;
  }

  Result measured(Network& network) const {
    Restlessness restlessness;
    const std::uint64_t steps =
        control_.balance(network, start_, steps_, [&](const State& s, double) { restlessness.add(s); });
    const auto balanced = static_cast<double>(steps);
    const double f2 = restlessness.complete() ? 0.75 / std::max(restlessness.sum(), kRest) : 0;
    return {.fitness = damping_ ? 0.1 * (balanced / 1000) + 0.9 * f2 : balanced,
            .solved = steps == steps_,
            .rows = 1,
            .metrics = {balanced, f2, 0}};
  }

  struct Starts {
    std::size_t tried = 0, balanced = 0;
  };

  /// The test can only fail, or has passed and the rest is not asked for.
  bool is_decided(const Starts& starts) const {
    const bool fails = starts.balanced + kStarts - starts.tried < starts_wanted_;
    return fails || (!counts_all_ && starts.balanced >= starts_wanted_);
  }

  Starts balanced_starts(Network& network) const {
    Starts starts;
    while (starts.tried < kStarts && !is_decided(starts)) {
      starts.balanced += control_.balance(network, start_of(starts.tried), kStartSteps) == kStartSteps;
      ++starts.tried;
    }
    return starts;
  }

  Control<2> control_;
  State start_;
  bool damping_ = false, starts_tested_ = false, counts_all_ = true;
  std::uint64_t steps_ = 0, long_steps_ = 0;  ///< long_steps_ 0: no test
  std::size_t starts_wanted_ = 0;
};

}  // namespace

NEAT_PLUGIN(DoublePole)
