/// neat/base/math_float.hpp - the single-precision kernels behind math.hpp, as branch-free inline functions.
///
/// Only for loops that must vectorise (rows of activations, rows of random numbers); everyone else calls
/// math.hpp. A choice between two values is made with bit masks: a conditional would let the compiler sink
/// one side's arithmetic into a branch and give up vectorising. Pure and thread safe. A NaN gives a NaN,
/// whose payload is not defined.
#pragma once

#include <bit>
#include <cstdint>

namespace neat::math::kernel {

/// Adding and subtracting 1.5 * 2^23 rounds to the nearest integer; the sum's low bits hold that integer.
inline constexpr float kRound = 0x1.8p23F;
inline constexpr std::uint32_t kSign = 0x80000000U;

[[gnu::always_inline]] inline std::uint32_t bits(float x) {
  return std::bit_cast<std::uint32_t>(x);
}
[[gnu::always_inline]] inline float value(std::uint32_t x) {
  return std::bit_cast<float>(x);
}

/// All ones if true, else zero.
[[gnu::always_inline]] inline std::uint32_t mask(bool condition) {
  return 0U - static_cast<std::uint32_t>(condition);
}

[[gnu::always_inline]] inline float choose(std::uint32_t mask, float yes, float no) {
  return value((bits(yes) & mask) | (bits(no) & ~mask));
}

/// Horner's rule, highest power first.
template <class... Rest>
[[gnu::always_inline]] constexpr float horner(float x, float first, Rest... rest) {
  float sum = first;
  ((sum = sum * x + rest), ...);
  return sum;
}

/// 2^n for n in [-126, 127].
[[gnu::always_inline]] inline float power_of_two(std::int32_t n) {
  return value(static_cast<std::uint32_t>(n + 127) << 23);
}

/// exp(x) = 2^n (1 + y) for |x| <= 104: Cody and Waite's reduction by ln 2 and Cephes' polynomial.
struct Exponential {
  float fraction;  ///< 1 + y, in [0.7, 1.42]
  std::int32_t n;
};

[[gnu::always_inline]] inline Exponential reduced_exp(float x) {
  const float rounded = x * 1.44269504088896341F + kRound;
  const float n = rounded - kRound;
  const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  const float p = horner(r, 1.9875691500e-4F, 1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F,
                         1.6666665459e-1F, 5.0000001201e-1F);
  return {p * (r * r) + r + 1.0F, static_cast<std::int32_t>(bits(rounded) - bits(kRound))};
}

/// Scaled in two steps, so that denormal results round once and the largest do not overflow early.
[[gnu::always_inline]] inline float exp(float x) {
  const float low = choose(mask(x < -104.0F), -104.0F, x);
  const Exponential e = reduced_exp(choose(mask(low > 89.0F), 89.0F, low));
  const std::int32_t half = e.n >> 1;
  return e.fraction * power_of_two(half) * power_of_two(e.n - half);
}

/// Cephes' logf for finite x >= 2^-126; what lies outside is for the caller.
[[gnu::always_inline]] inline float log_normal(float x) {
  constexpr std::uint32_t kSqrtHalf = 0x3f3504f3U;
  const std::uint32_t shifted = bits(x) + (0x3f800000U - kSqrtHalf);
  const float k = static_cast<float>(static_cast<std::int32_t>(shifted >> 23) - 127);
  const float f = value((shifted & 0x007fffffU) + kSqrtHalf) - 1.0F;
  const float z = f * f;
  const float p =
      horner(f, 7.0376836292e-2F, -1.1514610310e-1F, 1.1676998740e-1F, -1.2420140846e-1F, 1.4249322787e-1F,
             -1.6668057665e-1F, 2.0000714765e-1F, -2.4999993993e-1F, 3.3333331174e-1F);
  const float y = (f * z * p - k * 2.12194440e-4F) - 0.5F * z;
  return (f + y) + k * 0.693359375F;
}

[[gnu::always_inline]] inline float sigmoid(float x) {
  return 1.0F / (1.0F + exp(-x));
}

/// 1 - 2 / (exp(2|x|) + 1), and Cephes' polynomial where that would cancel; never beyond 1.
[[gnu::always_inline]] inline float tanh(float x) {
  const float a = value(bits(x) & ~kSign);
  const Exponential e = reduced_exp(2.0F * choose(mask(a > 9.02F), 9.02F, a));
  const float large = 1.0F - 2.0F / (e.fraction * power_of_two(e.n) + 1.0F);
  const float z = x * x;
  const float p = horner(z, -5.70498872745e-3F, 2.06390887954e-2F, -5.37397155531e-2F, 1.33314422036e-1F,
                         -3.33332819422e-1F);
  return value(bits(choose(mask(a > 0.625F), large, p * z * a + a)) | (bits(x) & kSign));
}

}  // namespace neat::math::kernel
