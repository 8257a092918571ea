/// neat/network/kernels/vector.hpp - a register of floats for the kernels, through the compilers' vector
/// extension.
///
/// Lane by lane it does what a float does, so results do not depend on its width.
#pragma once

#include <cstddef>
#include <cstring>

namespace neat::kernels {

inline constexpr std::size_t kWidth = 4;                ///< floats per register: what every x86-64 has
inline constexpr std::size_t kBlock = 16;               ///< lanes that are computed together: Network::kLanes
inline constexpr std::size_t kParts = kBlock / kWidth;  ///< registers per block
using Vector = float __attribute__((vector_size(kWidth * sizeof(float))));

inline Vector load(const float* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

inline void store(float* to, Vector v) {
  std::memcpy(to, &v, sizeof v);
}

inline Vector broadcast(float value) {
  return Vector{value, value, value, value};
}

/// The last two steps of the tree that sums 16 partial sums: i with i + 8, then i + 4; here i + 2, then i + 1.
inline float tree_sum(Vector sum) {
  return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/// All of it, from four registers.
inline float tree_sum(const Vector (&part)[kParts]) {
  return tree_sum((part[0] + part[2]) + (part[1] + part[3]));
}

}  // namespace neat::kernels
