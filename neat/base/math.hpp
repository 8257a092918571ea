/// neat/base/math.hpp - elementary functions with the same bits on every machine and with every compiler.
///
/// libm differs between systems, and other sin and cos change how many evaluations a control task takes; so
/// neat owns these. They use IEEE additions, multiplications, divisions and square roots only, compiled with
/// contraction off (docs/decisions/0001). The bound of the error stands beside each function, in ulp (the
/// distance between neighbouring values at the result) against libm in long double, and tests/math_test.cpp
/// holds it there. Measured worst, in double: exp 0.87, log 0.77, sin 0.76, cos 0.74, tanh 1.20; in float:
/// exp 0.92, log 0.76, tanh 1.20, sigmoid 2.04, erf 0.82. All functions are pure and thread safe [any
/// worker]. A NaN gives a NaN, whose payload is not defined; -0 gives -0 where the function is odd; denormals
/// are taken and given. None sets errno. REQUIRES: rounding to nearest, no flush to zero.
#pragma once

#include <span>

namespace neat::math {

double exp(double x);  ///< 1 ulp; overflow gives +inf, underflow 0
double log(double x);  ///< 1 ulp; log(0) = -inf, log(negative) = NaN
/// Radians; 1 ulp for |x| <= 1e6, 1e-15 absolute for |x| <= 1e15; in [-1, 1]; NaN for an infinity.
double sin(double x);
double cos(double x);   ///< as sin
double tanh(double x);  ///< 1.5 ulp; in [-1, 1]

float exp(float x);      ///< 1 ulp; overflow gives +inf, underflow 0
float log(float x);      ///< 1 ulp; log(0) = -inf, log(negative) = NaN
float tanh(float x);     ///< 1.5 ulp, 1e-7 absolute; in [-1, 1]
float sigmoid(float x);  ///< 1 / (1 + exp(-x)); 2.5 ulp for x >= -87, 1e-7 absolute; in [0, 1]
float erf(float x);      ///< for the exact gelu; 1 ulp; in [-1, 1]
float sin(float x);      ///< radians; 0.51 ulp for |x| <= 1e6; in [-1, 1]

/// In place over a row of activations, any length and alignment; written so that the compiler vectorises
/// them. Same bits as the scalar functions.
void tanh(std::span<float> x);
void sigmoid(std::span<float> x);
void exp(std::span<float> x);

/// The quantile of N(0, 1) for p in (0, 1), relative error 2e-15: Wichura 1988, "Algorithm AS 241: the
/// percentage points of the normal distribution", PPND16.
double normal_quantile(double p);

}  // namespace neat::math
