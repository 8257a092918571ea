/// neat/base/aligned.hpp - contiguous float storage that starts on a cache line (64 bytes), the widest
/// vector's size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <vector>

namespace neat {

template <class T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) noexcept {}

  /// A block a little larger, with its beginning noted before the line: an allocator's own aligned blocks cost several
  /// times as much, and a population is millions of them.
  T* allocate(std::size_t count) {
    if (count > (std::numeric_limits<std::size_t>::max() - kLine) / sizeof(T))
      throw std::bad_array_new_length();
    auto* const block = static_cast<std::byte*>(::operator new(count * sizeof(T) + kLine));
    const std::size_t past_line = reinterpret_cast<std::uintptr_t>(block) % kLine;
    std::byte* const line = block + (kLine - past_line);
    std::memcpy(line - sizeof block, &block, sizeof block);
    return reinterpret_cast<T*>(line);
  }
  void deallocate(T* memory, std::size_t) noexcept {
    std::byte* block = nullptr;
    std::memcpy(&block, reinterpret_cast<std::byte*>(memory) - sizeof block, sizeof block);
    ::operator delete(block);
  }

  bool operator==(const CacheLineAllocator&) const noexcept { return true; }

 private:
  static constexpr std::size_t kLine = 64;
  static_assert(__STDCPP_DEFAULT_NEW_ALIGNMENT__ >= sizeof(std::byte*),
                "there is room for a pointer before a line");
};

/// The flat parameter array of a genome, a gradient, an optimiser's moments, an activation buffer.
using Floats = std::vector<float, CacheLineAllocator<float>>;

}  // namespace neat
