// Activations of the paths with fused multiply-add; docs of the errors are in kernels.hpp.
#include "neat/network/kernels/paths/curves.hpp"
#include "neat/network/kernels/paths/functions.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

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
    case Activation::relu:
      map(x, count, [](Vector v) NEAT_LAMBDA { return relu_of(v); });
      return true;
    case Activation::leaky_relu:
      map(x, count, [](Vector v) NEAT_LAMBDA { return leaky_relu_of(v); });
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
