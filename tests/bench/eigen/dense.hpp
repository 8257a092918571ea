/// tests/bench/eigen/dense.hpp - the same products by Eigen, built for the same processors, for comparison.
#pragma once

#include <array>
#include <cstddef>

#include "neat/network/kernels/paths.hpp"

namespace neat::bench {

using EigenProduct = void (*)(const float* w, const float* x, float* y, float* gradient, float* x_delta,
                              std::size_t batch, std::size_t inputs, std::size_t outputs);

/// forward, dX, dW; null where this build has no Eigen.
std::array<EigenProduct, 3> eigen_products(kernels::Path path);

}  // namespace neat::bench
