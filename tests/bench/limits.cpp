#include "bench/limits.hpp"

#include <ctime>

#include <algorithm>
#include <map>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace neat::bench {
namespace {

constexpr int kSums = 12, kRounds = 20000, kTries = 20;  // sums side by side hide the latency of an addition

double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// FLOP of one call.
using Loop = double (*)();

double add_plain() {
  using Vector = float __attribute__((vector_size(16)));
  Vector sum[kSums] = {};
  Vector factor = {1, 1, 1, 1};
  for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 12
    for (int i = 0; i < kSums; ++i) {
      asm volatile("" : "+x"(factor));  // every product is another's
      sum[i] = sum[i] + factor * factor;
    }
  for (auto& s : sum) asm volatile("" : : "x"(s));
  return 2.0 * 4 * kSums * kRounds;
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] double add_v3() {
  __m256 sum[kSums];
  for (auto& s : sum) s = _mm256_setzero_ps();
  __m256 factor = _mm256_set1_ps(1);
  for (int round = 0; round < kRounds; ++round) {
    asm volatile("" : "+x"(factor));
#pragma GCC unroll 12
    for (int i = 0; i < kSums; ++i) sum[i] = _mm256_fmadd_ps(factor, factor, sum[i]);
  }
  for (auto& s : sum) asm volatile("" : : "x"(s));
  return 2.0 * 8 * kSums * kRounds;
}

[[gnu::target("avx512f")]] double add_v4() {
  __m512 sum[kSums];
  for (auto& s : sum) s = _mm512_setzero_ps();
  __m512 factor = _mm512_set1_ps(1);
  for (int round = 0; round < kRounds; ++round) {
    asm volatile("" : "+v"(factor));
#pragma GCC unroll 12
    for (int i = 0; i < kSums; ++i) sum[i] = _mm512_fmadd_ps(factor, factor, sum[i]);
  }
  for (auto& s : sum) asm volatile("" : : "v"(s));
  return 2.0 * 16 * kSums * kRounds;
}
#endif

Loop loop_of(kernels::Path path) {
#if defined(__x86_64__)
  if (path == kernels::Path::v3) return add_v3;
  if (path == kernels::Path::v4) return add_v4;
#endif
  (void)path;
  return add_plain;
}

double measured(Loop loop) {
  double best = 0;
  for (int i = 0; i < kTries; ++i) {
    const double start = thread_seconds();
    const double flop = loop();
    best = std::max(best, flop / (thread_seconds() - start));
  }
  return best;
}

}  // namespace

double multiply_add_peak(kernels::Path path) {
  static std::map<kernels::Path, double> known;
  const auto [entry, is_new] = known.emplace(path, 0.0);
  if (is_new) entry->second = measured(loop_of(path));
  return entry->second;
}

}  // namespace neat::bench
