/// neat/network/kernels/vector.hpp - a register of floats for the kernels, as wide as the path has it.
///
/// Each source of kernels/paths/ is compiled once per path with NEAT_PATH defined to its name; everything in it lies
/// in that path's namespace and is inlined, so that no code for one processor is ever linked into another's path: no
/// standard templates, no inline functions of other headers. Lane by lane a register does what a float does, so
/// results do not depend on its width. `fused` is a product and a sum: rounded once on the paths of the tag `fma`,
/// rounded twice on `baseline`.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// Also what is not a template is inlined: a symbol shared between paths could be linked from the wrong one.
#define NEAT_INLINE [[gnu::always_inline]] inline
#define NEAT_LAMBDA __attribute__((always_inline))

namespace neat::kernels {
namespace NEAT_PATH {
namespace {

#if defined(NEAT_PATH_V4)
constexpr std::size_t kWidth = 16;  // floats per register
constexpr std::size_t kRegisters = 32;
#elif defined(NEAT_PATH_V3)
constexpr std::size_t kWidth = 8, kRegisters = 16;
#elif defined(__aarch64__)
constexpr std::size_t kWidth = 4, kRegisters = 32;
#else
constexpr std::size_t kWidth = 4, kRegisters = 16;
#endif
#if defined(NEAT_PATH_FMA)
constexpr bool kFused = true;
#else
constexpr bool kFused = false;
#endif

constexpr std::size_t kBlock = 16;               // lanes that are computed together: Network::kLanes
constexpr std::size_t kParts = kBlock / kWidth;  // registers per block

using Vector = float __attribute__((vector_size(kWidth * sizeof(float))));
using Integers = std::int32_t __attribute__((vector_size(kWidth * sizeof(float))));
// Not `using`: there, Clang does not hear of the alignment.
typedef float Unaligned __attribute__((vector_size(kWidth * sizeof(float)), aligned(4), may_alias));

NEAT_INLINE Vector load(const float* from) {
  return *reinterpret_cast<const Unaligned*>(from);
}

NEAT_INLINE void store(float* to, Vector v) {
  *reinterpret_cast<Unaligned*>(to) = v;
}

/// The first `count` floats, 1 to kWidth; the others are 0.
NEAT_INLINE Vector load_part(const float* from, std::size_t count) {
#if defined(NEAT_PATH_V4)
  return (Vector)_mm512_maskz_loadu_ps((__mmask16)((1U << count) - 1), from);
#else
  if (count == kWidth) return load(from);
  Vector v = {};
  for (std::size_t i = 0; i < count; ++i) v[i] = from[i];
  return v;
#endif
}

NEAT_INLINE void store_part(float* to, std::size_t count, Vector v) {
#if defined(NEAT_PATH_V4)
  _mm512_mask_storeu_ps(to, (__mmask16)((1U << count) - 1), (__m512)v);
#else
  if (count == kWidth) return store(to, v);
  for (std::size_t i = 0; i < count; ++i) to[i] = v[i];
#endif
}

NEAT_INLINE Vector broadcast(float value) {
#if defined(NEAT_PATH_V4)
  return (Vector)_mm512_set1_ps(value);
#elif defined(NEAT_PATH_V3)
  return (Vector)_mm256_set1_ps(value);
#else
  return Vector{value, value, value, value};
#endif
}

NEAT_INLINE Vector zero() {
  return Vector{};
}

NEAT_INLINE Integers bits_of(Vector v) {
  return (Integers)v;
}

NEAT_INLINE Vector from_bits(Integers v) {
  return (Vector)v;
}

using Bytes = std::uint8_t __attribute__((vector_size(16)));

/// kWidth of the 16 bytes as floats, from byte `First` on.
template <std::size_t First>
NEAT_INLINE Vector floats_of(Bytes bytes) {
#if defined(NEAT_PATH_V4)
  return (Vector)_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32((__m128i)bytes));
#elif defined(NEAT_PATH_V3)
  return (Vector)_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_srli_si128((__m128i)bytes, First)));
#else
  const Bytes wide = __builtin_shufflevector(bytes, Bytes{}, First, 16, 16, 16, First + 1, 16, 16, 16,
                                             First + 2, 16, 16, 16, First + 3, 16, 16, 16);
  return __builtin_convertvector((Integers)wide, Vector);
#endif
}

/// a * b + c.
NEAT_INLINE Vector fused(Vector a, Vector b, Vector c) {
#if defined(NEAT_PATH_V4)
  return (Vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(NEAT_PATH_V3)
  return (Vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(NEAT_PATH_FMA)
  return (Vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}

NEAT_INLINE float fused(float a, float b, float c) {
#if defined(NEAT_PATH_FMA)
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}

/// Lane by lane, `yes` where a < b, else `no`; a NaN is not less.
NEAT_INLINE Vector where_less(Vector a, Vector b, Vector yes, Vector no) {
#if defined(NEAT_PATH_V4)
  return (Vector)_mm512_mask_blend_ps(_mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ), (__m512)no,
                                      (__m512)yes);
#elif defined(NEAT_PATH_V3)
  return (Vector)_mm256_blendv_ps((__m256)no, (__m256)yes, _mm256_cmp_ps((__m256)a, (__m256)b, _CMP_LT_OQ));
#else
  const Integers mask = (Integers)(a < b);
  return (Vector)(((Integers)yes & mask) | ((Integers)no & ~mask));
#endif
}

/// x within [low, high]; a NaN stays.
NEAT_INLINE Vector clamped(Vector x, Vector low, Vector high) {
#if defined(NEAT_PATH_V4)
  return (Vector)_mm512_min_ps((__m512)high, _mm512_max_ps((__m512)low, (__m512)x));
#elif defined(NEAT_PATH_V3)
  return (Vector)_mm256_min_ps((__m256)high, _mm256_max_ps((__m256)low, (__m256)x));
#else
  const Vector raised = where_less(x, low, low, x);
  return where_less(high, raised, high, raised);
#endif
}

/// The last two steps of the tree that sums 16 partial sums: i with i + 8, then i + 4; here i + 2, then i + 1.
using Quarter = float __attribute__((vector_size(16)));
NEAT_INLINE float tree_sum(Quarter sum) {
  return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/// All of it, from a block of registers.
NEAT_INLINE float tree_sum(const Vector (&part)[kParts]) {
#if defined(NEAT_PATH_V4)
  using Half = float __attribute__((vector_size(32)));
  const Vector all = part[0];
  const Half half = __builtin_shufflevector(all, all, 0, 1, 2, 3, 4, 5, 6, 7) +
                    __builtin_shufflevector(all, all, 8, 9, 10, 11, 12, 13, 14, 15);
#elif defined(NEAT_PATH_V3)
  const Vector half = part[0] + part[1];
#endif
#if defined(NEAT_PATH_V3) || defined(NEAT_PATH_V4)
  const Quarter sum =
      __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
  return tree_sum(sum);
#else
  return tree_sum((Quarter)((part[0] + part[2]) + (part[1] + part[3])));
#endif
}

}  // namespace
}  // namespace NEAT_PATH
}  // namespace neat::kernels
