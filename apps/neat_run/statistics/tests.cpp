#include "statistics/tests.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/hypergeometric.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "neat/base/random.hpp"

namespace neat::app {
namespace {

constexpr std::size_t kMostSigns = 14;     // pairs whose signs are all tried
constexpr double kMostGroupings = 20'000;  // regroupings that are all tried
constexpr double kMostDraws = 5e7;         // values drawn by one test; beyond, Student's t is as good
constexpr double kTie = 1e-9;              // relative; sums in another order are the same value
constexpr std::uint64_t kSeed = 0x6e656174'73746174;  // any, but always the same

Random stream(std::uint32_t test) {
  return {kSeed, Purpose::resampling, 0, test};
}

double student_p(double t, double freedom) {
  if (std::isinf(t)) return 0;
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), std::fabs(t)));
}

double drawn_p(std::size_t as_large, std::size_t draws) {
  return (1.0 + static_cast<double>(as_large)) / (1.0 + static_cast<double>(draws));
}

double sum(Values values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Over all signs, by Gray code: every step flips one.
double all_signs_p(std::vector<double> d, double least) {
  double total = sum(d);
  std::size_t as_large = 0;
  const std::size_t count = std::size_t{1} << d.size();
  for (std::size_t i = 1; i <= count; ++i) {
    as_large += std::fabs(total) >= least;
    const auto flipped = static_cast<std::size_t>(std::countr_zero(i)) % d.size();
    total -= 2 * d[flipped];
    d[flipped] = -d[flipped];
  }
  return static_cast<double>(as_large) / static_cast<double>(count);
}

double drawn_signs_p(Values d, double least, std::size_t draws) {
  Random random = stream(1);
  std::size_t as_large = 0;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    double total = 0;
    std::uint64_t signs = 0;
    for (std::size_t i = 0; i < d.size(); ++i, signs >>= 1) {
      if (i % 64 == 0) signs = random.bits64();
      total += (signs & 1) != 0 ? d[i] : -d[i];
    }
    as_large += std::fabs(total) >= least;
  }
  return drawn_p(as_large, draws);
}

/// Welch's statistic of any grouping of the pooled values, from the first group's sums.
class Grouping {
 public:
  Grouping(Values a, Values b)
      : size_a_(static_cast<double>(a.size())), size_b_(static_cast<double>(b.size())) {
    pooled_.assign(a.begin(), a.end());
    pooled_.insert(pooled_.end(), b.begin(), b.end());
    const double centre = mean(pooled_);
    for (double& value : pooled_) value -= centre;
    for (const double value : pooled_) sum_ += value, squares_ += value * value;
  }

  std::vector<double>& pooled() { return pooled_; }

  /// |t|, infinite when neither group varies but their means differ.
  double statistic(Values first) const {
    double total = 0, squares = 0;
    for (const double value : first) total += value, squares += value * value;
    const double mean_a = total / size_a_, mean_b = (sum_ - total) / size_b_;
    const double spread_a = squares - size_a_ * mean_a * mean_a;
    const double spread_b = squares_ - squares - size_b_ * mean_b * mean_b;
    const double error = spread_a / (size_a_ - 1) / size_a_ + spread_b / (size_b_ - 1) / size_b_;
    const double difference = std::fabs(mean_a - mean_b), scale = std::sqrt(squares_ / (size_a_ + size_b_));
    if (difference <= kTie * scale) return 0;
    if (error <= kTie * kTie * scale * scale) return std::numeric_limits<double>::infinity();
    return difference / std::sqrt(error);
  }

 private:
  double size_a_, size_b_, sum_ = 0, squares_ = 0;
  std::vector<double> pooled_;
};

double groupings(std::size_t n, std::size_t chosen) {
  double count = 1;
  for (std::size_t i = 0; i < chosen && count <= kMostGroupings; ++i)
    count *= static_cast<double>(n - i) / static_cast<double>(i + 1);
  return count;
}

