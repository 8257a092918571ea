#include "units.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace neat::app {
namespace {

/// Three digits that mean something, and which power of 1000 they count.
struct Scaled {
  std::string digits;
  std::size_t power = 0;
};

Scaled scaled(double value, std::size_t most) {
  Scaled to;
  while (std::abs(value) >= 999.5 && to.power < most) value /= 1000, ++to.power;
  const int decimals = to.power == 0 && value == std::floor(value) ? 0 : std::abs(value) < 9.995 ? 2 : 1;
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%.*f", std::abs(value) >= 99.95 ? 0 : decimals, value);
  to.digits = buffer.data();
  return to;
}

}  // namespace

std::string count_text(double value) {
  constexpr std::array names{"", " thousand", " million", " billion", " trillion", " quadrillion"};
  if (!std::isfinite(value)) return "-";
  const Scaled to = scaled(value, names.size() - 1);
  return to.digits + names[to.power];
}

std::string bytes_text(double bytes) {
  constexpr std::array names{" B", " kB", " MB", " GB", " TB", " PB"};
  if (!std::isfinite(bytes)) return "-";
  const Scaled to = scaled(bytes, names.size() - 1);
  return to.digits + names[to.power];
}

std::string flops_text(double flops) {
  constexpr std::array names{" FLOPs", " kFLOPs", " MFLOPs", " GFLOPs", " TFLOPs", " PFLOPs", " EFLOPs"};
  if (!std::isfinite(flops)) return "-";
  const Scaled to = scaled(flops, names.size() - 1);
  return to.digits + names[to.power];
}

}  // namespace neat::app
