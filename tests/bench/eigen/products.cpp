// Compiled once per path, with Eigen's namespace renamed so that no two paths share a template.
#include <Eigen/Core>

namespace neat::bench::NEAT_PATH {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Map = Eigen::Map<Matrix>;
using View = Eigen::Map<const Matrix>;

void forward(const float* w, const float* x, float* y, float*, float*, std::size_t batch, std::size_t inputs,
             std::size_t outputs) {
  Map(y, outputs, batch).noalias() = View(w, outputs, inputs) * View(x, inputs, batch);
}

void backward(const float* w, const float*, float* y, float*, float* x_delta, std::size_t batch,
              std::size_t inputs, std::size_t outputs) {
  Map(x_delta, inputs, batch).noalias() = View(w, outputs, inputs).transpose() * View(y, outputs, batch);
}

void gradient(const float*, const float* x, float* y, float* gradient, float*, std::size_t batch,
              std::size_t inputs, std::size_t outputs) {
  Map(gradient, outputs, inputs).noalias() += View(y, outputs, batch) * View(x, inputs, batch).transpose();
}

}  // namespace neat::bench::NEAT_PATH
