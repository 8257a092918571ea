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

// The Bio-Inspired Hybrid Optimizer: 784-128-64-10, noise at three scales, lives of plain SGD, the best child is the only
// parent. Faithful to its published settings; its step size follows the gain of a life, which is biased upwards.
#define NEAT_BIO_HYBRID(size, shares, samples, generations)                                                \
  "[run]\nstrategy = hybrid\n[mnist]\nlife = best-batch\n[population]\nsize = " size                       \
  "\n[genome]\ngranularity = layer\nhidden_layers = 128,64\ninitial_deviation = 1.4142135623730951\n"      \
  "[mutation]\nadd_node = 0\nadd_connection = 0\ndelete_node = 0\ndelete_connection = 0\ntoggle = 0\n"     \
  "activation = 0\nwiden = 0\nnarrow = 0\n[noise]\nscales = 0.3,1,3\nshares = " shares                     \
  "\nsigma = 0.05\nlowest = 0.001\nhighest = 0.3\ncontrol = gain\nrise = 1.05\nfall = 0.95\nhigh = 0.02\n" \
  "low = 0.005\n[parents]\ncount = 1\nplus = off\nunmutated = 0\nbirth = on\nlatest = on\n"                \
  "[learning]\nsamples = " samples                                                                         \
  "\nbatch = 128\nmomentum = 0\n[stop]\ntarget = off\ngenerations = " generations "\n"
inline constexpr const char* kBioHybridFast = NEAT_BIO_HYBRID("10", "3,4,3", "19200", "50");
inline constexpr const char* kBioHybridBalanced = NEAT_BIO_HYBRID("15", "5,5,5", "25600", "40");
inline constexpr const char* kBioHybridDeep = NEAT_BIO_HYBRID("20", "6,8,6", "32000", "30");
#undef NEAT_BIO_HYBRID

}  // namespace neat::mnist
