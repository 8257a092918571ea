#include "neat/base/math_float.hpp"

#include <cmath>
#include <limits>

#include "neat/base/math.hpp"

namespace neat::math {

float exp(float x) {
  return kernel::exp(x);
}
float tanh(float x) {
  return kernel::tanh(x);
}
float sigmoid(float x) {
  return kernel::sigmoid(x);
}
float sin(float x) {
  return static_cast<float>(sin(static_cast<double>(x)));
}

float log(float x) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (!(x > 0.0F)) return x == 0.0F ? -kInfinity : std::numeric_limits<float>::quiet_NaN();
  if (x == kInfinity) return x;
  if (x >= std::numeric_limits<float>::min()) return kernel::log_normal(x);
  return static_cast<float>(log(static_cast<double>(x)));
}

float erf(float x) {
  const float a = std::fabs(x);
  const double t = 1.0 / (1.0 + 0.3275911 * a);
  const double y =
      1.0 -
      t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
          exp(-static_cast<double>(a) * a);
  return std::copysign(static_cast<float>(y), x);
}

void exp(std::span<float> x) {
  for (float& value : x) value = kernel::exp(value);
}

void tanh(std::span<float> x) {
  for (float& value : x) value = kernel::tanh(value);
}

void sigmoid(std::span<float> x) {
  for (float& value : x) value = kernel::sigmoid(value);
}

}  // namespace neat::math
