// Pools over [channel][row][column][lane]: the taps of a window in order, rows first.
#include "neat/network/kernels/paths/functions.hpp"
#include "neat/network/kernels/vector.hpp"

namespace neat::kernels::NEAT_PATH {
namespace {

/// A window of one channel: its first tap's lanes, and how its taps lie.
struct Taps {
  std::size_t rows, columns, row_step, step;
};

/// Calls window(taps' first place, output's first place) for every output pixel.
template <class Window>
NEAT_INLINE void for_windows(const Pool& p, std::size_t lanes, const Window& window) {
  const std::size_t height = p.out_height(), width = p.out_width();
  for (std::size_t channel = 0; channel < p.channels; ++channel)
    for (std::size_t row = 0; row < height; ++row)
      for (std::size_t column = 0; column < width; ++column)
        window(((channel * p.height + row * p.stride) * p.width + column * p.stride) * lanes,
               ((channel * height + row) * width + column) * lanes);
}

NEAT_INLINE Taps taps_of(const Pool& p, std::size_t lanes) {
  return {p.kernel_height, p.kernel_width, p.width * lanes, lanes};
}

template <class Visit>
NEAT_INLINE void for_taps(const float* x, const Taps& taps, const Visit& visit) {
  for (std::size_t r = 0; r < taps.rows; ++r)
    for (std::size_t c = 0; c < taps.columns; ++c)
      visit(r * taps.row_step + c * taps.step, load(x + r * taps.row_step + c * taps.step));
}

NEAT_INLINE Vector largest_of(const float* x, const Taps& taps) {
  Vector largest = load(x);
  for_taps(x, taps, [&](std::size_t, Vector v) NEAT_LAMBDA { largest = where_less(largest, v, v, largest); });
  return largest;
}

NEAT_INLINE Vector sum_of(const float* x, const Taps& taps) {
  Vector sum = zero();
  for_taps(x, taps, [&](std::size_t, Vector v) NEAT_LAMBDA { sum = sum + v; });
  return sum;
}

NEAT_INLINE float share_of(const Pool& p) {
  return 1 / float(p.kernel_height * p.kernel_width);
}

}  // namespace

void pool(const Pool& p, const float* x, float* y, std::size_t lanes, bool accumulate) {
  const Taps taps = taps_of(p, lanes);
  const Vector share = broadcast(share_of(p));
  for_windows(p, lanes, [&](std::size_t from, std::size_t to) NEAT_LAMBDA {
    for (std::size_t lane = 0; lane < lanes; lane += kWidth) {
      const float* in = x + from + lane;
      const Vector made = p.maximum ? largest_of(in, taps) : sum_of(in, taps) * share;
      store(y + to + lane, accumulate ? load(y + to + lane) + made : made);
    }
  });
}

void pool_back(const Pool& p, const float* x, const float* delta, float* x_delta, std::size_t lanes) {
  const Taps taps = taps_of(p, lanes);
  const Vector share = broadcast(share_of(p));
  for_windows(p, lanes, [&](std::size_t from, std::size_t to) NEAT_LAMBDA {
    for (std::size_t lane = 0; lane < lanes; lane += kWidth) {
      const float* in = x + from + lane;
      float* out = x_delta + from + lane;
      Vector left = load(delta + to + lane);
      const Vector largest = p.maximum ? largest_of(in, taps) : zero(), part = left * share;
      for_taps(in, taps, [&](std::size_t at, Vector v) NEAT_LAMBDA {
        const Vector given = p.maximum ? where_less(v, largest, zero(), left) : part;
        left = where_less(v, largest, left, zero());  // the first of equal maxima has it all
        store(out + at, load(out + at) + given);
      });
    }
  });
}

void add(const float* x, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; i += kWidth) store(y + i, load(y + i) + load(x + i));
}

}  // namespace neat::kernels::NEAT_PATH
