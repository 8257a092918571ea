/// neat/network/kernels/paths/square.hpp - four rows become four columns. Private to paths/.
#pragma once

#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

NEAT_INLINE Quarter load_quarter(const float* from) {
  Quarter v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}

NEAT_INLINE void store_quarter(float* to, Quarter v) {
  __builtin_memcpy(to, &v, sizeof v);
}

/// out [4 x 4], of rows `stride` apart, = the columns of the rows at p, q, r and s.
NEAT_INLINE void turn_square(const float* p, const float* q, const float* r, const float* s,
                             std::size_t stride, float* out) {
  const Quarter a = load_quarter(p), b = load_quarter(q), c = load_quarter(r), d = load_quarter(s);
  const Quarter ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Quarter ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Quarter cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Quarter cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  store_quarter(out, __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5));
  store_quarter(out + stride, __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7));
  store_quarter(out + 2 * stride, __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5));
  store_quarter(out + 3 * stride, __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7));
}

#if defined(NEAT_PATH_V3) || defined(NEAT_PATH_V4)
using Half = float __attribute__((vector_size(32)));

/// As turn_square, of eight rows from x on, of rows `row` apart.
NEAT_INLINE void turn_large_square(const float* x, std::size_t row, std::size_t stride, float* out) {
  Half r[8], pair[8], four[8];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < 8; ++i) __builtin_memcpy(&r[i], x + i * row, sizeof r[i]);
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 8; i += 2) {
    pair[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    pair[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t from = i / 2 * 4 + i % 2, to = i / 2 * 4 + i % 2 * 2;
    four[to] = __builtin_shufflevector(pair[from], pair[from + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    four[to + 1] = __builtin_shufflevector(pair[from], pair[from + 2], 2, 3, 10, 11, 6, 7, 14, 15);
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    const Half low = __builtin_shufflevector(four[i], four[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    const Half high = __builtin_shufflevector(four[i], four[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    __builtin_memcpy(out + i * stride, &low, sizeof low);
    __builtin_memcpy(out + (i + 4) * stride, &high, sizeof high);
  }
}
#endif

}  // namespace
}  // namespace neat::kernels::NEAT_PATH
