#include "neat/base/math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace neat::math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
/// Adding and subtracting 1.5 * 2^52 rounds to the nearest integer; the sum's low bits hold that integer.
constexpr double kRound = 0x1.8p52;
/// ln 2 in a part of 32 bits, so that its products with an exponent are exact, and the rest.
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;

/// Horner's rule, highest power first.
template <class... Rest>
constexpr double horner(double x, double first, Rest... rest) {
  double sum = first;
  ((sum = sum * x + rest), ...);
  return sum;
}

/// 2^n for n in [-1022, 1023].
double power_of_two(std::int64_t n) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

/// x - n pi/2 as a sum high + low with |high| <= pi/4, and n modulo 4.
struct Quadrant {
  double high;
  double low;
  unsigned n;
};

/// a - b = high + low exactly (Knuth's two-sum).
void subtract(double a, double b, double& high, double& low) {
  high = a - b;
  const double other = a - high;
  low = (a - (high + other)) + (other - b);
}

/// Cody and Waite's reduction. The first three parts of pi/2 have 33 bits, so their products with n < 2^20
/// are exact.
Quadrant reduce(double x) {
  constexpr double kPart1 = 1.57079632673412561417e+00;
  constexpr double kPart2 = 6.07710050630396597660e-11;
  constexpr double kPart3 = 2.02226624871116645580e-21;
  constexpr double kPart4 = 8.47842766036889956997e-32;
  const double rounded = x * 6.36619772367581382433e-01 + kRound;
  const double n = rounded - kRound;
  double high, low1, low2;
  subtract(x - n * kPart1, n * kPart2, high, low1);
  subtract(high, n * kPart3, high, low2);
  const double low = (low1 + low2) - n * kPart4;
  const double sum = high + low;
  return {sum, (high - sum) + low, static_cast<unsigned>(std::bit_cast<std::uint64_t>(rounded)) & 3U};
}

/// Beyond the exact products: the exact remainder by the double nearest to 2 pi, then that double's own
/// error.
double wrap(double x) {
  constexpr double kTwoPi = 6.28318530717958623200e+00;
  constexpr double kTwoPiLow = 2.44929359829470641435e-16;
  if (std::fabs(x) <= 1e6) return x;
  const double rest = std::fmod(x, kTwoPi);
  const double turns = (x - rest) / kTwoPi;
  return std::fmod(rest - turns * kTwoPiLow, kTwoPi);
}

double sin_kernel(double x, double low) {
  const double z = x * x;
  const double v = z * x;
  const double r =
      horner(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
             -1.98412698298579493134e-04, 8.33333333332248946124e-03);
  return x - ((z * (0.5 * low - v * r) - low) + v * 1.66666666666666324348e-01);
}

double cos_kernel(double x, double low) {
  const double z = x * x;
  const double r =
      z * horner(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
                 2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02);
  const double half = 0.5 * z;
  const double w = 1.0 - half;
  return w + (((1.0 - w) - half) + (z * r - x * low));
}

/// sin(x + shift * pi/2).
double sin_shifted(double x, unsigned shift) {
  const Quadrant q = reduce(wrap(x));
  const unsigned n = q.n + shift;
  const double value = (n & 1U) != 0 ? cos_kernel(q.high, q.low) : sin_kernel(q.high, q.low);
  return (n & 2U) != 0 ? -value : value;
}

/// The three regions of AS 241's PPND16: by q = p - 1/2, and by r = sqrt(-log p) in the tails.
double quantile_middle(double q) {
  const double r = 0.180625 - q * q;
  return q *
         horner(r, 2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
                4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
                1.3314166789178437745e+2, 3.3871328727963666080) /
         horner(r, 5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
                2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
                4.2313330701600911252e+1, 1.0);
}

double quantile_tail(double s) {
  return horner(s, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
                4.63033784615654529590, 1.42343711074968357734) /
         horner(s, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
                2.05319162663775882187, 1.0);
}

double quantile_far_tail(double s) {
  return horner(s, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
                5.46378491116411436990, 6.65790464350110377720) /
         horner(s, 2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
                7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                5.99832206555887937690e-1, 1.0);
}

}  // namespace

double exp(double x) {
  if (x != x) return x;
  if (x > 709.79) return kInfinity;
  if (x < -745.14) return 0.0;
  const double rounded = x * 1.44269504088896338700 + kRound;
  const double n = rounded - kRound;
  const double high = x - n * kLn2High;
  const double low = n * kLn2Low;
  const double r = high - low;
  const double t = r * r;
  const double c =
      r - t * horner(t, 4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05,
                     -2.77777777770155933842e-03, 1.66666666666666019037e-01);
  const double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
  const auto whole = static_cast<std::int64_t>(n);
  const std::int64_t half = whole / 2;
  return y * power_of_two(half) * power_of_two(whole - half);
}

double log(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -kInfinity : kNan;
  if (x == kInfinity) return x;
  const bool denormal = x < std::numeric_limits<double>::min();
  const auto bits = std::bit_cast<std::uint64_t>(denormal ? x * 0x1p54 : x);
  // The exponent that leaves a fraction in [sqrt(1/2), sqrt(2)).
  const std::uint64_t shifted = bits + (0x3ff0000000000000ULL - 0x3fe6a09e667f3bcdULL);
  const double k = static_cast<double>(static_cast<std::int64_t>(shifted >> 52) - 1023 - (denormal ? 54 : 0));
  const double fraction = std::bit_cast<double>((shifted & 0x000fffffffffffffULL) + 0x3fe6a09e667f3bcdULL);
  const double f = fraction - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double r = z * horner(z, 1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01,
                              2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01,
                              6.666666666666735130e-01);
  const double half = 0.5 * f * f;
  return k * kLn2High - ((half - (s * (half + r) + k * kLn2Low)) - f);
}

double sin(double x) {
  if (std::fabs(x) < 0x1p-27) return x;  // keeps -0
  return sin_shifted(x, 0);
}

double cos(double x) {
  return sin_shifted(x, 1);
}

double tanh(double x) {
  const double a = std::fabs(x);
  if (a < 0x1p-28) return x;  // keeps -0
  if (a > 22.0) return std::copysign(1.0, x);
  if (a >= 0.625) return std::copysign(1.0 - 2.0 / (exp(2.0 * a) + 1.0), x);
  const double z = x * x;
  const double p =
      horner(z, -9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3);
  const double q = horner(z, 1.0, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125484e3);
  return x + x * z * (p / q);
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) return quantile_middle(q);
  const double r = std::sqrt(-log(q < 0.0 ? p : 1.0 - p));
  const double size = r <= 5.0 ? quantile_tail(r - 1.6) : quantile_far_tail(r - 5.0);
  return q < 0.0 ? -size : size;
}

}  // namespace neat::math
