/// neat/base/random.hpp - counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random
/// numbers: as easy as 1, 2, 3").
///
/// A stream is named by (run seed, purpose, generation, index) and nothing else, so that a draw never depends
/// on the order in which threads, processes or an interrupted run came by. Two streams with different names
/// never overlap. A `Random` is a small value; use one per thread of work. Every draw is the same bits on
/// every machine. The key is the seed, the counter {block, purpose, generation, index}: a stream has 2^34
/// draws of 32 bits, after which it repeats.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace neat {

/// What a stream is for. Values are part of the persistent format: never reuse or renumber one.
enum class Purpose : std::uint32_t {
  initial_genome = 1,  ///< index: genome of the first population
  selection = 2,       ///< index: child
  breeding = 3,        ///< index: child (crossover and mutation)
  life = 4,            ///< index: request (order of training rows)
  task = 5,            ///< index: request (what a task plugin draws)
  data_split = 6,      ///< index: data set
  speciation = 7,      ///< index: genome
  tuning = 8,          ///< index: member of the generation
  next_species = 9,    ///< index: species that takes another's place
  resampling = 100,    ///< statistics over many runs; index: the test
  test = 1000,         ///< for tests only
};

/// One block of Philox4x32-10: four words from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// What fill_normal makes of words that fill_bits drew: one normal per word. REQUIRES: bits.size() >= out.size().
void normals_from_bits(std::span<const std::uint32_t> bits, std::span<float> out, float deviation = 1.0F);
/// What fill_uniform makes of such words: one uniform of two words. REQUIRES: bits.size() >= 2 out.size().
void uniforms_from_bits(std::span<const std::uint32_t> bits, std::span<double> out);

class Random {
 public:
  Random(std::uint64_t seed, Purpose purpose, std::uint32_t generation, std::uint32_t index);

  std::uint32_t bits();                     ///< 32 uniform bits
  std::uint64_t bits64();                   ///< 64 uniform bits
  double uniform();                         ///< [0, 1), 53 bits
  double uniform(double low, double high);  ///< [low, high]: rounding may reach high
  double normal();  ///< N(0, 1), by inversion of one uniform of 52 bits: no rejection, always 64 bits
  bool chance(double probability);  ///< true with `probability` in [0, 1]; always consumes 64 bits
  /// Unbiased in [0, count); consumes a varying number of draws. REQUIRES: count >= 1.
  std::uint32_t below(std::uint32_t count);
  /// Fills with N(0, 1) * deviation, vectorised; the same values as one `normal_float()` per element.
  void fill_normal(std::span<float> out, float deviation = 1.0F);
  /// Fills with uniform bits, vectorised; the same values as one `bits()` per element.
  void fill_bits(std::span<std::uint32_t> out);
  /// Fills with [0, 1), vectorised; the same values as one `uniform()` per element.
  void fill_uniform(std::span<double> out);
  /// N(0, 1) in single precision from one 32-bit draw, what fill_normal draws: by inversion with a relative
  /// error of 5e-7, hence within +-6.34.
  float normal_float();

 private:
  static constexpr std::uint32_t kWords = 32;  // of eight blocks, which cost little more than one

  void refill();
  std::size_t take(std::span<std::uint32_t> out);

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::uint32_t used_ = kWords;
  std::array<std::uint32_t, kWords> block_{};  // those from used_ on wait to be drawn
};

}  // namespace neat
