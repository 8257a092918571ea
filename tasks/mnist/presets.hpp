/// tasks/mnist/presets.hpp - what a run of mnist is made of, as configuration. README.md has the sources.
#pragma once

namespace neat::mnist {

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
rate = 0.1
momentum = 0.9
batch = 64
schedule = linear
[stop]
generations = 12
samples = 3000000
)";

inline constexpr const char* kSample = R"([mnist]
data = sample
[population]
size = 12
[genome]
granularity = layer
layer_width = 64
[mutation]
weights = 0
layer_power = 0
add_node = 0.4
[species]
target = 3
[learning]
samples = 8000
rate = 0.05
momentum = 0.9
batch = 64
schedule = linear
[stop]
generations = 8
)";

}  // namespace neat::mnist
