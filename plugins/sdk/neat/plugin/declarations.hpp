/// neat/plugin/declarations.hpp - what a task says about itself, as data that is readable before it is
/// created.
#pragma once

#include <cstddef>
#include <cstdint>

#include "neat/plugin.h"

#ifdef _MSC_VER
#define NEAT_HIDDEN
#else
#define NEAT_HIDDEN __attribute__((visibility("hidden")))
#endif

namespace neat {
namespace plugin NEAT_HIDDEN {

struct Info {
  const char *name, *version, *summary;
  bool has_validation = false, has_test = false;  ///< partitions beside train
  bool learns = false;                            ///< trains the network it is given
  bool recurrent = false;                         ///< needs memory: uses step
};

struct Shape {
  std::uint32_t channels, height = 1, width = 1;
};

using Option = neat_option;
using Preset = neat_preset;
using Metric = neat_metric;
using Objective = neat_objective;

constexpr Option text(const char* name, const char* fallback, const char* help) {
  return {name, fallback, help, nullptr, NEAT_TEXT, 0, 0, -1};
}
/// `fallback` is the default written as in a configuration file: "3".
constexpr Option integer(const char* name, const char* fallback, double lowest, double highest,
                         const char* help) {
  return {name, fallback, help, nullptr, NEAT_INTEGER, 0, lowest, highest};
}
constexpr Option real(const char* name, const char* fallback, double lowest, double highest,
                      const char* help) {
  return {name, fallback, help, nullptr, NEAT_REAL, 0, lowest, highest};
}
constexpr Option boolean(const char* name, const char* fallback, const char* help) {
  return {name, fallback, help, nullptr, NEAT_BOOLEAN, 0, 0, -1};
}
template <std::size_t N>
constexpr Option choice(const char* name, const char* fallback, const char* const (&choices)[N],
                        const char* help) {
  return {name, fallback, help, choices, NEAT_CHOICE, N, 0, -1};
}
constexpr Objective maximise(const char* name) {
  return {name, NEAT_MAXIMISE, 0};
}
constexpr Objective minimise(const char* name) {
  return {name, NEAT_MINIMISE, 0};
}

enum class Partition : std::uint32_t { train = NEAT_TRAIN, validation = NEAT_VALIDATION, test = NEAT_TEST };
enum class Loss : std::uint32_t {
  softmax_cross_entropy = NEAT_SOFTMAX_CROSS_ENTROPY,
  binary_cross_entropy = NEAT_BINARY_CROSS_ENTROPY,
  squared = NEAT_SQUARED
};

}  // namespace NEAT_HIDDEN
}  // namespace neat
