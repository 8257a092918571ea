#include "neat/network/kernels/paths/functions.hpp"

namespace neat::kernels::NEAT_PATH {

extern const Table table{multiply,
                         add_outer,
                         add_lane_sums,
                         add_bias,
                         run_neurons,
                         activate,
                         activate_backward,
                         sgd,
                         adam,
                         read_bytes,
                         read_floats,
                         turn,
                         convolve,
                         convolve_back,
                         add_convolution_outer,
                         convolve_tiles,
                         convolve_tiles_back,
                         add_tiles_outer,
                         pool,
                         pool_back,
                         add,
                         moments,
                         standardise,
                         delta_sums,
                         standardise_back,
                         exponential};

}  // namespace neat::kernels::NEAT_PATH
