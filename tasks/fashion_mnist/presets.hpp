/// tasks/fashion_mnist/presets.hpp - what a run of fashion_mnist is made of, as configuration.
#pragma once

namespace neat::fashion_mnist {

inline constexpr const char* kQuick = R"([population]
size = 12
[genome]
granularity = layer
layer_width = 128
[mutation]
weights = 0
layer_power = 0
add_node = 0.4
[species]
target = 3
[learning]
samples = 20000
rate = 0.03
momentum = 0.9
batch = 64
schedule = linear
[stop]
generations = 12
samples = 3000000
)";

}  // namespace neat::fashion_mnist
