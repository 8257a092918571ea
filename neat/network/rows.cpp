#include "neat/network/rows.hpp"

#include <algorithm>
#include <cstring>

#include "neat/network/kernels/kernels.hpp"

namespace neat {
namespace {

constexpr std::size_t kGroup = 16;  // rows read side by side, so that lanes are written as whole cache lines

template <class Value>
float read(const std::byte* address) {
  Value value;
  std::memcpy(&value, address, sizeof value);  // any alignment
  return float(value);
}

constexpr std::size_t kCacheLine = 64;

template <class Value>
const Value* row_at(const Rows& rows, std::size_t row, std::size_t first) {
  return static_cast<const Value*>(rows.data) + rows.stored(row) * rows.features + first;
}

/// Asks for rows that are needed soon: they lie anywhere, and no processor foresees where.
template <class Value>
void fetch(const Rows& rows, std::size_t from, std::size_t end, std::size_t first, std::size_t features) {
  for (std::size_t row = from; row < end; ++row) {
    const auto* bytes = reinterpret_cast<const std::byte*>(row_at<Value>(rows, row, first));
    for (std::size_t at = 0; at < features * sizeof(Value); at += kCacheLine) __builtin_prefetch(bytes + at);
  }
}

template <class Value>
void read_group(const Rows& rows, std::size_t from, std::size_t first, std::size_t features,
                std::size_t lanes, float* out) {
  const Value* row[kGroup];
  for (std::size_t lane = 0; lane < kGroup; ++lane) row[lane] = row_at<Value>(rows, from + lane, first);
  if constexpr (sizeof(Value) == 1)
    kernels::read_bytes(row, features, rows.scale, rows.shift, lanes, out);
  else
    kernels::read_floats(row, features, rows.scale, rows.shift, lanes, out);
}

template <class Value>
void read_lane(const Rows& rows, std::size_t from, std::size_t first, std::size_t features, std::size_t lanes,
               float* out) {
  const auto* row =
      static_cast<const std::byte*>(rows.data) + (rows.stored(from) * rows.features + first) * sizeof(Value);
  for (std::size_t f = 0; f < features; ++f)
    out[f * lanes] = read<Value>(row + f * sizeof(Value)) * rows.scale + rows.shift;
}

template <class Value>
void read_all(const Rows& rows, std::size_t from, std::size_t count, std::size_t first, std::size_t features,
              std::size_t lanes, float* out) {
  std::size_t lane = 0;
  for (; lane + kGroup <= count; lane += kGroup) {
    fetch<Value>(rows, from + lane + kGroup, from + std::min(count, lane + 2 * kGroup), first, features);
    read_group<Value>(rows, from + lane, first, features, lanes, out + lane);
  }
  for (; lane < count; ++lane) read_lane<Value>(rows, from + lane, first, features, lanes, out + lane);
}

}  // namespace

Rows Rows::slice(std::size_t from, std::size_t size) const {
  Rows part = *this;
  if (index.empty()) {
    part.first = first + from;
    part.count = size;
    return part;
  }
  part.index = index.subspan(from, size);
  part.first = part.count = 0;
  return part;
}

Rows plain_rows(std::span<const float> values, std::size_t features) {
  Rows rows;
  rows.data = values.data();
  rows.features = features;
  rows.count = features == 0 ? 0 : values.size() / features;
  return rows;
}

void read_lanes(const Rows& rows, std::size_t from, std::size_t count, std::size_t first,
                std::size_t features, std::size_t lanes, float* out) {
  if (count < lanes)
    for (std::size_t f = 0; f < features; ++f) std::fill_n(out + f * lanes + count, lanes - count, 0.0F);
  if (rows.type == ElementType::u8)
    return read_all<std::uint8_t>(rows, from, count, first, features, lanes, out);
  read_all<float>(rows, from, count, first, features, lanes, out);
}

}  // namespace neat
