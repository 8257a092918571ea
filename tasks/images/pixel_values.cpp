#include "pixel_values.hpp"

#include <cmath>

namespace neat::images {

PixelValues standardised(std::span<const std::uint8_t> pixels) {
  std::uint64_t sum = 0, squares = 0;  // of fewer than 2^48 pixels, so that neither overflows
  for (const std::uint64_t pixel : pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  if (pixels.empty()) return {};
  const auto count = static_cast<double>(pixels.size());
  const double mean = static_cast<double>(sum) / count;
  // Every operation here is correctly rounded, and none is contracted.
  const double variance = static_cast<double>(squares) / count - mean * mean;
  const double deviation = variance > 0 ? std::sqrt(variance) : 1;
  return {static_cast<float>(1 / deviation), static_cast<float>(-mean / deviation)};
}

}  // namespace neat::images
