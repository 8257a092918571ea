/// tests/bench/limits.hpp - what this machine could do at best: measured when it is first asked for. [main thread]
#pragma once

#include "neat/network/kernels/paths.hpp"

namespace neat::bench {

/// FLOP per second of one core when it does nothing but multiply and add in the registers of `path`.
double multiply_add_peak(kernels::Path path);

}  // namespace neat::bench
