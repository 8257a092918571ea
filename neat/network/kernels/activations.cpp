#include <algorithm>
#include <cmath>

#include "neat/base/math.hpp"
#include "neat/network/kernels/kernels.hpp"
#include "neat/network/kernels/table_in_use.hpp"

namespace neat::kernels {
namespace {

constexpr float kSteepSigmoid = 4.9F, kSteepTanh = 2.45F, kLeak = 0.01F;
constexpr float kInverseRoot2 = 0.70710678F, kInverseRoot2Pi = 0.39894228F;
constexpr std::size_t kChunk = 64;  // elements that fit a buffer on the stack

template <class Function>
void map(std::span<float> x, Function function) {
  for (float& v : x) v = function(v);
}

/// delta *= derivative(values).
template <class Derivative>
void scale(std::span<float> delta, const float* values, Derivative derivative) {
  for (std::size_t i = 0; i < delta.size(); ++i) delta[i] *= derivative(values[i]);
}

void elu(std::span<float> x) {
  float exponential[kChunk];
  for (std::size_t from = 0; from < x.size(); from += kChunk) {
    const std::size_t size = std::min(kChunk, x.size() - from);
    float* v = x.data() + from;
    for (std::size_t i = 0; i < size; ++i) exponential[i] = v[i] < 0 ? v[i] : 0.0F;
    math::exp({exponential, size});
    for (std::size_t i = 0; i < size; ++i) v[i] = v[i] < 0 ? exponential[i] - 1 : v[i];
  }
}

void gauss(std::span<float> x) {
  map(x, [](float v) { return -(v * v); });
  math::exp(x);
}

/// The normal distribution function, whose product with x is the exact gelu (Hendrycks and Gimpel 2016).
float normal_probability(float x) {
  return 0.5F * (1 + math::erf(x * kInverseRoot2));
}

float gelu_slope(float x) {
  return normal_probability(x) + x * (kInverseRoot2Pi * math::exp(-0.5F * (x * x)));
}

float sign(float x) {
  return x > 0 ? 1.0F : x < 0 ? -1.0F : x;
}  // NaN stays NaN

}  // namespace

void activate(Activation activation, std::span<float> x) {
  if (table_in_use().activate(activation, x.data(), x.size())) return;
  switch (activation) {
    case Activation::identity:
      return;
    case Activation::tanh:
      return math::tanh(x);
    case Activation::sigmoid:
      return math::sigmoid(x);
    case Activation::steep_sigmoid:
      map(x, [](float v) { return kSteepSigmoid * v; });
      return math::sigmoid(x);
    case Activation::steep_tanh:
      map(x, [](float v) { return kSteepTanh * v; });
      return math::tanh(x);
    case Activation::relu:
      return map(x, [](float v) { return v < 0 ? 0.0F : v; });  // NaN stays NaN
    case Activation::leaky_relu:
      return map(x, [](float v) { return v < 0 ? kLeak * v : v; });
    case Activation::elu:
      return elu(x);
    case Activation::gelu:
      return map(x, [](float v) { return v * normal_probability(v); });
    case Activation::sine:
      return map(x, [](float v) { return math::sin(v); });
    case Activation::gauss:
      return gauss(x);
    case Activation::absolute:
      return map(x, [](float v) { return std::fabs(v); });
  }
}

bool needs_preactivation(Activation activation) {
  return activation == Activation::gelu || activation == Activation::sine ||
         activation == Activation::gauss || activation == Activation::absolute;
}

void activate_backward(Activation activation, const float* x, const float* y, std::span<float> delta) {
  if (table_in_use().activate_backward(activation, y, delta.data(), delta.size())) return;
  switch (activation) {
    case Activation::identity:
      return;
    case Activation::tanh:
      return scale(delta, y, [](float v) { return 1 - v * v; });
    case Activation::sigmoid:
      return scale(delta, y, [](float v) { return v * (1 - v); });
    case Activation::steep_sigmoid:
      return scale(delta, y, [](float v) { return kSteepSigmoid * (v * (1 - v)); });
    case Activation::steep_tanh:
      return scale(delta, y, [](float v) { return kSteepTanh * (1 - v * v); });
    case Activation::relu:
      return scale(delta, y, [](float v) { return v > 0 ? 1.0F : 0.0F; });
    case Activation::leaky_relu:
      return scale(delta, y, [](float v) { return v > 0 ? 1.0F : kLeak; });
    case Activation::elu:
      return scale(delta, y, [](float v) { return v > 0 ? 1.0F : v + 1; });
    case Activation::gelu:
      return scale(delta, x, gelu_slope);
    case Activation::sine:
      return scale(delta, x, [](float v) { return float(math::cos(double(v))); });
    case Activation::gauss:
      for (std::size_t i = 0; i < delta.size(); ++i) delta[i] *= -2 * x[i] * y[i];
      return;
    case Activation::absolute:
      return scale(delta, x, sign);
  }
}

}  // namespace neat::kernels
