/// neat/evolution/cma_es.hpp - covariance matrix adaptation: how the distribution from which a species draws its
/// weights moves, widens and turns.
///
/// Equation numbers are those of Hansen 2016, "The CMA evolution strategy: a tutorial" (arXiv 1604.00772). The
/// diagonal form is sep-CMA-ES (Ros and Hansen 2008): the same with a diagonal covariance and learning rates
/// (n + 2) / 3 as large. The state is plain data and all there is: the axes of a full covariance are computed
/// anew from it whenever they are needed. All arithmetic is in double, in a fixed order. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "neat/base/random.hpp"

namespace neat::cma {

enum class Covariance : std::uint8_t { diagonal = 0, full = 1 };

struct State {
  Covariance kind = Covariance::diagonal;
  std::uint32_t updates = 0;       ///< generations it has been told of
  double sigma = 0;                ///< step size, > 0
  std::vector<double> mean;        ///< [n]
  std::vector<double> path_sigma;  ///< [n] conjugate evolution path, p_sigma
  std::vector<double> path;        ///< [n] evolution path, p_c
  std::vector<double> covariance;  ///< diagonal: [n]; full: [n x n], symmetric

  std::size_t size() const { return mean.size(); }
  bool operator==(const State&) const = default;
};

/// lambda = 4 + floor(3 ln n), eq. 48; at least 2.
std::size_t default_lambda(std::size_t dimensions);

/// The identity as covariance. REQUIRES: sigma > 0.
State start(std::vector<double> mean, double sigma, Covariance kind);

/// Draws x ~ N(mean, sigma^2 C), eq. 38 to 40. Computes the axes of a full covariance once for all draws.
class Sampler {
 public:
  explicit Sampler(const State& state);
  /// [n]
  std::vector<double> draw(Random& random) const;

 private:
  const State& state_;
  std::vector<double> axes_,
      lengths_;  ///< of a full covariance: eigenvectors as columns, square roots of eigenvalues
};

/// What changes the update; all else is the tutorial's default for n and lambda.
struct Settings {
  double sigma_floor = 0;    ///< the step size never falls below
  double sigma_limit = 1e6;  ///< nor rises above
  bool active = false;  ///< bad samples shrink the covariance (negative weights, eq. 46 to 53); full only
};

/// One update, eq. 41 to 47, from samples sorted best first. REQUIRES: at least 2 samples, each [n], drawn from `state`.
void update(State& state, std::span<const std::vector<double>> ranked, const Settings& settings);

/// sigma times the geometric mean of the square roots of the covariance's diagonal: the step size that history shows.
double mean_step(const State& state);

}  // namespace neat::cma
