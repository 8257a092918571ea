// neat.math/1: the core's deterministic functions and counter-based random bits.
#include "neat/base/math.hpp"

#include "neat/base/random.hpp"
#include "plugins/loader/services.hpp"

namespace neat {
namespace {

void random_bits(std::uint64_t stream, std::uint64_t first, std::uint32_t* out, std::uint64_t count) {
  const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(stream),
                                         static_cast<std::uint32_t>(stream >> 32)};
  std::array<std::uint32_t, 4> block{};
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t draw = first + i, number = draw / 4;
    if (i == 0 || draw % 4 == 0)
      block = philox4x32({static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32), 0, 0},
                         key);
    out[i] = block[draw % 4];
  }
}

double exp_of(double x) {
  return math::exp(x);
}
double log_of(double x) {
  return math::log(x);
}
double sin_of(double x) {
  return math::sin(x);
}
double cos_of(double x) {
  return math::cos(x);
}
double tanh_of(double x) {
  return math::tanh(x);
}
double quantile_of(double p) {
  return math::normal_quantile(p);
}

}  // namespace

const neat_math_service& math_service() {
  static constexpr neat_math_service service{
      sizeof(neat_math_service), 0, &exp_of, &log_of, &sin_of, &cos_of, &tanh_of, &quantile_of, &random_bits};
  return service;
}

}  // namespace neat
