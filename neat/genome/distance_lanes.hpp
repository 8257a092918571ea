/// neat/genome/distance_lanes.hpp - one genome's genes against those of kDistanceLanes others, side by side: the loops under
/// DistanceTable.
///
/// A table has a row per gene and a lane per genome, NaN where a genome lacks the gene. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace neat {

inline constexpr std::size_t kDistanceLanes = 16;
using CountLanes = std::array<std::uint32_t, kDistanceLanes>;
using FloatLanes = std::array<float, kDistanceLanes>;

/// Of the rows, how many each lane has.
CountLanes count_present(std::span<const std::uint32_t> rows, const float* table);

/// Of the rows, how many each lane has with another value than `values[i]`.
CountLanes count_changed(std::span<const std::uint32_t> rows, const float* values, const float* table);

/// Sums of |values[i] - lane| over the rows that each lane has, in single precision: the sums of n rows are within
/// (n + 1) 2^-24 of the truth, relatively. NaN or infinite where a value is.
FloatLanes sum_differences(std::span<const std::uint32_t> rows, const float* values, const float* table);

}  // namespace neat
