/// neat/network/kernels/kernels.hpp - the inner loops of networks, over activations [feature][lane].
///
/// `lanes` is 1 or a multiple of Network::kLanes; blocks of lanes may start anywhere. A lane's results never depend on
/// `lanes` or on its neighbours: sums over features run one feature after the other. Sums over lanes have an order of
/// their own per function; where it is `the tree`, 16 partial sums are taken over blocks of 16 lanes in order, then
/// joined i with i + 8, 4, 2, 1. Pure; any thread. Which machine code runs behind these names: kernels/paths.hpp. On a
/// path of the tag `fma` every product of a sum is fused with its addition.
#pragma once

#include <cstddef>
#include <span>

#include "neat/genome/gene.hpp"
#include "neat/network/kernels/table.hpp"

namespace neat::kernels {

/// The weights [rows x columns] that lie row by row at `values`.
inline Weights row_major(const float* values, std::size_t rows, std::size_t columns) {
  return {values, rows, columns, columns, 1};
}

/// y [w.rows x lanes] = w x, or y + w x when `accumulate`. x: [w.columns x lanes]. Sums over columns in
/// order.
void multiply(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate);

/// y [neurons.count x lanes] = `activation`, as `activate` has it, of each neuron's sum of weights times rows of `values`,
/// in the order of its edges, plus its bias.
void run_neurons(const Neurons& neurons, Activation activation, const float* parameters, const float* values,
                 float* y, std::size_t lanes);

/// gradient [rows x columns] += the sum over lanes of delta [rows x lanes] times x [columns x lanes]. Lanes > 1. Tag
/// `ieee`, and a single weight: the tree. Tag `fma`: the gradient plus one lane after the other.
void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient);

/// y [out_channels x out_height x out_width x lanes] = the convolution of x [in_channels x height x width x lanes] with
/// weights [out_channels x in_channels x kernel x kernel], or y + that when `accumulate`. A pixel sums over channels, then
/// the kernel's rows, then its columns, in order; taps outside the image are left out. Lanes > 1. A 3x3 convolution of
/// stride 1, padding 1, at least 8 channels on both sides and an image of at least 4x4 passes by tiles of 2x2 outputs
/// (Winograd's F(2x2, 3x3), `paths/winograd.cpp`), here and in the two below: channels in order in each of a tile's places.
void convolve(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
              bool accumulate);

/// x_delta, dL/dx, += what delta, dL/dy, gives it. A pixel sums over the output's channels, then the kernel's rows and
/// columns, in order.
void convolve_back(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                   std::size_t lanes);

/// gradient, of the weights' shape, += the sum over pixels and lanes of delta times x: the tree, over blocks of lanes of one
/// pixel after the other; by tiles, as add_outer of one tile (of two or four at 32 or 16 lanes) after the other.
void add_convolution_outer(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                           float* gradient);

/// y [channels x out_height x out_width x lanes] = the largest or the mean of each window of x, or y + that when
/// `accumulate`. Sums run over a window's rows, then its columns. Lanes > 1, as of all that follow with lanes.
void pool(const Pool& p, const float* x, float* y, std::size_t lanes, bool accumulate);
/// x_delta, dL/dx, += what delta, dL/dy, gives it; of equal maxima the first has it all.
void pool_back(const Pool& p, const float* x, const float* delta, float* x_delta, std::size_t lanes);

/// y += x. REQUIRES: count is a multiple of 16.
void add(const float* x, float* y, std::size_t count);

/// Of one channel's values over pixels and rows, the variance about the mean that is returned: the tree, over four
/// sums of blocks in turn. What lanes without a row hold does not count, unless it is not finite.
Moments moments(const Batch& b, const float* x);
/// y = (x - mean) * factor. REQUIRES: count is a multiple of 16; y may be x.
void standardise(std::size_t count, const float* x, float mean, float factor, float* y);
/// The two sums that go back through the moments, in their order.
DeltaSums delta_sums(const Batch& b, const float* delta, const float* x, float mean);
/// In place; lanes without a row become 0.
void standardise_back(const Batch& b, const float* x, float mean, const BackFactors& f, float* delta);

/// gradient [rows / span] += the sum over lanes, and over `span` adjacent rows, of delta [rows x lanes].
/// Lanes > 1.
void add_lane_sums(const float* delta, std::size_t rows, std::size_t span, std::size_t lanes,
                   float* gradient);

/// y [rows x lanes] += bias [rows / span].
void add_bias(const float* bias, std::size_t rows, std::size_t span, std::size_t lanes, float* y);

/// In place: x becomes the activation of x. Tag `ieee`: by neat/base/math.hpp. Tag `fma`: tanh within 3e-7 of the true
/// value for every float and in [-1, 1] (measured 2.6e-7), sigmoid within 2e-7 and in [0, 1] (measured 1.7e-7), elu and
/// gauss by `exponential`; gelu and sine as in `ieee`. A value alone has the bits that it has in a row.
void activate(Activation activation, std::span<float> x);

/// Whether `activate_backward` reads the value before the activation.
bool needs_preactivation(Activation activation);

/// In place: delta, dL/dy, becomes dL/dx. x: before the activation (read if needs_preactivation); y: after
/// it. The derivative at a kink is that of the left side, and 0 for `absolute`. All of the size of delta.
void activate_backward(Activation activation, const float* x, const float* y, std::span<float> delta);

/// One step of an optimiser. All spans of one size. No product is fused: the same bytes on every path.
void step_sgd(const SgdStep& step, std::span<const float> gradient, float* velocity, std::span<float> theta);
void step_adam(const AdamStep& step, std::span<const float> gradient, float* first, float* second,
               std::span<float> theta);

/// out [count x 16], of rows `lanes` apart, = `count` bytes of each of 16 rows of data, times scale, plus shift (not
/// fused).
void read_bytes(const std::uint8_t* const (&rows)[16], std::size_t count, float scale, float shift,
                std::size_t lanes, float* out);
/// The same of floats of any alignment.
void read_floats(const float* const (&rows)[16], std::size_t count, float scale, float shift,
                 std::size_t lanes, float* out);

/// out [count x 4], of rows `stride` apart, = `count` values of each of 4 rows.
void turn(const float* const (&rows)[4], std::size_t count, std::size_t stride, float* out);

/// In place: x becomes exp(x), within 1.5 ulp, where the tag is `fma`. False: the tag is `ieee`, x stays.
bool exponential(std::span<float> x);

}  // namespace neat::kernels
