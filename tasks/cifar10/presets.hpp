/// tasks/cifar10/presets.hpp - what a run of cifar10 is made of, as configuration.
#pragma once

#include "images/model_selection.hpp"

namespace neat::cifar10 {

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
rate = 0.005
momentum = 0.9
batch = 64
schedule = linear
[stop]
generations = 12
samples = 3000000
)";

inline constexpr char kSelectionOfThings[] = R"([genome]
hidden_layers = conv3:32,conv3:32,pool2,conv3:64,pool2,residual3,conv3:128,pool2,residual3,global
max_flops = 200000000
[cifar10]
augment_shift = 2
augment_flip = on
mirror_average = on
[learning]
rate = 0.05
batch = 64
weight_decay = 0.0005
label_smoothing = 0.1
bias_rate = 16
[halving]
flops = 2000000000000
generations = 3
finalists = 2
final_flops = 350000000000000
[stop]
generations = 4
)";
inline constexpr const char* kModelSelection = images::kJoined<images::kModelSelection, kSelectionOfThings>;

inline constexpr const char* kBaseCnn = R"([run]
strategy = random-search
[population]
size = 1
[genome]
granularity = layer
hidden_layers = conv3:32,pool2,conv3:64,pool2,conv3:64,pool2
normalisation = none
[learning]
optimiser = adam
rate = 0.001
weight_decay = 0
batch = 64
schedule = constant
samples = 205000
[stop]
generations = 1
)";

inline constexpr const char* kBaseCnnRecipe = R"([run]
strategy = random-search
[population]
size = 1
[genome]
granularity = layer
hidden_layers = conv3:32,pool2,conv3:64,pool2,conv3:64,pool2
normalisation = batch
[cifar10]
augment_shift = 2
augment_flip = on
mirror_average = on
[learning]
optimiser = sgd
rate = 0.05
nesterov = on
weight_decay = 0.0005
batch = 64
label_smoothing = 0.1
bias_rate = 16
schedule = one-cycle
average = 0.05
samples = 205000
[stop]
generations = 1
)";

}  // namespace neat::cifar10
