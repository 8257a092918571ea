#include "neat/evolution/cma_es.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "neat/base/math.hpp"
#include "neat/evolution/symmetric_eigen.hpp"

namespace neat::cma {
namespace {

constexpr double kLeastVariance = 1e-20;  // relative to 1: keeps axes and quotients finite

/// The tutorial's constants for n dimensions and lambda samples (table 1).
struct Rates {
  std::vector<double> weights;  ///< of the best mu, sum 1; then, where active, negative ones
  std::size_t mu = 1;
  double mu_eff = 1;
  double c_sigma = 0, d_sigma = 0, c_c = 0, c_1 = 0, c_mu = 0, chi = 1;
};

/// w_i' = ln((lambda + 1) / 2) - ln i, eq. 49: the positive ones are the first mu.
void set_weights(Rates& r, std::size_t lambda) {
  r.mu = lambda / 2;
  for (std::size_t i = 1; i <= r.mu; ++i)
    r.weights.push_back(math::log(double(lambda + 1) / 2) - math::log(double(i)));
  const double sum = std::accumulate(r.weights.begin(), r.weights.end(), 0.0);
  double squares = 0;
  for (double& w : r.weights) w /= sum, squares += w * w;
  r.mu_eff = 1 / squares;
}

/// Eq. 55 to 58, and the factor of Ros and Hansen 2008 for diagonal covariances.
void set_rates(Rates& r, double n, Covariance kind) {
  r.c_sigma = (r.mu_eff + 2) / (n + r.mu_eff + 5);
  r.d_sigma = 1 + 2 * std::max(0.0, std::sqrt((r.mu_eff - 1) / (n + 1)) - 1) + r.c_sigma;
  r.c_c = (4 + r.mu_eff / n) / (n + 4 + 2 * r.mu_eff / n);
  const double faster = kind == Covariance::diagonal ? (n + 2) / 3 : 1;
  r.c_1 = std::min(1.0, faster * 2 / ((n + 1.3) * (n + 1.3) + r.mu_eff));
  r.c_mu = std::min(1 - r.c_1, faster * 2 * (r.mu_eff - 2 + 1 / r.mu_eff) / ((n + 2) * (n + 2) + r.mu_eff));
  r.chi = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
}

/// Negative weights for the worse half, eq. 49 to 53.
void add_negative_weights(Rates& r, std::size_t lambda, double n) {
  std::vector<double> worse;
  double sum = 0, squares = 0;
  for (std::size_t i = r.mu + 1; i <= lambda; ++i) {
    worse.push_back(math::log(double(lambda + 1) / 2) - math::log(double(i)));
    sum -= worse.back(), squares += worse.back() * worse.back();
  }
  if (sum <= 0) return;
  const double mu_eff = sum * sum / squares;
  const double least = std::min({1 + r.c_1 / std::max(r.c_mu, 1e-300), 1 + 2 * mu_eff / (r.mu_eff + 2),
                                 (1 - r.c_1 - r.c_mu) / (n * std::max(r.c_mu, 1e-300))});
  for (const double w : worse) r.weights.push_back(least * w / sum);
}

Rates rates_of(const State& state, std::size_t lambda, const Settings& settings) {
  Rates r;
  const auto n = double(state.size());
  set_weights(r, lambda);
  set_rates(r, n, state.kind);
  if (settings.active && state.kind == Covariance::full) add_negative_weights(r, lambda, n);
  return r;
}

/// Eigenvectors as columns, and the lengths of the axes.
std::pair<std::vector<double>, std::vector<double>> axes_of(const State& state) {
  SymmetricEigen eigen = symmetric_eigen(state.covariance, state.size());
  for (double& value : eigen.values) value = std::sqrt(std::max(value, kLeastVariance));
  return {std::move(eigen.vectors), std::move(eigen.values)};
}

std::vector<double> transposed_product(const std::vector<double>& matrix, std::span<const double> x) {
  std::vector<double> y(x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t k = 0; k < x.size(); ++k) y[k] += matrix[i * x.size() + k] * x[i];
  return y;
}

std::vector<double> product(const std::vector<double>& matrix, std::span<const double> x) {
  std::vector<double> y(x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t k = 0; k < x.size(); ++k) y[i] += matrix[i * x.size() + k] * x[k];
  return y;
}

/// C^(-1/2) y.
std::vector<double> whitened(const State& state, const std::vector<double>& y) {
  if (state.kind == Covariance::diagonal) {
    std::vector<double> white(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) white[i] = y[i] / std::sqrt(state.covariance[i]);
    return white;
  }
  const auto [axes, lengths] = axes_of(state);
  std::vector<double> turned = transposed_product(axes, y);
  for (std::size_t k = 0; k < y.size(); ++k) turned[k] /= lengths[k];
  return product(axes, turned);
}

double squared_norm(const std::vector<double>& x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

/// The steps (x - m) / sigma of the samples, best first.
std::vector<std::vector<double>> steps_of(const State& state, std::span<const std::vector<double>> ranked) {
  std::vector<std::vector<double>> steps(ranked.begin(), ranked.end());
  for (auto& step : steps)
    for (std::size_t i = 0; i < step.size(); ++i) step[i] = (step[i] - state.mean[i]) / state.sigma;
  return steps;
}

/// <y>_w, eq. 41.
std::vector<double> mean_step_of(const std::vector<std::vector<double>>& steps, const Rates& r) {
  std::vector<double> mean(steps.front().size(), 0.0);
  for (std::size_t k = 0; k < r.mu; ++k)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += r.weights[k] * steps[k][i];
  return mean;
}

/// Eq. 43 and 45; returns h_sigma, which holds p_c back while sigma still rises fast.
bool move_paths(State& state, const std::vector<double>& step, const Rates& r) {
  const std::vector<double> white = whitened(state, step);
  const double keep = 1 - r.c_sigma, gain = std::sqrt(r.c_sigma * (2 - r.c_sigma) * r.mu_eff);
  for (std::size_t i = 0; i < step.size(); ++i)
    state.path_sigma[i] = keep * state.path_sigma[i] + gain * white[i];
  const double forgotten = 1 - math::exp(2 * (double(state.updates) + 1) * math::log(keep));
  const double length = std::sqrt(squared_norm(state.path_sigma) / forgotten);
  const bool open = length < (1.4 + 2 / (double(step.size()) + 1)) * r.chi;
  const double gain_c = open ? std::sqrt(r.c_c * (2 - r.c_c) * r.mu_eff) : 0.0;
  for (std::size_t i = 0; i < step.size(); ++i)
    state.path[i] = (1 - r.c_c) * state.path[i] + gain_c * step[i];
  return open;
}

/// A negative weight is scaled by n / |C^(-1/2) y|^2, eq. 46, so that C stays positive definite.
std::vector<double> covariance_weights(const State& state, const std::vector<std::vector<double>>& steps,
                                       const Rates& r) {
  std::vector<double> weights = r.weights;
  for (std::size_t k = r.mu; k < weights.size(); ++k)
    weights[k] *= double(state.size()) / std::max(squared_norm(whitened(state, steps[k])), kLeastVariance);
  return weights;
}

/// Eq. 47.
void turn(State& state, const std::vector<std::vector<double>>& steps, const Rates& r, bool open) {
  const std::size_t n = state.size();
  const std::vector<double> weights = covariance_weights(state, steps, r);
  const double sum = std::accumulate(r.weights.begin(), r.weights.end(), 0.0);
  const double delta = open ? 0.0 : r.c_c * (2 - r.c_c);
  const double keep = 1 + r.c_1 * delta - r.c_1 - r.c_mu * sum;
  const auto entry = [&](std::size_t i, std::size_t j, double before) {
    double rank_mu = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) rank_mu += weights[k] * (steps[k][i] * steps[k][j]);
    return keep * before + r.c_1 * (state.path[i] * state.path[j]) + r.c_mu * rank_mu;
  };
  if (state.kind == Covariance::diagonal) {
    for (std::size_t i = 0; i < n; ++i)
      state.covariance[i] = std::max(entry(i, i, state.covariance[i]), kLeastVariance);
    return;
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j)
      state.covariance[i * n + j] = state.covariance[j * n + i] = entry(i, j, state.covariance[i * n + j]);
}

/// Eq. 44, within the bounds.
void widen(State& state, const Rates& r, const Settings& settings) {
  const double length = std::sqrt(squared_norm(state.path_sigma));
  const double change = std::min(1.0, r.c_sigma / r.d_sigma * (length / r.chi - 1));
  state.sigma = std::clamp(state.sigma * math::exp(change), settings.sigma_floor, settings.sigma_limit);
}

}  // namespace

std::size_t default_lambda(std::size_t dimensions) {
  return 4 + std::size_t(3 * math::log(double(std::max<std::size_t>(dimensions, 1))));
}

State start(std::vector<double> mean, double sigma, Covariance kind) {
  const std::size_t n = mean.size();
  State state{kind, 0, sigma, std::move(mean), std::vector<double>(n, 0.0), std::vector<double>(n, 0.0), {}};
  const bool full = kind == Covariance::full;
  state.covariance.assign(full ? n * n : n, full ? 0.0 : 1.0);
  for (std::size_t i = 0; full && i < n; ++i) state.covariance[i * n + i] = 1;
  return state;
}

Sampler::Sampler(const State& state) : state_(state) {
  if (state.kind == Covariance::full && state.size() > 0) std::tie(axes_, lengths_) = axes_of(state);
}

std::vector<double> Sampler::draw(Random& random) const {
  std::vector<double> x(state_.size());
  for (double& z : x) z = random.normal();
  if (state_.kind == Covariance::full) {
    for (std::size_t k = 0; k < x.size(); ++k) x[k] *= lengths_[k];
    x = product(axes_, x);
  } else {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] *= std::sqrt(state_.covariance[i]);
  }
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = state_.mean[i] + state_.sigma * x[i];
  return x;
}

void update(State& state, std::span<const std::vector<double>> ranked, const Settings& settings) {
  const Rates r = rates_of(state, ranked.size(), settings);
  const auto steps = steps_of(state, ranked);
  const std::vector<double> step = mean_step_of(steps, r);
  for (std::size_t i = 0; i < step.size(); ++i) state.mean[i] += state.sigma * step[i];  // eq. 42, c_m = 1
  const bool open = move_paths(state, step, r);
  turn(state, steps, r, open);
  widen(state, r, settings);
  ++state.updates;
}

double mean_step(const State& state) {
  if (state.size() == 0) return state.sigma;
  const std::size_t stride = state.kind == Covariance::full ? state.size() + 1 : 1;
  double logs = 0;
  for (std::size_t i = 0; i < state.size(); ++i)
    logs += math::log(std::max(state.covariance[i * stride], kLeastVariance));
  return state.sigma * math::exp(logs / (2 * double(state.size())));
}

}  // namespace neat::cma
