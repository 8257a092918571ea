/// neat/evolution/symmetric_eigen.hpp - eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations
/// (Golub and Van Loan, Matrix Computations, 4th ed., section 8.5): additions, multiplications, divisions and square
/// roots in one fixed order, hence the same bits on every machine. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace neat {

struct SymmetricEigen {
  std::vector<double> values;   ///< [n], in no order
  std::vector<double> vectors;  ///< [n x n], row-major; column k belongs to values[k]
};

/// Of the [n x n] row-major `matrix`, of which the upper triangle is read. REQUIRES: finite; n >= 1. Takes about
/// 10 n^3 multiplications.
SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n);

}  // namespace neat
