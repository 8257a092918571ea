/// tasks/mnist/presets.hpp - what a run of mnist is made of, as configuration. README.md has the sources.
#pragma once

#include "images/model_selection.hpp"

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

inline constexpr char kSelectionOfDigits[] = R"([genome]
hidden_layers = conv3:16,pool2,conv3:32,pool2,global
max_flops = 60000000
[mnist]
augment_shift = 2
[learning]
rate = 0.05
batch = 64
weight_decay = 0.0005
label_smoothing = 0.05
[halving]
flops = 300000000000
generations = 6
finalists = 2
final_flops = 30000000000000
[stop]
generations = 7
)";
inline constexpr const char* kModelSelection = images::kJoined<images::kModelSelection, kSelectionOfDigits>;

inline constexpr const char* kRegular = R"([run]
strategy = random-search
[population]
size = 1
[genome]
granularity = layer
hidden_layers = 128
[learning]
optimiser = adam
rate = 0.001
weight_decay = 0
batch = 128
schedule = constant
samples = 550000
[stop]
generations = 1
)";

}  // namespace neat::mnist
