#include <neat/plugin.hpp>

namespace {

struct Xor {
  static constexpr neat::plugin::Info info{
      .name = "xor", .version = "1.0.0", .summary = "Exclusive or of two bits."};
  static constexpr neat::plugin::Preset presets[] = {
      {"default", "[genome]\noutput_activation = steep_sigmoid\n", "outputs in (0, 1)"}};
  static constexpr neat::plugin::Shape input{2}, output{1};

  neat::plugin::Result evaluate(neat::plugin::Network& network, const neat::plugin::Request&) const {
    constexpr float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, want[] = {0, 1, 1, 0};
    float y[4] = {};
    network.forward(x, y);
    neat::plugin::Result result{.fitness = 4, .solved = true, .rows = 4};
    for (int i = 0; i < 4; ++i) {
      result.fitness -= (y[i] - want[i]) * (y[i] - want[i]);
      result.solved &= want[i] > 0.5F ? y[i] > 0.5F : y[i] < 0.5F;  // 0.5 itself is on neither side
    }
    return result;
  }
};

}  // namespace

NEAT_PLUGIN(Xor)
