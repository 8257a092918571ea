// What happens to every element by itself: no product is fused, so all paths give the same bytes.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/paths/square.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

template <std::size_t First = 0>
NEAT_INLINE void write_lanes(Bytes bytes, float scale, float shift, float* to) {
  store(to + First, floats_of<First>(bytes) * broadcast(scale) + broadcast(shift));
  if constexpr (First + kWidth < 16) write_lanes<First + kWidth>(bytes, scale, shift, to);
}

/// Rows become columns in four rounds: each interleaves row i with row i + 8.
NEAT_INLINE void turn_bytes(Bytes (&row)[16]) {
#pragma GCC unroll 4
  for (int round = 0; round < 4; ++round) {
    Bytes next[16];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < 8; ++i) {
      next[2 * i] =
          __builtin_shufflevector(row[i], row[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * i + 1] = __builtin_shufflevector(row[i], row[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                                29, 14, 30, 15, 31);
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < 16; ++i) row[i] = next[i];
  }
}

}  // namespace

void sgd(const SgdStep& step, const float* gradient, float* velocity, float* theta, std::size_t count) {
  const float momentum = step.momentum, shrink = step.shrink, rate = step.rate;
  if (step.ahead) {
    for (std::size_t i = 0; i < count; ++i) {
      velocity[i] = momentum * velocity[i] + gradient[i];
      theta[i] = theta[i] - shrink * theta[i] - rate * (gradient[i] + momentum * velocity[i]);
    }
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    velocity[i] = momentum * velocity[i] + gradient[i];
    theta[i] = theta[i] - shrink * theta[i] - rate * velocity[i];
  }
}

void adam(const AdamStep& step, const float* gradient, float* first, float* second, float* theta,
          std::size_t count) {
  const AdamStep s = step;
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = s.beta1 * first[i] + s.rest1 * gradient[i];
    second[i] = s.beta2 * second[i] + s.rest2 * (gradient[i] * gradient[i]);
    const float move = s.correct1 * first[i] / (__builtin_sqrtf(s.correct2 * second[i]) + s.epsilon);
    theta[i] = theta[i] - s.shrink * theta[i] - s.rate * move;
  }
}

void read_bytes(const std::uint8_t* const (&rows)[16], std::size_t count, float scale, float shift,
                std::size_t lanes, float* out) {
  for (std::size_t f = 0; f < count; f += 16) {
    Bytes block[16] = {};
    const std::size_t width = count - f < 16 ? count - f : 16;
    for (std::size_t r = 0; r < 16; ++r) {
      if (width == 16)
        __builtin_memcpy(&block[r], rows[r] + f, 16);
      else
        __builtin_memcpy(&block[r], rows[r] + f, width);
    }
    turn_bytes(block);
    for (std::size_t i = 0; i < width; ++i) write_lanes(block[i], scale, shift, out + (f + i) * lanes);
  }
}

void turn(const float* const (&rows)[4], std::size_t count, std::size_t stride, float* out) {
  std::size_t j = 0;
  for (; j + 4 <= count; j += 4)
    turn_square(rows[0] + j, rows[1] + j, rows[2] + j, rows[3] + j, stride, out + j * stride);
  for (; j < count; ++j)
    for (std::size_t i = 0; i < 4; ++i) __builtin_memcpy(out + j * stride + i, rows[i] + j, sizeof(float));
}

void read_floats(const float* const (&rows)[16], std::size_t count, float scale, float shift,
                 std::size_t lanes, float* out) {
  for (std::size_t i = 0; i < 16; i += 4) {
    const float* const four[4] = {rows[i], rows[i + 1], rows[i + 2], rows[i + 3]};
    turn(four, count, lanes, out + i);
  }
  for (std::size_t f = 0; f < count; ++f, out += lanes)
    for (std::size_t lane = 0; lane < 16; ++lane) out[lane] = out[lane] * scale + shift;
}

}  // namespace neat::kernels::NEAT_PATH
