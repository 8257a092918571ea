/// tasks/fashion_mnist/presets.hpp - what a run of fashion_mnist is made of, as configuration.
#pragma once

#include "images/model_selection.hpp"

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

inline constexpr char kSelectionOfPieces[] = R"([genome]
hidden_layers = conv3:24,pool2,conv3:48,pool2,global
max_flops = 120000000
[fashion_mnist]
augment_shift = 2
augment_flip = on
augment_cutout = 6
[learning]
rate = 0.05
batch = 64
weight_decay = 0.0005
label_smoothing = 0.05
[halving]
flops = 600000000000
generations = 6
finalists = 2
final_flops = 60000000000000
[stop]
generations = 7
)";
inline constexpr const char* kModelSelection = images::kJoined<images::kModelSelection, kSelectionOfPieces>;

}  // namespace neat::fashion_mnist
