/// neat/base/wide.hpp - loops compiled for wider registers than every x86-64 has, chosen at run time.
///
/// For loops whose results cannot depend on the register width: integers, and floating point that keeps the lanes apart
/// (contraction is off). So there is nothing to configure here; networks, which use fused multiply-add, have their own
/// paths (network/kernels). Write the loop once as an always_inline body, call it from a function per target, and call
/// that of `wide::level()`. Any thread.
#pragma once

namespace neat::wide {

enum class Level { baseline, avx2, avx512 };

#if defined(__x86_64__)
#define NEAT_WIDE_AVX2 [[gnu::target("avx2")]]
#define NEAT_WIDE_AVX512 [[gnu::target("avx2,avx512f,avx512vl,avx512dq,avx512bw")]]

inline Level detect() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2")) return Level::baseline;
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  return wide ? Level::avx512 : Level::avx2;
}
#else
#define NEAT_WIDE_AVX2
#define NEAT_WIDE_AVX512

inline Level detect() {
  return Level::baseline;
}
#endif

/// What this machine has.
inline Level level() {
  static const Level found = detect();
  return found;
}

}  // namespace neat::wide
