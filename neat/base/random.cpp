#include "neat/base/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)  // false in AVX-512's own header: GCC bug 105593
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#else
#include <immintrin.h>
#endif
#endif

#include "neat/base/math.hpp"
#include "neat/base/math_float.hpp"
#include "neat/base/wide.hpp"

namespace neat {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53U;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57U;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9U;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85U;
constexpr int kRounds = 10;
using Key = std::array<std::uint32_t, 2>;
using Counter = std::array<std::uint32_t, 4>;
constexpr std::size_t kBlocks = 8;  // computed side by side where there are wide registers
constexpr std::size_t kRow = 512;   // words that a row of draws is cut into

#if defined(__x86_64__)

// GCC 12's own header passes values that it leaves undefined on purpose, and warns of it (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

/// Eight blocks from `counter` on, word for word as one by one. Words lie in the low halves of 64 bits, where the
/// product of two of them fits; what else is in the high halves is never read.
NEAT_WIDE_AVX512 void eight_blocks_avx512(const Counter& counter, const Key& key, std::uint32_t* out) {
  const __m512i multiplier0 = _mm512_set1_epi64(kMultiplier0), multiplier1 = _mm512_set1_epi64(kMultiplier1);
  __m512i c0 = _mm512_add_epi32(_mm512_set1_epi64(counter[0]), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
  __m512i c1 = _mm512_set1_epi64(counter[1]), c2 = _mm512_set1_epi64(counter[2]);
  __m512i c3 = _mm512_set1_epi64(counter[3]);
  std::uint32_t key0 = key[0], key1 = key[1];
  for (int round = 0; round < kRounds; ++round) {
    const __m512i product0 = _mm512_mul_epu32(c0, multiplier0), product1 = _mm512_mul_epu32(c2, multiplier1);
    c0 = _mm512_xor_si512(_mm512_xor_si512(_mm512_srli_epi64(product1, 32), c1), _mm512_set1_epi64(key0));
    c2 = _mm512_xor_si512(_mm512_xor_si512(_mm512_srli_epi64(product0, 32), c3), _mm512_set1_epi64(key1));
    c1 = product1;
    c3 = product0;
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  constexpr __mmask16 kHigh = 0xAAAA;
  const __m512i low = _mm512_mask_blend_epi32(kHigh, c0, _mm512_slli_epi64(c1, 32));
  const __m512i high = _mm512_mask_blend_epi32(kHigh, c2, _mm512_slli_epi64(c3, 32));
  _mm512_storeu_si512(out, _mm512_permutex2var_epi64(low, _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0), high));
  _mm512_storeu_si512(out + 16,
                      _mm512_permutex2var_epi64(low, _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4), high));
}

#pragma GCC diagnostic pop

NEAT_WIDE_AVX2 void four_blocks_avx2(const Counter& counter, const Key& key, std::uint32_t* out) {
  const __m256i multiplier0 = _mm256_set1_epi64x(kMultiplier0),
                multiplier1 = _mm256_set1_epi64x(kMultiplier1);
  __m256i c0 = _mm256_add_epi32(_mm256_set1_epi64x(counter[0]), _mm256_set_epi64x(3, 2, 1, 0));
  __m256i c1 = _mm256_set1_epi64x(counter[1]), c2 = _mm256_set1_epi64x(counter[2]);
  __m256i c3 = _mm256_set1_epi64x(counter[3]);
  std::uint32_t key0 = key[0], key1 = key[1];
  for (int round = 0; round < kRounds; ++round) {
    const __m256i product0 = _mm256_mul_epu32(c0, multiplier0), product1 = _mm256_mul_epu32(c2, multiplier1);
    c0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(product1, 32), c1), _mm256_set1_epi64x(key0));
    c2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(product0, 32), c3), _mm256_set1_epi64x(key1));
    c1 = product1;
    c3 = product0;
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  constexpr int kHigh = 0xAA;
  const __m256i low = _mm256_blend_epi32(c0, _mm256_slli_epi64(c1, 32), kHigh);  // blocks 0 1 2 3
  const __m256i high = _mm256_blend_epi32(c2, _mm256_slli_epi64(c3, 32), kHigh);
  const __m256i even = _mm256_unpacklo_epi64(low, high), odd = _mm256_unpackhi_epi64(low, high);  // 0 2, 1 3
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8), _mm256_permute2x128_si256(even, odd, 0x31));
}

void eight_blocks_avx2(const Counter& counter, const Key& key, std::uint32_t* out) {
  Counter second = counter;
  second[0] += 4;
  four_blocks_avx2(counter, key, out);
  four_blocks_avx2(second, key, out + 16);
}

#endif

using EightBlocks = void (*)(const Counter&, const Key&, std::uint32_t*);

