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

}  // namespace
}  // namespace neat::kernels::NEAT_PATH
