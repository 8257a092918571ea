/// neat/base/aligned.hpp - contiguous float storage that starts on a cache line (64 bytes), the widest
/// vector's size.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace neat {

template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kAlignment)); }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, kAlignment); }

  bool operator==(const CacheLineAllocator&) const noexcept { return true; }
};

/// The flat parameter array of a genome, a gradient, an optimiser's moments, an activation buffer.
using Floats = std::vector<float, CacheLineAllocator<float>>;

}  // namespace neat
