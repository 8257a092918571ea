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

/// x P(x^2) / Q(x^2), fitted to erf on [0, 3.93] with a relative error of 2e-8, in double; beyond, erf rounds
/// to 1.
float erf(float x) {
  constexpr double kOne = 3.93;
  const double magnitude = std::fabs(static_cast<double>(x));
  const double a = magnitude > kOne ? kOne : magnitude;
  const double z = a * a;
  const double p =
      ((((2.04199076001e-6 * z + 2.8480589081e-4) * z + 3.77949313295e-3) * z + 5.27899312566e-2) * z +
       1.9078113707e-1) *
          z +
      1.12837914546;
  const double q =
      ((((3.80041387297e-5 * z + 1.165184289e-3) * z + 1.49972064584e-2) * z + 1.1425640951e-1) * z +
       5.02408101068e-1) *
          z +
      1.0;
  return std::copysign(static_cast<float>(a * (p / q)), x);
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
