/// neat/network/backward.hpp - reverse-mode gradients of everything a network can hold.
///
/// Sums over the batch follow a fixed order that does not depend on the vector width or the thread.
#pragma once

#include <functional>
#include <span>

#include "neat/base/random.hpp"
#include "neat/network/network.hpp"

namespace neat {

/// Given y [rows x outputs] of one batch (rows [from, from + rows) of x), writes dL/dy and returns the summed
/// loss.
using OutputLoss =
    std::function<double(std::size_t from, std::size_t rows, std::span<const float> y, std::span<float> dy)>;

/// Adds dL/dparameters of all rows of x to `gradient` [parameters] and returns the summed loss. Forward
/// networks; a recurrent edge reads 0 as in Network::forward. `dropout` draws the silent units; nullptr: none
/// is silent.
double add_gradient(Network& network, const Rows& x, const OutputLoss& loss, std::span<float> gradient,
                    Random* dropout = nullptr);

/// As above for sequences: a row of x holds `time` steps of plan().inputs() values, y and dy are
/// [rows x time x outputs]. Back-propagation through time, cut every `window` steps (0: never): values cross
/// the cut, gradients do not. REQUIRES: x.features == time * plan().inputs().
double add_gradient_through_time(Network& network, const Rows& x, std::size_t time, std::size_t window,
                                 const OutputLoss& loss, std::span<float> gradient);

}  // namespace neat
