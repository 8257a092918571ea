// Throws through the C boundary, which plugin.h forbids: the host must still end in one sentence.
#include <neat/plugin.hpp>
#include <stdexcept>

namespace {

std::int32_t create(const neat_host*, const neat_setting*, std::uint64_t, void** task, neat_error*) {
  *task = nullptr;
  return 0;
}
void destroy(void*) {}
std::int32_t shape(const void*, neat_shape* input, neat_shape* output, neat_error*) {
  *input = {2, 1, 1, 0};
  *output = {1, 1, 1, 0};
  return 0;
}
std::int32_t evaluate(const void*, const neat_request*, neat_result*, neat_error*) {
  throw std::runtime_error("out it goes");
}

struct Declared {
  static constexpr neat::plugin::Info info{.name = "throws-across", .version = "1", .summary = ""};
  static constexpr neat::plugin::Shape input{2}, output{1};
  neat::plugin::Result evaluate(neat::plugin::Network&, const neat::plugin::Request&) const { return {}; }
};

constexpr neat_plugin changed() {
  neat_plugin plugin = neat::plugin::Adapter<Declared>::descriptor();
  plugin.create = &create;
  plugin.destroy = &destroy;
  plugin.shape = &shape;
  plugin.evaluate = &evaluate;
  return plugin;
}

}  // namespace

extern "C" NEAT_EXPORT constinit const neat_plugin neat_plugin_v0 = changed();
