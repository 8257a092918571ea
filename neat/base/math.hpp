/// neat/base/math.hpp - elementary functions with the same bits on every machine and with every compiler.
///
/// libm differs between systems, and other sin and cos change how many evaluations a control task takes; so
/// neat owns these. They use IEEE additions, multiplications, divisions and square roots only, compiled with
/// contraction off. Error bounds are stated per function and tested against libm in long double. All
/// functions are pure and thread safe. NaN gives NaN; none of them sets errno or depends on the rounding mode
/// being anything but to-nearest.
#pragma once

#include <span>

namespace neat::math {

double exp(double x);  ///< overflow gives +inf, underflow 0
double log(double x);  ///< log(0) = -inf, log(negative) = NaN
double sin(double x);  ///< |x| <= 1e6: full bound; beyond: NaN-free but with a growing absolute error
double cos(double x);
double tanh(double x);

float exp(float x);
float log(float x);
float tanh(float x);
float sigmoid(float x);  ///< 1 / (1 + exp(-x))
float erf(float x);      ///< for the exact gelu
float sin(float x);

/// In place over a row of activations; written so that the compiler vectorises them. Same bits as the scalar
/// functions.
void tanh(std::span<float> x);
void sigmoid(std::span<float> x);
void exp(std::span<float> x);

/// The quantile of N(0, 1) for p in (0, 1): Wichura 1988, AS 241.
double normal_quantile(double p);

}  // namespace neat::math
