/// neat/network/kernels/paths/functions.hpp - the kernels of the path that is being compiled: see table.hpp for what
/// they do. Private to paths/.
#pragma once

#include "neat/network/kernels/table.hpp"

namespace neat::kernels::NEAT_PATH {

void multiply(const Weights& w, const float* x, float* y, std::size_t lanes, bool accumulate);
void add_outer(const float* delta, std::size_t rows, const float* x, std::size_t columns, std::size_t lanes,
               float* gradient);
void add_lane_sums(const float* delta, std::size_t rows, std::size_t span, std::size_t lanes,
                   float* gradient);
void add_bias(const float* bias, std::size_t rows, std::size_t span, std::size_t lanes, float* y);
bool run_neurons(const Neurons& neurons, Activation activation, const float* parameters, const float* values,
                 float* y, std::size_t lanes);
bool activate(Activation activation, float* x, std::size_t count);
bool activate_backward(Activation activation, const float* y, float* delta, std::size_t count);
void sgd(const SgdStep& step, const float* gradient, float* velocity, float* theta, std::size_t count);
void adam(const AdamStep& step, const float* gradient, float* first, float* second, float* theta,
          std::size_t count);
void read_bytes(const std::uint8_t* const (&rows)[16], std::size_t count, float scale, float shift,
                std::size_t lanes, float* out);

void read_floats(const float* const (&rows)[16], std::size_t count, float scale, float shift,
                 std::size_t lanes, float* out);
void turn(const float* const (&rows)[4], std::size_t count, std::size_t stride, float* out);
void convolve(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
              bool accumulate);
void convolve_back(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                   std::size_t lanes);
void add_convolution_outer(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                           float* gradient);
void convolve_tiles(const Convolution& c, const float* weights, const float* x, float* y, std::size_t lanes,
                    bool accumulate, float* scratch);
void convolve_tiles_back(const Convolution& c, const float* weights, const float* delta, float* x_delta,
                         std::size_t lanes, float* scratch);
void add_tiles_outer(const Convolution& c, const float* delta, const float* x, std::size_t lanes,
                     float* gradient, float* scratch);
void pool(const Pool& p, const float* x, float* y, std::size_t lanes, bool accumulate);
void pool_back(const Pool& p, const float* x, const float* delta, float* x_delta, std::size_t lanes);
void add(const float* x, float* y, std::size_t count);
Moments moments(const Batch& b, const float* x);
void standardise(std::size_t count, const float* x, float mean, float factor, float* y);
DeltaSums delta_sums(const Batch& b, const float* delta, const float* x, float mean);
void standardise_back(const Batch& b, const float* x, float mean, const BackFactors& f, float* delta);
bool exponential(float* x, std::size_t count);

extern const Table table;

}  // namespace neat::kernels::NEAT_PATH
