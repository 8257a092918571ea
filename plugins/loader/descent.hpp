/// plugins/loader/descent.hpp - minibatch descent on a loss that a task computes itself. As learning/life
/// does for the built-in losses: a seeded permutation of the rows per epoch, the rate scheduled per step,
/// non-finite loss ends it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "neat/learning/life.hpp"

namespace neat {

/// Given positions in the trained rows and their y [rows x outputs], writes dL/dy of the summed loss and
/// returns it.
using OwnLoss =
    std::function<double(std::span<const std::uint32_t> rows, std::span<const float> y, std::span<float> dy)>;

/// Trains network.parameters() in place on all rows of x, options.samples of them; options.loss and time are
/// not read.
LifeResult descend(Network& network, const Rows& x, const OwnLoss& loss, const LifeOptions& options,
                   Random& random);

/// Adds dL/dparameters of the summed loss over the rows of x to `gradient` and returns that loss.
double add_own_gradient(Network& network, const Rows& x, std::span<const std::uint32_t> positions,
                        const OwnLoss& loss, std::span<float> gradient, Random* dropout);

/// H * vector by central differences of `gradient_at`, which writes the gradient at network.parameters().
/// Leaves the parameters as they were.
void hessian_vector(Network& network, const std::function<void(std::span<float>)>& gradient_at,
                    std::span<const float> vector, std::span<float> product);

}  // namespace neat
