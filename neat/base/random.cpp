#include "neat/base/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

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
/// Blocks computed side by side. With fewer, GCC unrolls the loops over them before it could vectorise them.
constexpr std::size_t kLanes = 32;
constexpr std::size_t kBatch = 4 * kLanes;
/// A batch costs as much as this many blocks one by one, so a rest of more blocks is cut from a batch.
constexpr std::size_t kWorthBatch = 10;

using Key = std::array<std::uint32_t, 2>;
using Counter = std::array<std::uint32_t, 4>;
using Lane = std::array<std::uint32_t, kLanes>;

/// One round of Philox (Salmon et al. 2011, section 3.3) on kLanes blocks.
[[gnu::always_inline]] inline void round_of(std::array<Lane, 4>& c, const Key& key) {
  for (std::size_t i = 0; i < kLanes; ++i) {
    const std::uint64_t product0 = std::uint64_t{kMultiplier0} * c[0][i];
    const std::uint64_t product1 = std::uint64_t{kMultiplier1} * c[2][i];
    const std::uint32_t first = static_cast<std::uint32_t>(product1 >> 32) ^ c[1][i] ^ key[0];
    const std::uint32_t third = static_cast<std::uint32_t>(product0 >> 32) ^ c[3][i] ^ key[1];
    c[0][i] = first;
    c[1][i] = static_cast<std::uint32_t>(product1);
    c[2][i] = third;
    c[3][i] = static_cast<std::uint32_t>(product0);
  }
}

/// The kLanes blocks from `counter` on, word for word as bits() gives them.
[[gnu::always_inline]] inline void blocks_body(const Counter& counter, Key key, std::uint32_t* out) {
  std::array<Lane, 4> c;
  for (std::size_t word = 0; word < 4; ++word) c[word].fill(counter[word]);
  for (std::size_t i = 0; i < kLanes; ++i) c[0][i] += static_cast<std::uint32_t>(i);
  for (int round = 0; round < kRounds; ++round) {
    round_of(c, key);
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    for (std::size_t word = 0; word < 4; ++word) out[4 * i + word] = c[word][i];
  }
}

void blocks_baseline(const Counter& counter, const Key& key, std::uint32_t* out) {
  blocks_body(counter, key, out);
}
NEAT_WIDE_AVX2 void blocks_avx2(const Counter& counter, const Key& key, std::uint32_t* out) {
  blocks_body(counter, key, out);
}
NEAT_WIDE_AVX512 void blocks_avx512(const Counter& counter, const Key& key, std::uint32_t* out) {
  blocks_body(counter, key, out);
}

void fill_blocks(const Counter& counter, const Key& key, std::uint32_t* out) {
  if (wide::level() == wide::Level::avx512) return blocks_avx512(counter, key, out);
  if (wide::level() == wide::Level::avx2) return blocks_avx2(counter, key, out);
  blocks_baseline(counter, key, out);
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

[[gnu::always_inline]] inline void normals_body(const std::uint32_t* bits, std::size_t size, float deviation,
                                                float* out) {
  for (std::size_t i = 0; i < size; ++i) out[i] = normal_from(bits[i]) * deviation;
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

void Random::refill() {
  block_ = philox4x32(counter_, key_);
  ++counter_[0];
  used_ = 0;
}

std::uint32_t Random::bits() {
  if (used_ == 4) refill();
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
  std::size_t done = 0;
  while (used_ < 4 && done < out.size()) out[done++] = bits();
  for (; out.size() - done >= kBatch; done += kBatch) {
    fill_blocks(counter_, key_, out.data() + done);
    counter_[0] += static_cast<std::uint32_t>(kLanes);
  }
  if (const std::size_t blocks = (out.size() - done) / 4; blocks > kWorthBatch) {
    std::array<std::uint32_t, kBatch> batch;
    fill_blocks(counter_, key_, batch.data());
    std::copy_n(batch.begin(), 4 * blocks, out.begin() + static_cast<std::ptrdiff_t>(done));
    counter_[0] += static_cast<std::uint32_t>(blocks);
    done += 4 * blocks;
  }
  while (done < out.size()) out[done++] = bits();
}

void Random::fill_normal(std::span<float> out, float deviation) {
  std::array<std::uint32_t, 4 * kBatch> words;
  for (std::size_t done = 0; done < out.size(); done += words.size()) {
    const std::span chunk = out.subspan(done, std::min(words.size(), out.size() - done));
    fill_bits(std::span(words).first(chunk.size()));
    normals_from_bits(words, chunk, deviation);
  }
}

void Random::fill_uniform(std::span<double> out) {
  std::array<std::uint32_t, 4 * kBatch> words;
  for (std::size_t done = 0; done < out.size(); done += words.size() / 2) {
    const std::span chunk = out.subspan(done, std::min(words.size() / 2, out.size() - done));
    fill_bits(std::span(words).first(2 * chunk.size()));
    uniforms_from_bits(words, chunk);
  }
}

}  // namespace neat
