// Activations of the paths with fused multiply-add; docs of the errors are in kernels.hpp.
#include "neat/network/kernels/paths/functions.hpp"
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

/// x P(x^2) / Q(x^2) with P and Q of degree 4, fitted to tanh on [0, 8.6] with a relative error of 1.4e-8; beyond, tanh is
/// within 7e-8 of 1.
NEAT_INLINE Vector tanh_of(Vector value) {
  const Vector x = clamped(value, broadcast(-8.6F), broadcast(8.6F));
  const Vector z = x * x;
  const Vector p =
      horner(z, 1.40809894321e-8F, 2.11215050257e-5F, 3.52635680757e-3F, 0.134068406456F, 0.999999987125F);
  const Vector q = horner(z, 8.07008753877e-7F, 3.33619097926e-4F, 2.59937388442e-2F, 0.467401623556F, 1.0F);
  return clamped(x * p / q, broadcast(-1.0F), broadcast(1.0F));
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

/// Calls `function` for every register of x; the last one is filled with zeros.
template <class Function>
NEAT_INLINE void map(float* x, std::size_t count, Function function) {
  std::size_t i = 0;
  for (; i + 2 * kWidth <= count; i += 2 * kWidth) {  // two side by side hide the latency of a division
    const Vector a = load(x + i), b = load(x + i + kWidth);
    const Vector fa = function(a), fb = function(b);
    store(x + i, fa);
    store(x + i + kWidth, fb);
  }
  for (; i < count; i += kWidth) {
    const std::size_t rest = count - i < kWidth ? count - i : kWidth;
    store_part(x + i, rest, function(load_part(x + i, rest)));
  }
}

/// delta *= derivative(y).
template <class Derivative>
NEAT_INLINE void scale(float* delta, const float* y, std::size_t count, Derivative derivative) {
  for (std::size_t i = 0; i < count; i += kWidth) {
    const std::size_t rest = count - i < kWidth ? count - i : kWidth;
    store_part(delta + i, rest, load_part(delta + i, rest) * derivative(load_part(y + i, rest)));
  }
}

}  // namespace

bool activate(Activation activation, float* x, std::size_t count) {
  switch (activation) {
    case Activation::identity:
      return true;
    case Activation::tanh:
      map(x, count, [](Vector v) NEAT_LAMBDA { return tanh_of(v); });
      return true;
    case Activation::sigmoid:
      map(x, count, [](Vector v) NEAT_LAMBDA { return sigmoid_of(v); });
      return true;
    case Activation::steep_sigmoid:
      map(x, count, [](Vector v) NEAT_LAMBDA { return sigmoid_of(broadcast(kSteepSigmoid) * v); });
      return true;
    case Activation::steep_tanh:
      map(x, count, [](Vector v) NEAT_LAMBDA { return tanh_of(broadcast(kSteepTanh) * v); });
      return true;
    case Activation::relu:  // NaN stays NaN
      map(x, count, [](Vector v) NEAT_LAMBDA { return where_less(v, zero(), zero(), v); });
      return true;
    case Activation::leaky_relu:
      map(x, count, [](Vector v) NEAT_LAMBDA { return where_less(v, zero(), broadcast(kLeak) * v, v); });
      return true;
    case Activation::elu:
      map(x, count, [](Vector v) NEAT_LAMBDA { return elu_of(v); });
      return true;
    case Activation::gauss:
      map(x, count, [](Vector v) NEAT_LAMBDA { return exp_of(-(v * v)); });
      return true;
    case Activation::gelu:
    case Activation::sine:
    case Activation::absolute:
      break;
  }
  return false;
}

bool exponential(float* x, std::size_t count) {
  map(x, count, [](Vector v) NEAT_LAMBDA { return exp_of(v); });
  return true;
}

bool activate_backward(Activation activation, const float* y, float* delta, std::size_t count) {
  const auto one = [](Vector) NEAT_LAMBDA { return broadcast(1.0F); };
  switch (activation) {
    case Activation::identity:
      return true;
    case Activation::tanh:
      scale(delta, y, count, [=](Vector v) NEAT_LAMBDA { return fused(-v, v, one(v)); });
      return true;
    case Activation::sigmoid:
      scale(delta, y, count, [=](Vector v) NEAT_LAMBDA { return v * (one(v) - v); });
      return true;
    case Activation::steep_sigmoid:
      scale(delta, y, count,
            [=](Vector v) NEAT_LAMBDA { return broadcast(kSteepSigmoid) * (v * (one(v) - v)); });
      return true;
    case Activation::steep_tanh:
      scale(delta, y, count,
            [=](Vector v) NEAT_LAMBDA { return broadcast(kSteepTanh) * fused(-v, v, one(v)); });
      return true;
    case Activation::relu:
      scale(delta, y, count, [=](Vector v) NEAT_LAMBDA { return where_less(zero(), v, one(v), zero()); });
      return true;
    case Activation::leaky_relu:
      scale(delta, y, count,
            [=](Vector v) NEAT_LAMBDA { return where_less(zero(), v, one(v), broadcast(kLeak)); });
      return true;
    case Activation::elu:
      scale(delta, y, count, [=](Vector v) NEAT_LAMBDA { return where_less(zero(), v, one(v), v + one(v)); });
      return true;
    case Activation::gelu:
    case Activation::sine:
    case Activation::gauss:
    case Activation::absolute:
      break;
  }
  return false;
}

}  // namespace neat::kernels::NEAT_PATH
