/// neat/evolution/fusion.hpp - one genome out of several: averages of parameters, aligned by innovation number.
///
/// The fused genome has the first genome's structure; a gene's parameters are averaged over those genomes that have the
/// gene in the same shape, with their weights. Model soups: Wortsman et al. 2022 (arXiv 2203.05482). Pure.
#pragma once

#include <span>
#include <vector>

#include "neat/genome/genome.hpp"

namespace neat {

/// exp(value / temperature), normed to sum to 1. REQUIRES: values; temperature > 0.
std::vector<double> softmax(std::span<const double> values, double temperature);

/// Weights softmax(fitness / T) with T such that 1 / (sum of squared weights) is `effective`, or as near as can be. Fitness is
/// directed. They sum to 1.
std::vector<double> fusion_weights(std::span<const double> fitness, double effective);

/// REQUIRES: at least one genome, as many weights, those sum to more than 0 and are not negative.
Genome fuse(std::span<const Genome* const> genomes, std::span<const double> weights);

}  // namespace neat
