#include "neat/evolution/symmetric_eigen.hpp"

#include <cmath>

namespace neat {
namespace {

constexpr int kMostSweeps = 60;  // it takes 6 to 10: convergence is quadratic

struct Rotation {
  double cosine, sine;
};

/// The rotation that makes element (p, q) zero (algorithm 8.5.1).
Rotation rotation_of(double pp, double qq, double pq) {
  const double tau = (qq - pp) / (2 * pq);
  const double t = (tau >= 0 ? 1 : -1) / (std::fabs(tau) + std::sqrt(1 + tau * tau));
  const double cosine = 1 / std::sqrt(1 + t * t);
  return {cosine, t * cosine};
}

class Jacobi {
 public:
  Jacobi(std::span<const double> matrix, std::size_t n) : n_(n), a_(n * n), v_(n * n, 0.0) {
    for (std::size_t i = 0; i < n; ++i) {
      v_[i * n + i] = 1;
      for (std::size_t j = i; j < n; ++j) a_[i * n + j] = a_[j * n + i] = matrix[i * n + j];
    }
  }

  /// Turns every element above the diagonal to zero once; whether one was worth it.
  bool sweep() {
    bool turned = false;
    for (std::size_t p = 0; p + 1 < n_; ++p)
      for (std::size_t q = p + 1; q < n_; ++q) turned |= turn(p, q);
    return turned;
  }

  SymmetricEigen result() && {
    SymmetricEigen eigen{std::vector<double>(n_), std::move(v_)};
    for (std::size_t i = 0; i < n_; ++i) eigen.values[i] = a_[i * n_ + i];
    return eigen;
  }

 private:
  bool turn(std::size_t p, std::size_t q) {
    const double pq = a_[p * n_ + q], pp = a_[p * n_ + p], qq = a_[q * n_ + q];
    if (std::fabs(pq) <= 1e-17 * (std::fabs(pp) + std::fabs(qq)) || pq == 0) return false;
    const Rotation r = rotation_of(pp, qq, pq);
    for (std::size_t k = 0; k < n_; ++k) rotate(a_[k * n_ + p], a_[k * n_ + q], r);
    for (std::size_t k = 0; k < n_; ++k) rotate(a_[p * n_ + k], a_[q * n_ + k], r);
    for (std::size_t k = 0; k < n_; ++k) rotate(v_[k * n_ + p], v_[k * n_ + q], r);
    a_[p * n_ + q] = a_[q * n_ + p] = 0;
    return true;
  }

  static void rotate(double& x, double& y, const Rotation& r) {
    const double before = x;
    x = r.cosine * before - r.sine * y;
    y = r.sine * before + r.cosine * y;
  }

  std::size_t n_;
  std::vector<double> a_, v_;
};

}  // namespace

SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n) {
  Jacobi jacobi(matrix, n);
  for (int sweep = 0; sweep < kMostSweeps && jacobi.sweep(); ++sweep) {
  }
  return std::move(jacobi).result();
}

}  // namespace neat
