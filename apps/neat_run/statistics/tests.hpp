/// apps/neat_run/statistics/tests.hpp - p values: could a difference this large be chance? Two-sided. Pure: resampling
/// draws from a fixed stream, so that the same values always give the same answer; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "statistics/intervals.hpp"

namespace neat::app {

/// Draws of a test that cannot look at every arrangement; its smallest p is 1 over one more.
inline constexpr std::size_t kResamples = 9'999;

/// Are differences within pairs centred on zero: signs are flipped, all of them where that are at most 2^14, else
/// `resamples` draws. Exact where the two of a pair are exchangeable. REQUIRES: not empty.
double paired_p(Values differences, std::size_t resamples = kResamples);

/// Have the two the same mean: Welch's statistic over regroupings, which is exact where the distributions are the same
/// and holds asymptotically where only the means are (Janssen 1997; Chung and Romano 2013). REQUIRES: two values or
/// more in each.
double unpaired_p(Values a, Values b, std::size_t resamples = kResamples);

/// Successes of the same seeds under two settings: `first_only` solved by the first alone, `second_only` by the second.
/// McNemar's test, exact.
double mcnemar_p(std::uint64_t first_only, std::uint64_t second_only);

/// Successes of different seeds: Fisher's exact test, by summing tables no likelier than this one. REQUIRES: fewer than
/// 2^31 trials, one or more in each.
double fisher_p(std::uint64_t successes_a, std::uint64_t trials_a, std::uint64_t successes_b,
                std::uint64_t trials_b);

/// Holm 1979: p values adjusted so that rejecting those below 0.05 errs at all with at most 5 %.
std::vector<double> holm_adjusted(Values p);

}  // namespace neat::app
