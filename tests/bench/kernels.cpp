#include "neat/network/kernels/kernels.hpp"

#include <array>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "bench/eigen/dense.hpp"
#include "bench/limits.hpp"
#include "kernels_in_use.hpp"
#include "neat/base/aligned.hpp"
#include "neat/base/random.hpp"

namespace {

using namespace neat;
using kernels::Path;

/// A batch of `batch` rows through a dense block.
struct Dense {
  std::size_t batch, inputs, outputs;

  std::string name() const {
    return std::to_string(batch) + "x" + std::to_string(inputs) + "x" + std::to_string(outputs);
  }
  std::size_t flop() const { return 2 * batch * inputs * outputs; }
};

constexpr std::array<Dense, 7> kDense{{{128, 784, 128},
                                       {128, 128, 64},
                                       {128, 64, 10},
                                       {128, 64, 16},
                                       {256, 784, 512},
                                       {512, 784, 10},
                                       {64, 16, 16}}};
constexpr std::array<kernels::Convolution, 7> kConvolutions{{{1, 28, 28, 16, 3, 1, 1},
                                                             {1, 28, 28, 16, 5, 1, 2},
                                                             {3, 32, 32, 32, 3, 1, 1},
                                                             {32, 16, 16, 64, 3, 1, 1},
                                                             {32, 16, 16, 64, 5, 1, 2},
                                                             {16, 14, 14, 32, 3, 1, 1},
                                                             {128, 8, 8, 128, 3, 1, 1}}};
constexpr std::size_t kConvolutionLanes = 32;

Floats values(std::size_t count, std::uint64_t seed) {
  Floats all(count);
  Random(seed, Purpose::test, 0, 0).fill_normal(all);
  return all;
}

std::string name_of(const kernels::Convolution& c) {
  return std::to_string(c.kernel) + "x" + std::to_string(c.kernel) + " " + std::to_string(c.in_channels) +
         "x" + std::to_string(c.height) + "x" + std::to_string(c.width) + "->" +
         std::to_string(c.out_channels);
}

struct DenseData {
  Floats w, x, y, gradient, x_delta;

  explicit DenseData(const Dense& d)
      : w(values(d.inputs * d.outputs, 1)),
        x(values(d.inputs * d.batch, 2)),
        y(values(d.outputs * d.batch, 3)),
        gradient(w.size()),
        x_delta(x.size()) {}
};

using Kernel = void (*)(const Dense&, DenseData&);

void forward(const Dense& d, DenseData& data) {
  const auto w = kernels::row_major(data.w.data(), d.outputs, d.inputs);
  kernels::multiply(w, data.x.data(), data.y.data(), d.batch, false);
}

void backward(const Dense& d, DenseData& data) {
  const auto w = kernels::row_major(data.w.data(), d.outputs, d.inputs).transposed();
  kernels::multiply(w, data.y.data(), data.x_delta.data(), d.batch, false);
}

void gradient(const Dense& d, DenseData& data) {
  kernels::add_outer(data.y.data(), d.outputs, data.x.data(), d.inputs, d.batch, data.gradient.data());
}

/// One thread's own time: the machine may be shared.
void measure_dense(bench::Bench& bench, Path path, const Dense& d, Kernel kernel) {
  const test::InUse in_use(path);
  DenseData data(d);
  bench.use_thread_time();
  bench.limit(bench::multiply_add_peak(path));
  bench.measure(d.flop(), [&] { kernel(d, data); });
  bench::keep(data.y);
}

void measure_eigen(bench::Bench& bench, Path path, const Dense& d, bench::EigenProduct product) {
  DenseData data(d);
  bench.use_thread_time();
  bench.limit(bench::multiply_add_peak(path));
  bench.measure(d.flop(), [&] {
    product(data.w.data(), data.x.data(), data.y.data(), data.gradient.data(), data.x_delta.data(), d.batch,
            d.inputs, d.outputs);
  });
  bench::keep(data.y);
}

void add_dense(Path path) {
  const std::array<std::pair<const char*, Kernel>, 3> all{
      {{"forward", forward}, {"dX", backward}, {"dW", gradient}}};
  const std::string prefix = "kernels: " + std::string(kernels::name(path)) + " dense ";
  for (const Dense& d : kDense)
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto [what, kernel] = all[k];
      bench::entries().push_back(
          {prefix + d.name() + " " + what + ", items are FLOP",
           [=, kernel = kernel](bench::Bench& b) { measure_dense(b, path, d, kernel); }});
      if (const auto product = bench::eigen_products(path)[k])
        bench::entries().push_back({prefix + d.name() + " " + what + " by Eigen, items are FLOP",
                                    [=](bench::Bench& b) { measure_eigen(b, path, d, product); }});
    }
}

struct ConvolutionData {
  Floats w, x, y, gradient, x_delta;

  explicit ConvolutionData(const kernels::Convolution& c)
      : w(values(c.out_channels * c.in_channels * c.kernel * c.kernel, 1)),
        x(values(c.in_channels * c.height * c.width * kConvolutionLanes, 2)),
        y(values(c.out_channels * c.out_height() * c.out_width() * kConvolutionLanes, 3)),
        gradient(w.size()),
        x_delta(x.size()) {}
};

template <class Operation>
void measure_convolution(bench::Bench& bench, Path path, const kernels::Convolution& c, Operation operation) {
  const test::InUse in_use(path);
  ConvolutionData data(c);
  bench.use_thread_time();
  bench.limit(bench::multiply_add_peak(path));
  const std::size_t flop = 2 * data.w.size() * c.out_height() * c.out_width() * kConvolutionLanes;
  bench.measure(flop, [&] { operation(data); });
  bench::keep(data.y);
}

void add_convolutions(Path path) {
  const std::string prefix = "kernels: " + std::string(kernels::name(path)) + " conv ";
  for (const auto& c : kConvolutions) {
    const auto add = [&](const char* what, auto operation) {
      bench::entries().push_back({prefix + name_of(c) + " " + what + ", items are FLOP",
                                  [=](bench::Bench& b) { measure_convolution(b, path, c, operation); }});
    };
    add("forward", [c](ConvolutionData& d) {
      kernels::convolve(c, d.w.data(), d.x.data(), d.y.data(), kConvolutionLanes, false);
    });
    add("dX", [c](ConvolutionData& d) {
      kernels::convolve_back(c, d.w.data(), d.y.data(), d.x_delta.data(), kConvolutionLanes);
    });
    add("dW", [c](ConvolutionData& d) {
      kernels::add_convolution_outer(c, d.y.data(), d.x.data(), kConvolutionLanes, d.gradient.data());
    });
  }
}

void add_activations(Path path) {
  for (const Activation activation : {Activation::tanh, Activation::sigmoid, Activation::relu})
    bench::entries().push_back(
        {"kernels: " + std::string(kernels::name(path)) + " " + std::string(name(activation)) + " of 4096",
         [=](bench::Bench& b) {
           const test::InUse in_use(path);
           const Floats x = values(4096, 4);
           Floats y = x;
           b.use_thread_time();
           b.measure(y.size(), [&] {
             y = x;
             kernels::activate(activation, y);
           });
           bench::keep(y);
         }});
}

const bool added = [] {
  for (const Path path : kernels::available_paths()) {
    add_dense(path);
    add_convolutions(path);
    add_activations(path);
  }
  return true;
}();

}  // namespace
