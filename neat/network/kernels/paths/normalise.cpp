// Batch normalisation of one channel, [pixel][lane]: sums over pixels and those lanes that hold rows, by the tree.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

constexpr std::size_t kSums =
    4;  // blocks of lanes that are summed side by side, to hide the latency of an addition

/// 1 where a lane holds a row, else 0: [kBlock] for the last block of lanes.
struct Mask {
  float values[kBlock];

  NEAT_INLINE explicit Mask(std::size_t rows) {
    for (std::size_t i = 0; i < kBlock; ++i) values[i] = i < rows ? 1.0F : 0.0F;
  }
};

/// Sums term(place, part) over all blocks that hold rows; `term` of the last block of every pixel is masked when it is not
/// full. Block k of the channel goes to sum k mod kSums; these are joined in order.
template <class Term>
NEAT_INLINE float sum_channel(const Batch& b, const Term& term) {
  Vector sums[kSums][kParts] = {};
  const std::size_t full = b.rows / kBlock, rest = b.rows % kBlock;
  const Mask mask(rest);
  std::size_t at = 0;
  const auto add = [&](std::size_t place, bool masked) NEAT_LAMBDA {
#pragma GCC unroll 4
    for (std::size_t q = 0; q < kParts; ++q) {
      const Vector value = term(place + q * kWidth);
      sums[at][q] = sums[at][q] + (masked ? value * load(mask.values + q * kWidth) : value);
    }
    at = (at + 1) % kSums;
  };
  if (b.rows == b.lanes) {
    const std::size_t count = b.pixels * b.lanes;
    std::size_t place = 0;
    for (; place + kSums * kBlock <= count; place += kSums * kBlock)
#pragma GCC unroll 4
      for (std::size_t s = 0; s < kSums; ++s)
#pragma GCC unroll 4
        for (std::size_t q = 0; q < kParts; ++q)
          sums[s][q] = sums[s][q] + term(place + s * kBlock + q * kWidth);
    for (; place < count; place += kBlock) add(place, false);
  } else {
    for (std::size_t pixel = 0; pixel < b.pixels; ++pixel) {
      for (std::size_t block = 0; block < full; ++block) add(pixel * b.lanes + block * kBlock, false);
      if (rest > 0) add(pixel * b.lanes + full * kBlock, true);
    }
  }
#pragma GCC unroll 4
  for (std::size_t s = 1; s < kSums; ++s)
#pragma GCC unroll 4
    for (std::size_t q = 0; q < kParts; ++q) sums[0][q] = sums[0][q] + sums[s][q];
  return tree_sum(sums[0]);
}

}  // namespace

Moments moments(const Batch& b, const float* x) {
  const float count = float(b.pixels * b.rows);
  const float mean = sum_channel(b, [&](std::size_t i) NEAT_LAMBDA { return load(x + i); }) / count;
  const Vector middle = broadcast(mean);
  const float squares = sum_channel(b, [&](std::size_t i) NEAT_LAMBDA {
    const Vector from = load(x + i) - middle;
    return from * from;
  });
  return {mean, squares / count};
}

void standardise(std::size_t count, const float* x, float mean, float factor, float* y) {
  const Vector middle = broadcast(mean), times = broadcast(factor);
  for (std::size_t i = 0; i < count; i += kWidth) store(y + i, (load(x + i) - middle) * times);
}

DeltaSums delta_sums(const Batch& b, const float* delta, const float* x, float mean) {
  const Vector middle = broadcast(mean);
  return {
      sum_channel(b, [&](std::size_t i) NEAT_LAMBDA { return load(delta + i); }),
      sum_channel(b, [&](std::size_t i) NEAT_LAMBDA { return load(delta + i) * (load(x + i) - middle); })};
}

void standardise_back(const Batch& b, const float* x, float mean, const BackFactors& f, float* delta) {
  const Vector middle = broadcast(mean), times = broadcast(f.delta), less = broadcast(f.constant),
               along = broadcast(f.distance);
  const std::size_t full = b.rows / kBlock * kBlock;
  const Mask mask(b.rows - full);
  for (std::size_t pixel = 0; pixel < b.pixels; ++pixel)
    for (std::size_t lane = 0; lane < b.lanes; lane += kWidth) {
      const std::size_t i = pixel * b.lanes + lane;
      const Vector back = load(delta + i) * times - less - (load(x + i) - middle) * along;
      if (lane < full)
        store(delta + i, back);
      else
        store(delta + i, lane < full + kBlock ? back * load(mask.values + (lane - full)) : zero());
    }
}

}  // namespace neat::kernels::NEAT_PATH
