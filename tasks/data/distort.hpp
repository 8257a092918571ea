/// tasks/data/distort.hpp - grey images that were moved a little: shifted and rotated about their middle, for learning from
/// more than there is. Fixed-point arithmetic, so that every machine makes the same bytes. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>

namespace neat::data {

/// In 1/65536: the cosine and sine of the angle, and pixels to the right and down.
struct Motion {
  std::int32_t cosine = 65536, sine = 0, right = 0, down = 0;
};

/// Nearest whole number of 1/65536. REQUIRES: |value| < 32768.
std::int32_t fixed_point(double value);

/// Bilinear; what comes from outside is 0. REQUIRES: both [height x width], not the same memory; sides below 16,384.
void move_image(std::span<const std::uint8_t> from, std::uint32_t height, std::uint32_t width,
                const Motion& motion, std::span<std::uint8_t> to);

}  // namespace neat::data
