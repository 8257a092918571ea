#include "bench/eigen/dense.hpp"

#define NEAT_BENCH_PRODUCT(NAME) \
  void NAME(const float*, const float*, float*, float*, float*, std::size_t, std::size_t, std::size_t)
#define NEAT_BENCH_PATH(PATH)   \
  namespace PATH {              \
  NEAT_BENCH_PRODUCT(forward);  \
  NEAT_BENCH_PRODUCT(backward); \
  NEAT_BENCH_PRODUCT(gradient); \
  }

namespace neat::bench {

#ifdef NEAT_BENCH_EIGEN
NEAT_BENCH_PATH(baseline)
NEAT_BENCH_PATH(v3)
NEAT_BENCH_PATH(v4)
#endif

std::array<EigenProduct, 3> eigen_products(kernels::Path path) {
#ifdef NEAT_BENCH_EIGEN
  if (path == kernels::Path::baseline) return {baseline::forward, baseline::backward, baseline::gradient};
  if (path == kernels::Path::v3) return {v3::forward, v3::backward, v3::gradient};
  if (path == kernels::Path::v4) return {v4::forward, v4::backward, v4::gradient};
#endif
  (void)path;
  return {};
}

}  // namespace neat::bench
