/// tasks/double_pole/presets.hpp - the protocols that results are compared under, as configuration. They fix what a
/// network is made of and how it is judged; how the search works only where it is NEAT's paper's. README.md has them in words.
#pragma once

#include "neat_2002.hpp"

namespace neat::double_pole {

// A: every input wired to the output, a bias node that growth may wire, signed nodes of slope 2.45.
#define NEAT_OPEN_GENOME       \
  "[genome]\n"                 \
  "granularity = neuron\n"     \
  "activations = steep_tanh\n" \
  "output_activation = steep_tanh\n"
#define NEAT_UNTIL "[stop]\ngenerations = 0\nevaluations = 100000\n"
#define NEAT_TESTED "test = generation\n"
#define NEAT_SEES(velocities) "[double_pole]\nvelocities = " velocities "\nstart_angle = 0.07\n"

inline constexpr const char* kVelocities =
    NEAT_OPEN_GENOME "bias = unconnected\nrecurrent = off\nself_loops = off\n" NEAT_UNTIL NEAT_SEES("on");
inline constexpr const char* kNoVelocities = NEAT_OPEN_GENOME
    "bias = unconnected\nrecurrent = on\nself_loops = on\n" NEAT_UNTIL NEAT_TESTED NEAT_SEES("off");
inline constexpr const char* kNoVelocitiesB = NEAT_OPEN_GENOME
    "bias = unconnected\nrecurrent = on\nself_loops = off\n" NEAT_UNTIL NEAT_TESTED NEAT_SEES("off");
inline constexpr const char* kVelocities2002 =
    NEAT_OPEN_GENOME "bias = input\nrecurrent = off\nself_loops = off\n" NEAT_UNTIL NEAT_SEES("on");
inline constexpr const char* kNoVelocities2002 = NEAT_OPEN_GENOME
    "bias = input\nrecurrent = on\nself_loops = off\n" NEAT_UNTIL NEAT_TESTED NEAT_SEES("off");

// Gomez's code: friction of the cart, its own scales, sigmoid nodes and a bias input.
#define NEAT_GOMEZ(tested, velocities, recurrent)                                                      \
  "[genome]\ngranularity = neuron\nactivations = sigmoid\noutput_activation = sigmoid\nbias = input\n" \
  "recurrent = " recurrent "\nself_loops = off\n" NEAT_UNTIL tested                                    \
  "[double_pole]\nvelocities = " velocities                                                            \
  "\nstart_angle = 0.0698128\ncart_friction = 0.0005\nscales = gomez\nanswer = positive\n"
inline constexpr const char* kGomez = NEAT_GOMEZ("", "on", "off");
inline constexpr const char* kGomezNoVelocities = NEAT_GOMEZ(NEAT_TESTED, "off", "on");

// The settings of NEAT's paper as well: sigmoid nodes, an input of 0.5 as bias, its search.
#define NEAT_PAPER(velocities)                            \
  "[double_pole]\nvelocities = " velocities               \
  "\nstart_angle = 0.07\nconstant_input = 0.5\nanswer = " \
  "positive\n"
inline constexpr const char* kNeat2002 =
    NEAT_2002_GENOME("steep_sigmoid") "bias = none\nrecurrent = off\n" NEAT_2002_SMALL NEAT_2002_REFOCUS
                                      "[stop]\ngenerations = 1000\n" NEAT_PAPER("on");
inline constexpr const char* kNoVelocitiesNeat2002 =
    NEAT_2002_GENOME("steep_sigmoid") "bias = none\nrecurrent = on\n" NEAT_2002_LARGE NEAT_2002_REFOCUS
                                      "[stop]\ngenerations = 100\n" NEAT_TESTED NEAT_PAPER("off");

#undef NEAT_PAPER
#undef NEAT_OPEN_GENOME
#undef NEAT_UNTIL
#undef NEAT_TESTED
#undef NEAT_SEES
#undef NEAT_GOMEZ

}  // namespace neat::double_pole
