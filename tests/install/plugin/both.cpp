// A stranger's task: are both bits set?
#include <neat/plugin.hpp>

namespace {

struct Both {
  static constexpr neat::plugin::Info info{
      .name = "both", .version = "0.1.0", .summary = "Logical and of two bits."};
  static constexpr neat::plugin::Shape input{2}, output{1};

  neat::plugin::Result evaluate(neat::plugin::Network& network, const neat::plugin::Request&) const {
    constexpr float x[] = {0, 0, 0, 1, 1, 0, 1, 1};
    float y[4] = {};
    network.forward(x, y);
    int right = 0;
    for (int i = 0; i < 4; ++i) right += (y[i] > 0.5F) == (i == 3);
    return {.fitness = right / 4.0, .solved = right == 4, .rows = 4};
  }
};

}  // namespace

NEAT_PLUGIN(Both)