double all_groupings_p(Grouping& grouping, std::size_t size, double least) {
  const std::vector<double> pooled = grouping.pooled();
  std::vector<char> chosen(pooled.size(), 0);
  std::fill(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(size), 1);
  std::size_t as_large = 0, count = 0;
  std::vector<double> first;
  do {
    first.clear();
    for (std::size_t i = 0; i < pooled.size(); ++i)
      if (chosen[i] != 0) first.push_back(pooled[i]);
    as_large += grouping.statistic(first) >= least;
    ++count;
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return static_cast<double>(as_large) / static_cast<double>(count);
}

double drawn_groupings_p(Grouping& grouping, std::size_t size, double least, std::size_t draws) {
  Random random = stream(2);
  std::vector<double>& values = grouping.pooled();
  std::size_t as_large = 0;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    for (std::size_t i = 0; i < size; ++i)
      std::swap(values[i], values[i + random.below(static_cast<std::uint32_t>(values.size() - i))]);
    as_large += grouping.statistic(Values(values).first(size)) >= least;
  }
  return drawn_p(as_large, draws);
}

double welch_p(Values a, Values b, double t) {
  const double va = variance(a) / static_cast<double>(a.size()),
               vb = variance(b) / static_cast<double>(b.size());
  const double freedom =
      (va + vb) * (va + vb) /
      (va * va / static_cast<double>(a.size() - 1) + vb * vb / static_cast<double>(b.size() - 1));
  return va + vb > 0 ? student_p(t, freedom) : (t > 0 ? 0 : 1);
}

}  // namespace

double paired_p(Values differences, std::size_t resamples) {
  std::vector<double> d;
  for (const double difference : differences)
    if (difference != 0) d.push_back(difference);  // a flipped zero is the same zero
  if (d.empty()) return 1;
  const double n = static_cast<double>(d.size());
  double size = 0;
  for (const double difference : d) size += std::fabs(difference);
  const double least = std::fabs(sum(d)) - kTie * size;
  if (d.size() <= kMostSigns) return all_signs_p(std::move(d), least);
  if (n * static_cast<double>(resamples) <= kMostDraws) return drawn_signs_p(d, least, resamples);
  return student_p(mean(d) / std::sqrt(variance(d) / n), n - 1);
}

double unpaired_p(Values a, Values b, std::size_t resamples) {
  if (a.size() > b.size()) std::swap(a, b);
  Grouping grouping(a, b);
  const double t = grouping.statistic(Values(grouping.pooled()).first(a.size()));
  const double least = t * (1 - kTie);
  if (groupings(a.size() + b.size(), a.size()) <= kMostGroupings)
    return all_groupings_p(grouping, a.size(), least);
  if (static_cast<double>(a.size()) * static_cast<double>(resamples) <= kMostDraws)
    return drawn_groupings_p(grouping, a.size(), least, resamples);
  return welch_p(a, b, t);
}

double mcnemar_p(std::uint64_t first_only, std::uint64_t second_only) {
  const std::uint64_t fewer = std::min(first_only, second_only), all = first_only + second_only;
  if (all == 0) return 1;
  const boost::math::binomial heads(static_cast<double>(all), 0.5);
  return std::min(1.0, 2 * boost::math::cdf(heads, static_cast<double>(fewer)));
}

double fisher_p(std::uint64_t successes_a, std::uint64_t trials_a, std::uint64_t successes_b,
                std::uint64_t trials_b) {
  const auto whole = [](std::uint64_t count) { return static_cast<unsigned>(count); };
  const unsigned successes = whole(successes_a + successes_b), trials = whole(trials_a + trials_b);
  const boost::math::hypergeometric tables(successes, whole(trials_a), trials);
  const double observed = boost::math::pdf(tables, whole(successes_a)) * (1 + 1e-7);
  const unsigned least = successes > trials_b ? successes - whole(trials_b) : 0;
  double p = 0;
  for (unsigned k = least; k <= std::min(successes, whole(trials_a)); ++k)
    if (const double likelihood = boost::math::pdf(tables, k); likelihood <= observed) p += likelihood;
  return std::min(1.0, p);
}

std::vector<double> holm_adjusted(Values p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    least = std::max(least, std::min(1.0, p[order[rank]] * static_cast<double>(p.size() - rank)));
    adjusted[order[rank]] = least;
  }
  return adjusted;
}

}  // namespace neat::app
