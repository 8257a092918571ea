/// neat/network/kernels/paths/curves.hpp - activations of one register, of the paths with fused multiply-add; the bounds of
/// their errors are in kernels.hpp. Private to paths/.
#pragma once

#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr float kSteepSigmoid = 4.9F, kSteepTanh = 2.45F, kLeak = 0.01F;

/// Horner's rule, highest power first.
template <class... Rest>
NEAT_INLINE Vector horner(Vector x, float first, Rest... rest) {
  Vector sum = broadcast(first);
  ((sum = fused(sum, x, broadcast(rest))), ...);
  return sum;
}

/// One step of Horner's rule for registers side by side.
template <std::size_t Count>
NEAT_INLINE void horner_step(Vector (&sum)[Count], const Vector (&x)[Count], float next) {
#pragma GCC unroll 4
  for (std::size_t i = 0; i < Count; ++i) sum[i] = fused(sum[i], x[i], broadcast(next));
}

/// Beyond, tanh is within 1.6e-7 of 1. Here the quotient below is exactly 1, and nowhere before is it more: found by
/// trying every float.
constexpr float kTanhEnd = 0x1.06192cp+3F;  // 8.19

/// In place. x P(x^2) / Q(x^2) with P and Q of degree 4, fitted to tanh on [0, 8.6] with a relative error of 1.4e-8. Step by
/// step for all registers: each step of one has the others' to hide its latency.
template <std::size_t Count>
NEAT_INLINE void tanh_all(Vector (&x)[Count]) {
  Vector z[Count], p[Count], q[Count];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < Count; ++i) {
    x[i] = clamped(x[i], broadcast(-kTanhEnd), broadcast(kTanhEnd));
    z[i] = x[i] * x[i];
    p[i] = broadcast(1.40809894321e-8F);
    q[i] = broadcast(8.07008753877e-7F);
  }
  horner_step(q, z, 3.33619097926e-4F);
  horner_step(p, z, 2.11215050257e-5F);
  horner_step(q, z, 2.59937388442e-2F);
  horner_step(p, z, 3.52635680757e-3F);
  horner_step(q, z, 0.467401623556F);
  horner_step(p, z, 0.134068406456F);
  horner_step(q, z, 1.0F);
  horner_step(p, z, 0.999999987125F);
#pragma GCC unroll 4
  for (std::size_t i = 0; i < Count; ++i) x[i] = x[i] * p[i] / q[i];
}

NEAT_INLINE Vector tanh_of(Vector value) {
  Vector x[1] = {value};
  tanh_all(x);
  return x[0];
}

NEAT_INLINE Vector sigmoid_of(Vector x) {
  const Vector half = broadcast(0.5F);
  return fused(tanh_of(half * x), half, half);
}

/// Cody and Waite's reduction by ln 2 and Cephes' polynomial; scaled in two steps, so that denormal results round once
/// and the largest do not overflow early.
NEAT_INLINE Vector exp_of(Vector value) {
  const Vector round = broadcast(0x1.8p23F), x = clamped(value, broadcast(-104.0F), broadcast(89.0F));
  const Vector rounded = fused(x, broadcast(1.44269504088896341F), round);
  const Vector n = rounded - round;
  const Vector r = fused(n, broadcast(2.12194440e-4F), fused(n, broadcast(-0.693359375F), x));
  const Vector p = horner(r, 1.9875691500e-4F, 1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F,
                          1.6666665459e-1F, 5.0000001201e-1F);
  const Vector fraction = fused(p, r * r, r) + broadcast(1.0F);
  const Integers whole = bits_of(rounded) - bits_of(round), half = whole >> 1;
  const Vector first = from_bits((half + 127) << 23), second = from_bits((whole - half + 127) << 23);
  return fraction * first * second;
}

NEAT_INLINE Vector elu_of(Vector x) {
  return where_less(x, zero(), exp_of(x) - broadcast(1.0F), x);
}

/// NaN stays NaN.
NEAT_INLINE Vector relu_of(Vector x) {
  return where_less(x, zero(), zero(), x);
}

NEAT_INLINE Vector leaky_relu_of(Vector x) {
  return where_less(x, zero(), broadcast(kLeak) * x, x);
}

}  // namespace
}  // namespace neat::kernels::NEAT_PATH
