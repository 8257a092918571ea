#include "neat/learning/augmentation.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace neat {
namespace {

/// Reflected at the borders, which are not repeated: -1 is 1. REQUIRES: at in (-size, 2 size - 1).
std::int32_t reflected(std::int32_t at, std::int32_t size) {
  if (at < 0) at = -at;
  return std::max(0, at < size ? at : 2 * size - 2 - at);
}

/// What reads as 0, or the nearest there is.
template <class Value>
Value zero_of(const Rows& x) {
  const float zero = x.scale == 0 ? 0 : -x.shift / x.scale;
  if constexpr (sizeof(Value) == 1)
    return Value(std::clamp(std::lround(zero), 0L, 255L));
  else
    return zero;
}

}  // namespace

AugmentedRows::AugmentedRows(const Augmentation& how, Random& random)
    : how_(how), random_(random), start_(how.flip ? random.below(2) : 0) {}

AugmentedRows::Change AugmentedRows::draw(std::uint32_t row, std::uint32_t epoch) {
  Change change;
  if (how_.shift > 0) {
    change.down = std::int32_t(random_.below(2 * how_.shift + 1)) - std::int32_t(how_.shift);
    change.right = std::int32_t(random_.below(2 * how_.shift + 1)) - std::int32_t(how_.shift);
  }
  if (how_.flip) change.flipped = (((row * 0x9e37'79b1U) >> 16) + epoch + start_) % 2 == 1;
  if (how_.cutout == 0) return change;
  change.cut_row = std::int32_t(random_.below(how_.image.height)) - std::int32_t(how_.cutout / 2);
  change.cut_column = std::int32_t(random_.below(how_.image.width)) - std::int32_t(how_.cutout / 2);
  return change;
}

template <class Value>
void AugmentedRows::change_row(const Value* from, const Change& change, Value cut, Value* to) const {
  const auto height = std::int32_t(how_.image.height), width = std::int32_t(how_.image.width);
  const auto side = std::int32_t(how_.cutout);
  for (std::uint32_t channel = 0; channel < how_.image.channels; ++channel, from += height * width)
    for (std::int32_t r = 0; r < height; ++r, to += width) {
      const Value* row = from + reflected(r + change.down, height) * width;
      for (std::int32_t c = 0; c < width; ++c) {
        const std::int32_t at = reflected(c + change.right, width);
        to[c] = row[change.flipped ? width - 1 - at : at];
      }
      if (side == 0 || r < change.cut_row || r >= change.cut_row + side) continue;
      const std::int32_t first = std::max(0, change.cut_column),
                         last = std::min(width, change.cut_column + side);
      std::fill(to + first, to + std::max(first, last), cut);
    }
}

template <class Value>
void AugmentedRows::change_all(const Rows& x, std::span<const std::uint32_t> epoch, Value cut) {
  bytes_.resize(x.size() * x.features * sizeof(Value));
  auto* to = reinterpret_cast<Value*>(bytes_.data());
  std::vector<Value> row(x.features);  // data may lie at any alignment
  for (std::size_t r = 0; r < x.size(); ++r, to += x.features) {
    std::memcpy(row.data(), static_cast<const std::byte*>(x.data) + x.stored(r) * x.features * sizeof(Value),
                x.features * sizeof(Value));
    change_row(row.data(), draw(std::uint32_t(x.stored(r)), epoch[r]), cut, to);
  }
}

Rows AugmentedRows::change(const Rows& x, std::span<const std::uint32_t> epoch) {
  if (x.type == ElementType::u8)
    change_all<std::uint8_t>(x, epoch, zero_of<std::uint8_t>(x));
  else
    change_all<float>(x, epoch, zero_of<float>(x));
  Rows changed = x;
  changed.data = bytes_.data();
  changed.index = {};
  changed.first = 0;
  changed.count = x.size();
  return changed;
}

}  // namespace neat
