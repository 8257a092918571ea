#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "kernels_in_use.hpp"
#include "neat/learning/life.hpp"
#include "random_genome.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, std::size_t(alignment));
}
/// The sanitizers bring their own of this, whose memory the operators below must not get.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept try {
  return operator new(size);
} catch (const std::bad_alloc&) {
  return nullptr;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace neat {
namespace {

template <class Operation>
std::size_t allocations_of(const Operation& operation) {
  const std::size_t before = allocations;
  operation();
  return allocations - before;
}

/// A grown network of neurons, or of layers, with rows to run it on.
struct Subject {
  Genome genome;
  std::vector<float> x, y, values;
  Workspace workspace;
  Network network;

  Subject(std::uint64_t seed, bool layers)
      : genome(test::random_genome(seed, layers, 30)),
        x(200 * genome.topology->inputs(), 0.3F),
        y(200 * genome.topology->outputs()),
        values(y.size(), 0.5F),
        network(genome.topology, genome.parameters, workspace) {}

  Rows rows() const { return plain_rows(x, genome.topology->inputs()); }

  void learn_from(std::uint64_t samples) {
    LifeOptions options;
    options.loss = Loss::squared;
    options.samples = samples;
    options.rate = 1e-6;
    Targets targets;
    targets.values = values;
    Random random(1, Purpose::test, 0, 0);
    learn(network, rows(), targets, options, random);
  }
};

TEST_CASE("allocations: a vector is counted, so that nothing else here holds by accident") {
  CHECK(allocations_of([] { std::vector<int>(10).swap(*std::make_unique<std::vector<int>>()); }) >= 2);
}

TEST_CASE("allocations: forward and step take no memory once they have run") {
  for (const kernels::Path path : kernels::available_paths())
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const test::InUse in_use(path);
      Subject s(seed, seed % 2 == 0);
      const Rows rows = s.rows();
      s.network.forward(rows, s.y);
      CHECK(allocations_of([&] { s.network.forward(rows, s.y); }) == 0);
      const std::span<const float> x(s.x.data(), s.genome.topology->inputs());
      const std::span<float> y(s.y.data(), s.genome.topology->outputs());
      s.network.step(x, y);
      CHECK(allocations_of([&] { s.network.step(x, y); }) == 0);
    }
}

TEST_CASE("allocations: a life takes as much memory for many steps as for few") {
  for (const kernels::Path path : kernels::available_paths())
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const test::InUse in_use(path);
      Subject s(seed, seed % 2 == 0);
      s.learn_from(300);
      const std::size_t few = allocations_of([&] { s.learn_from(300); });
      CHECK(allocations_of([&] { s.learn_from(6000); }) == few);
    }
}

}  // namespace
}  // namespace neat