/// What this machine has for eight blocks at once; nullptr when they cost as much as one by one.
EightBlocks eight_blocks() {
#if defined(__x86_64__)
  if (wide::level() == wide::Level::avx512) return eight_blocks_avx512;
  if (wide::level() == wide::Level::avx2) return eight_blocks_avx2;
#endif
  return nullptr;
}

/// N(0, 1) from 32 bits by inversion at (bits + 1/2) / 2^32: Wichura 1988, AS 241, PPND7. Both of its regions
/// that 32 bits can reach are computed and one is chosen, so that a loop over it vectorises. Antisymmetric
/// under ~bits.
[[gnu::always_inline]] inline float normal_from(std::uint32_t bits) {
  namespace k = math::kernel;
  constexpr std::int32_t kLargest = 0x7fffffff;
  constexpr std::int32_t kSplit = 1825361100;  // 0.425 * 2^32, where PPND7 changes its formula
  const std::uint32_t lower = ~static_cast<std::uint32_t>(static_cast<std::int32_t>(bits) >> 31);
  const auto offset = static_cast<std::int32_t>((bits ^ lower) & kLargest);
  const float q = (static_cast<float>(offset) + 0.5F) * 0x1p-32F;                // |p - 1/2|
  const float tail = (static_cast<float>(kLargest - offset) + 0.5F) * 0x1p-32F;  // 1/2 - |p - 1/2|
  const float r = 0.180625F - q * q;
  const float s = std::sqrt(-k::log_normal(tail)) - 1.6F;
  const float p_middle = q * k::horner(r, 59.109374720F, 159.29113202F, 50.434271938F, 3.3871327179F);
  const float q_middle = k::horner(r, 67.187563600F, 78.757757664F, 17.895169469F, 1.0F);
  const float p_tail = k::horner(s, 0.17023821103F, 1.3067284816F, 2.7568153900F, 1.4234372777F);
  const float q_tail = k::horner(s, 0.12021132975F, 0.73700164250F, 1.0F);
  const auto outside = static_cast<std::uint32_t>((kSplit - offset) >> 31);
  const float size = k::choose(outside, p_tail, p_middle) / k::choose(outside, q_tail, q_middle);
  return k::value(k::bits(size) | (lower & k::kSign));
}

/// In whole registers, the rest as well: rows of a small network are shorter than one. The compiler must not know how
/// short the rest is, or it unrolls the loop over it instead of vectorising it.
[[gnu::always_inline]] inline void normals_body(const std::uint32_t* bits, std::size_t size, float deviation,
                                                float* out) {
  constexpr std::size_t kWidth = 16;
  const std::size_t whole = size - size % kWidth;
  for (std::size_t i = 0; i < whole; ++i) out[i] = normal_from(bits[i]) * deviation;
  if (whole == size) return;
  std::array<std::uint32_t, kWidth> last{};
  std::array<float, kWidth> normals;
  std::copy(bits + whole, bits + size, last.begin());
  std::size_t width = kWidth;
  asm("" : "+r"(width));
  for (std::size_t i = 0; i < width; ++i) normals[i] = normal_from(last[i]) * deviation;
  std::copy_n(normals.begin(), size - whole, out + whole);
}
void normals_baseline(const std::uint32_t* bits, std::size_t size, float deviation, float* out) {
  normals_body(bits, size, deviation, out);
}
NEAT_WIDE_AVX2 void normals_avx2(const std::uint32_t* bits, std::size_t size, float deviation, float* out) {
  normals_body(bits, size, deviation, out);
}
NEAT_WIDE_AVX512 void normals_avx512(const std::uint32_t* bits, std::size_t size, float deviation,
                                     float* out) {
  normals_body(bits, size, deviation, out);
}

/// [0, 1) in steps of 2^-53 from two words, by integers placed in the fraction of 2^52 (and of 2^84), so that it
/// vectorises where there is no conversion of 64-bit integers; every step is exact.
[[gnu::always_inline]] inline double uniform_from(std::uint32_t low, std::uint32_t high) {
  const auto part = [](std::uint64_t bits) {
    return std::bit_cast<double>(bits | 0x4330'0000'0000'0000ULL) - 0x1p52;
  };
  return part(high) * 0x1p-32 + part(low >> 11) * 0x1p-53;
}
[[gnu::always_inline]] inline void uniforms_body(const std::uint32_t* bits, std::size_t size, double* out) {
  for (std::size_t i = 0; i < size; ++i) out[i] = uniform_from(bits[2 * i], bits[2 * i + 1]);
}
void uniforms_baseline(const std::uint32_t* bits, std::size_t size, double* out) {
  uniforms_body(bits, size, out);
}
NEAT_WIDE_AVX2 void uniforms_avx2(const std::uint32_t* bits, std::size_t size, double* out) {
  uniforms_body(bits, size, out);
}
NEAT_WIDE_AVX512 void uniforms_avx512(const std::uint32_t* bits, std::size_t size, double* out) {
  uniforms_body(bits, size, out);
}

}  // namespace

