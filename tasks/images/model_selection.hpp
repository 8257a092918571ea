/// tasks/images/model_selection.hpp - what the presets `model-selection` of all tasks that classify images have in common:
/// which genes there are and how they vary. A preset adds its start, its augmentation and its budgets.
#pragma once

#include <array>
#include <cstddef>

namespace neat::images {

inline constexpr char kModelSelection[] = R"([run]
strategy = halving
test_at_end = on
[population]
size = 8
[genome]
granularity = layer
operators = dense,conv,depthwise,identity,max_pool
activations = relu,gelu,leaky_relu,elu
normalisation = batch
max_bytes = 268435456
[mutation]
weights = 0
add_node = 0.5
add_connection = 0.1
widen = 0.5
narrow = 0.1
kernel = 0.1
activation = 0.1
delete_node = 0.1
delete_connection = 0.05
toggle = 0
traits = 0.6
[traits]
evolve = on
genes = rate,momentum,decay,batch,smoothing,augmentation
power = 0.3
[crossover]
probability = 0.2
average = 0
[halving]
rungs = 3
growth = 2
classes = 3
parents = 2
[learning]
optimiser = sgd
schedule = one-cycle
nesterov = on
average = 0.05
)";

/// Two texts of configuration as one.
template <const auto& First, const auto& Second>
struct Joined {
  static constexpr auto make() {
    constexpr std::size_t first = sizeof(First) - 1, second = sizeof(Second);
    std::array<char, first + second> joined{};
    for (std::size_t i = 0; i < first; ++i) joined[i] = First[i];
    for (std::size_t i = 0; i < second; ++i) joined[first + i] = Second[i];
    return joined;
  }
  static constexpr auto text = make();
};
template <const auto& First, const auto& Second>
inline constexpr const char* kJoined = Joined<First, Second>::text.data();

}  // namespace neat::images
