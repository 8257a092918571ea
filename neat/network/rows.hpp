/// neat/network/rows.hpp - a view of rows of data, as the network reads them: u8 or f32, row-major, scaled on
/// the way in.
///
/// Non-owning: the memory outlives the view. A value v reads as float(v) * scale + shift.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace neat {

enum class ElementType : std::uint8_t { f32 = 0, u8 = 1 };

struct Rows {
  const void* data = nullptr;  ///< [stored rows x features], row-major, dense, any alignment
  ElementType type = ElementType::f32;
  std::size_t features = 0;
  float scale = 1, shift = 0;
  std::span<const std::uint32_t> index;  ///< which stored rows, in this order; empty: [first, first + count)
  std::size_t first = 0, count = 0;

  std::size_t size() const { return index.empty() ? count : index.size(); }
  std::size_t stored(std::size_t row) const { return index.empty() ? first + row : index[row]; }
  /// The rows [from, from + size) of this view.
  Rows slice(std::size_t from, std::size_t size) const;
};

/// A view of plain floats, [rows x features].
Rows plain_rows(std::span<const float> values, std::size_t features);

/// Writes features [first, first + features) of the rows [from, from + count) to out [features x lanes], one
/// row per lane, converted; lanes from `count` on are 0. REQUIRES: count <= lanes, first + features <=
/// rows.features.
void read_lanes(const Rows& rows, std::size_t from, std::size_t count, std::size_t first,
                std::size_t features, std::size_t lanes, float* out);

}  // namespace neat
