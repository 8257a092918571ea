#include "distort.hpp"

#include <cmath>
#include <cstddef>

namespace neat::data {
namespace {

constexpr std::int64_t kOne = 65536;

/// Reads between pixels.
class Source {
 public:
  Source(std::span<const std::uint8_t> values, std::int64_t height, std::int64_t width)
      : values_(values), height_(height), width_(width) {}

  std::uint8_t at(std::int64_t y, std::int64_t x) const {
    const std::int64_t top = y >> 16, left = x >> 16, below = y & (kOne - 1), beside = x & (kOne - 1);
    const std::int64_t upper = pixel(top, left) * (kOne - beside) + pixel(top, left + 1) * beside;
    const std::int64_t lower = pixel(top + 1, left) * (kOne - beside) + pixel(top + 1, left + 1) * beside;
    return static_cast<std::uint8_t>((upper * (kOne - below) + lower * below + kOne * kOne / 2) >> 32);
  }

 private:
  std::int64_t pixel(std::int64_t y, std::int64_t x) const {
    if (y < 0 || x < 0 || y >= height_ || x >= width_) return 0;
    return values_[static_cast<std::size_t>(y * width_ + x)];
  }

  std::span<const std::uint8_t> values_;
  std::int64_t height_, width_;
};

}  // namespace

std::int32_t fixed_point(double value) {
  return static_cast<std::int32_t>(std::lround(value * double(kOne)));
}

void move_image(std::span<const std::uint8_t> from, std::uint32_t height, std::uint32_t width,
                const Motion& motion, std::span<std::uint8_t> to) {
  const Source source(from, height, width);
  const std::int64_t middle_x = (std::int64_t{width} - 1) * kOne / 2,
                     middle_y = (std::int64_t{height} - 1) * kOne / 2;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t across = x * kOne - middle_x - motion.right,
                         along = y * kOne - middle_y - motion.down;
      const std::int64_t source_x = middle_x + ((across * motion.cosine + along * motion.sine) >> 16);
      const std::int64_t source_y = middle_y + ((along * motion.cosine - across * motion.sine) >> 16);
      to[static_cast<std::size_t>(y * width + x)] = source.at(source_y, source_x);
    }
}

}  // namespace neat::data
