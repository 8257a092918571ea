/// neat/evolution/es_step.hpp - the step of an evolution strategy that estimates a gradient from its children: the centre
/// moves along the sum of their noise, each weighed by what came of it (Rechenberg 1973; Salimans et al. 2017, arXiv
/// 1703.03864, algorithm 1). Pure.
#pragma once

#include <span>
#include <vector>

#include "neat/evolution/options.hpp"

namespace neat {

/// A weight for each child, of mean 0 but for `best_last`; fitness is directed, minus infinity where it is not ok.
///   standard   (fitness - mean) / deviation, of those that are ok
///   rank       max(0, ln(n / 2 + 1) - ln(rank)), the best has rank 1, normed to mean 1, less 1 (Wierstra et al. 2014, JMLR 15)
///   best_last  the same with the WORST at rank 1: the mistake of Limited Perturbations, kept so that it can be seen
std::vector<double> utilities(Utility kind, std::span<const double> fitness);

/// step / (n deviation) * sum of utility times noise is added to `centre`; a child's noise, over the deviation, is where it was
/// born less `origin`. REQUIRES: children and origin as long as the centre; deviation > 0.
void es_step(std::span<float> centre, std::span<const float> origin,
             std::span<const std::span<const float>> children, std::span<const double> utility, double step,
             double deviation);

}  // namespace neat
