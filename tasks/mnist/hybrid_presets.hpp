/// tasks/mnist/hybrid_presets.hpp - evolution and gradients together on 784-128-64-10, as configuration: the Bio-Inspired Hybrid
/// Optimizer as published, its three predecessors with their mistakes, and what we use instead. README.md has the sources.
#pragma once

namespace neat::mnist {

// clang-format off
/// 784-128-64-10 by He initialisation, whose structure stays; runs to its last generation.
#define NEAT_SAME_LAYERS                                                                                    \
  "[genome]\ngranularity = layer\nhidden_layers = 128,64\ninitial_deviation = 1.4142135623730951\n"        \
  "[mutation]\nadd_node = 0\nadd_connection = 0\ndelete_node = 0\ndelete_connection = 0\ntoggle = 0\n"      \
  "activation = 0\nwiden = 0\nnarrow = 0\n[stop]\ntarget = off\n"

/// Noise at three scales, lives of plain SGD, the best child is the only parent; its step size follows the gain of a life,
/// which is biased upwards.
#define NEAT_BIO_HYBRID(size, shares, samples, generations)                                                 \
  NEAT_SAME_LAYERS "generations = " generations "\n[run]\nstrategy = hybrid\ntrain_metrics = on\n"         \
  "[mnist]\nlife = best-batch\nbirth_images = 500\ntrain_rows = 1000\n[population]\nsize = " size          \
  "\n[noise]\nscales = 0.3,1,3\nshares = " shares "\nsigma = 0.05\nlowest = 0.001\nhighest = 0.3\n"          \
  "control = gain\nrise = 1.05\nfall = 0.95\nhigh = 0.02\nlow = 0.005\n"                                   \
  "[parents]\ncount = 1\nplus = off\nunmutated = 0\nbirth = on\nlatest = on\n"                             \
  "[learning]\nbatch = 128\nmomentum = 0\nsamples = " samples "\n"
inline constexpr const char* kBioHybridFast = NEAT_BIO_HYBRID("10", "3,4,3", "19200", "50");
inline constexpr const char* kBioHybridBalanced = NEAT_BIO_HYBRID("15", "5,5,5", "25600", "40");
inline constexpr const char* kBioHybridDeep = NEAT_BIO_HYBRID("20", "6,8,6", "32000", "30");
#undef NEAT_BIO_HYBRID

/// The predecessors: an evolution strategy's step and an epoch of plain SGD in turns.
#define NEAT_BIO_ES(noise, step, learning)                                                                  \
  NEAT_SAME_LAYERS "generations = 100\n[run]\nstrategy = es\ntrain_metrics = on\n"                         \
  "[mnist]\nbirth_images = 1000\ntrain_rows = 1000\n[population]\nsize = 50\n"                             \
  "[noise]\nscales = 1\nsigma = 0.1\nlowest = 0.001\nhighest = 0.2\n" noise "[es]\nstep = 0.03\n" step      \
  "[learning]\nsamples = 55000\nbatch = 128\nmomentum = 0\nschedule = constant\n" learning
inline constexpr const char* kBioHybridV1 =
    NEAT_BIO_ES("control = fixed\n", "utility = standard\nlearner = best\n", "rate = 0.001\n");
inline constexpr const char* kBioHybridAdaptiveSigma =
    NEAT_BIO_ES("control = rise\nhigh = 0.01\nlow = 0.001\nfall = 0.995\nrise = 1.02\n",
                "utility = standard\nlearner = centre\n", "rate = 0.01\nanneal = 100\n");
inline constexpr const char* kBioHybridLimitedPerturbations =
    NEAT_BIO_ES("density = 0.5\ncontrol = progress\nwindow = 6\nfall = 1\nrise = 1.05\n",
                "utility = best-last\nlearner = centre\n", "rate = 0.01\nanneal = 100\n");
#undef NEAT_BIO_ES

/// Twelve lineages learn side by side at a high, constant rate; their average is the next generation's only parent. The first
/// lives are shorter, so that there is something early: 12 x (16 + 32 + 48 + 64 + 14 x 80) thousand samples.
#define NEAT_AVERAGED                                                                                       \
  NEAT_SAME_LAYERS "generations = 18\n[run]\nstrategy = hybrid\n[population]\nsize = 12\n"                 \
  "[noise]\nscales = none\n[parents]\nlatest = on\n[fusion]\nkind = average\nguard = off\n"                \
  "[learning]\nsamples = 80000\nramp = 5\nbatch = 64\nrate = 0.1\nmomentum = 0.8\nschedule = constant\n"
inline constexpr const char* kHybrid = NEAT_AVERAGED "weight_decay = 0.001\n[genome]\ndropout = 0.05\n";
#undef NEAT_AVERAGED

/// What both are to be compared with: one lineage.
inline constexpr const char* kSgd =
    NEAT_SAME_LAYERS "generations = 1\n[run]\nstrategy = hybrid\n[population]\nsize = 1\n[noise]\nscales = none\n"
    "[learning]\nsamples = 15360000\nbatch = 64\nrate = 0.1\nmomentum = 0.9\nschedule = linear\nweight_decay = 0.001\n";
#undef NEAT_SAME_LAYERS

/// Softmax regression at first: children of the two best gain layers, width and connections, and all learn, also from copies.
inline constexpr const char* kHybridGrown =
    "[run]\nstrategy = hybrid\n[mnist]\ncopies = 7\n[genome]\ngranularity = layer\nlayer_width = 128\n"
    "[mutation]\nadd_node = 0.3\nwiden = 0.3\nadd_connection = 0.1\n[population]\nsize = 8\n[noise]\nscales = 0\n"
    "[parents]\ncount = 2\n[learning]\nsamples = 80000\nbatch = 64\nrate = 0.1\nmomentum = 0.8\nweight_decay = 0.0003\n"
    "schedule = constant\nanneal = 24\n[stop]\ntarget = off\ngenerations = 24\n";
// clang-format on

}  // namespace neat::mnist
