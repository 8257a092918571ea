#include "neat/genome/distance_lanes.hpp"

#include "neat/base/wide.hpp"

namespace neat {
namespace {

constexpr std::size_t kLanes = kDistanceLanes;
using Rows = std::span<const std::uint32_t>;

/// Vectors of W lanes of the compiler's own kind; every operation keeps the lanes apart.
template <std::size_t W>
struct Vector {
  typedef float Floats __attribute__((vector_size(W * sizeof(float))));
  typedef std::int32_t Masks __attribute__((vector_size(W * sizeof(float))));
};

template <std::size_t W>
[[gnu::always_inline]] inline typename Vector<W>::Floats load(const float* from) {
  typename Vector<W>::Floats lanes;
  __builtin_memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

template <std::size_t W>
[[gnu::always_inline]] inline void sum_in(Rows rows, const float* values, const float* table, float* sums) {
  using V = Vector<W>;
  constexpr std::size_t kParts = kLanes / W;
  typename V::Floats sum[kParts] = {}, odd[kParts] = {};
  const auto add = [&](std::size_t i, auto& to) {
    const float* row = table + std::size_t{rows[i]} * kLanes;
    for (std::size_t p = 0; p < kParts; ++p) {
      const auto other = load<W>(row + p * W);
      const typename V::Masks there = other == other;
      to[p] += (typename V::Floats)((typename V::Masks)(values[i] - other) & 0x7fff'ffff & there);
    }
  };
  std::size_t i = 0;
  for (; i + 1 < rows.size(); i += 2) add(i, sum), add(i + 1, odd);
  if (i < rows.size()) add(i, sum);
  for (std::size_t p = 0; p < kParts; ++p) sum[p] += odd[p];
  __builtin_memcpy(sums, sum, sizeof sum);
}

template <std::size_t W>
[[gnu::always_inline]] inline void count_in(Rows rows, const float* table, std::uint32_t* counts) {
  using V = Vector<W>;
  constexpr std::size_t kParts = kLanes / W;
  typename V::Masks count[kParts] = {};
  for (const std::uint32_t at : rows)
    for (std::size_t p = 0; p < kParts; ++p) {
      const auto other = load<W>(table + std::size_t{at} * kLanes + p * W);
      count[p] -= other == other;
    }
  __builtin_memcpy(counts, count, sizeof count);
}

template <std::size_t W>
[[gnu::always_inline]] inline void count_changed_in(Rows rows, const float* values, const float* table,
                                                    std::uint32_t* counts) {
  using V = Vector<W>;
  constexpr std::size_t kParts = kLanes / W;
  typename V::Masks count[kParts] = {};
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t p = 0; p < kParts; ++p) {
      const auto other = load<W>(table + std::size_t{rows[i]} * kLanes + p * W);
      count[p] -= (other < values[i]) | (other > values[i]);  // neither for a NaN
    }
  __builtin_memcpy(counts, count, sizeof count);
}

void sum_baseline(Rows rows, const float* values, const float* table, float* sums) {
  sum_in<4>(rows, values, table, sums);
}
void count_baseline(Rows rows, const float* table, std::uint32_t* counts) {
  count_in<4>(rows, table, counts);
}
void count_changed_baseline(Rows rows, const float* values, const float* table, std::uint32_t* counts) {
  count_changed_in<4>(rows, values, table, counts);
}
#if defined(__x86_64__)
NEAT_WIDE_AVX2 void sum_avx2(Rows rows, const float* values, const float* table, float* sums) {
  sum_in<8>(rows, values, table, sums);
}
NEAT_WIDE_AVX2 void count_avx2(Rows rows, const float* table, std::uint32_t* counts) {
  count_in<8>(rows, table, counts);
}
NEAT_WIDE_AVX2 void count_changed_avx2(Rows rows, const float* values, const float* table,
                                       std::uint32_t* counts) {
  count_changed_in<8>(rows, values, table, counts);
}
NEAT_WIDE_AVX512 void sum_avx512(Rows rows, const float* values, const float* table, float* sums) {
  sum_in<16>(rows, values, table, sums);
}
NEAT_WIDE_AVX512 void count_avx512(Rows rows, const float* table, std::uint32_t* counts) {
  count_in<16>(rows, table, counts);
}
NEAT_WIDE_AVX512 void count_changed_avx512(Rows rows, const float* values, const float* table,
                                           std::uint32_t* counts) {
  count_changed_in<16>(rows, values, table, counts);
}
#else
constexpr auto sum_avx2 = sum_baseline, sum_avx512 = sum_baseline;
constexpr auto count_avx2 = count_baseline, count_avx512 = count_baseline;
constexpr auto count_changed_avx2 = count_changed_baseline, count_changed_avx512 = count_changed_baseline;
#endif

template <class Function>
Function of_level(Function baseline, Function avx2, Function avx512) {
  if (wide::level() == wide::Level::avx512) return avx512;
  return wide::level() == wide::Level::avx2 ? avx2 : baseline;
}

}  // namespace

CountLanes count_present(Rows rows, const float* table) {
  CountLanes counts;
  of_level(count_baseline, count_avx2, count_avx512)(rows, table, counts.data());
  return counts;
}

CountLanes count_changed(Rows rows, const float* values, const float* table) {
  CountLanes counts;
  of_level(count_changed_baseline, count_changed_avx2, count_changed_avx512)(rows, values, table,
                                                                             counts.data());
  return counts;
}

FloatLanes sum_differences(Rows rows, const float* values, const float* table) {
  FloatLanes sums;
  of_level(sum_baseline, sum_avx2, sum_avx512)(rows, values, table, sums.data());
  return sums;
}

}  // namespace neat