void normals_from_bits(std::span<const std::uint32_t> bits, std::span<float> out, float deviation) {
  if (wide::level() == wide::Level::avx512)
    return normals_avx512(bits.data(), out.size(), deviation, out.data());
  if (wide::level() == wide::Level::avx2) return normals_avx2(bits.data(), out.size(), deviation, out.data());
  normals_baseline(bits.data(), out.size(), deviation, out.data());
}

void uniforms_from_bits(std::span<const std::uint32_t> bits, std::span<double> out) {
  if (wide::level() == wide::Level::avx512) return uniforms_avx512(bits.data(), out.size(), out.data());
  if (wide::level() == wide::Level::avx2) return uniforms_avx2(bits.data(), out.size(), out.data());
  uniforms_baseline(bits.data(), out.size(), out.data());
}

Counter philox4x32(Counter counter, Key key) {
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{kMultiplier0} * counter[0];
    const std::uint64_t product1 = std::uint64_t{kMultiplier1} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

Random::Random(std::uint64_t seed, Purpose purpose, std::uint32_t generation, std::uint32_t index)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{0, static_cast<std::uint32_t>(purpose), generation, index} {}

/// Words lie at the end of block_, however many there are.
void Random::refill() {
  if (const EightBlocks eight = eight_blocks()) {
    eight(counter_, key_, block_.data());
    counter_[0] += static_cast<std::uint32_t>(kBlocks);
    used_ = 0;
    return;
  }
  const Counter block = philox4x32(counter_, key_);
  std::copy(block.begin(), block.end(), block_.end() - 4);
  ++counter_[0];
  used_ = kWords - 4;
}

std::uint32_t Random::bits() {
  if (used_ == kWords) refill();
  return block_[used_++];
}

std::uint64_t Random::bits64() {
  const std::uint64_t low = bits();
  return low | std::uint64_t{bits()} << 32;
}

double Random::uniform() {
  return static_cast<double>(bits64() >> 11) * 0x1p-53;
}

double Random::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

/// The half keeps the uniform inside (0, 1); with 53 bits before it, it would round up to 1.
double Random::normal() {
  return math::normal_quantile((static_cast<double>(bits64() >> 12) + 0.5) * 0x1p-52);
}

float Random::normal_float() {
  return normal_from(bits());
}

bool Random::chance(double probability) {
  return uniform() < probability;
}

/// Lemire 2019, "Fast random integer generation in an interval".
std::uint32_t Random::below(std::uint32_t count) {
  std::uint64_t product = std::uint64_t{bits()} * count;
  if (static_cast<std::uint32_t>(product) >= count) return static_cast<std::uint32_t>(product >> 32);
  const std::uint32_t rejected = (0U - count) % count;
  while (static_cast<std::uint32_t>(product) < rejected) product = std::uint64_t{bits()} * count;
  return static_cast<std::uint32_t>(product >> 32);
}

void Random::fill_bits(std::span<std::uint32_t> out) {
  std::size_t done = take(out);
  if (const EightBlocks eight = eight_blocks())
    for (; out.size() - done >= kWords; done += kWords) {
      eight(counter_, key_, out.data() + done);
      counter_[0] += static_cast<std::uint32_t>(kBlocks);
    }
  while (done < out.size()) {
    refill();
    done += take(out.subspan(done));
  }
}

/// Moves what is left of the words to `out`, as many as it holds; how many.
std::size_t Random::take(std::span<std::uint32_t> out) {
  const std::size_t count = std::min<std::size_t>(kWords - used_, out.size());
  std::copy_n(block_.begin() + used_, count, out.begin());
  used_ += static_cast<std::uint32_t>(count);
  return count;
}

void Random::fill_normal(std::span<float> out, float deviation) {
  std::array<std::uint32_t, kRow> words;
  for (std::size_t done = 0; done < out.size(); done += words.size()) {
    const std::span chunk = out.subspan(done, std::min(words.size(), out.size() - done));
    fill_bits(std::span(words).first(chunk.size()));
    normals_from_bits(words, chunk, deviation);
  }
}

void Random::fill_uniform(std::span<double> out) {
  std::array<std::uint32_t, kRow> words;
  for (std::size_t done = 0; done < out.size(); done += words.size() / 2) {
    const std::span chunk = out.subspan(done, std::min(words.size() / 2, out.size() - done));
    fill_bits(std::span(words).first(2 * chunk.size()));
    uniforms_from_bits(words, chunk);
  }
}

}  // namespace neat
