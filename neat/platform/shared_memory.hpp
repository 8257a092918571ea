/// neat/platform/shared_memory.hpp - bytes that several processes of one machine see in one place, written once and then
/// sealed: nobody can change them any more. Immutable; any thread. Linux only so far (memfd_create).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace neat::platform {

class SharedMemory {
 public:
  /// Writes the parts one behind the other, each beginning at a multiple of kAlignment. `name` is for lists of the
  /// system's. Throws neat::Error(system) when there is no memory for them.
  static std::shared_ptr<const SharedMemory> make(const std::string& name,
                                                  std::span<const std::span<const std::byte>> parts);
  /// Maps what another process made, given its descriptor, of which it takes no ownership. Throws neat::Error(system).
  static std::shared_ptr<const SharedMemory> map(int descriptor);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  static constexpr std::size_t kAlignment = 64;

  std::span<const std::byte> bytes() const { return bytes_; }
  int descriptor() const { return descriptor_; }  ///< to be handed to a child; -1 where it was mapped

 private:
  SharedMemory(int descriptor, std::span<const std::byte> bytes) : descriptor_(descriptor), bytes_(bytes) {}

  int descriptor_;
  std::span<const std::byte> bytes_;
};

}  // namespace neat::platform
