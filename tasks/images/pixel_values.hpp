/// tasks/images/pixel_values.hpp - how the bytes of pixels are read as numbers. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>

namespace neat::images {

/// A byte v is read as v * scale + shift.
struct PixelValues {
  float scale = 1.0F / 255, shift = 0;  ///< grey values in [0, 1]
};

/// Mean 0 and standard deviation 1 over all of `pixels`, which are to be those that are learned from. Sums are of integers,
/// so the values are the same on every machine. Pixels that are all alike are read as 0.
PixelValues standardised(std::span<const std::uint8_t> pixels);

}  // namespace neat::images
