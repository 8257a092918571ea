/// neat/platform/channel.hpp - messages between two processes of one machine: a socket pair that carries frames of
/// [magic, length, checksum, payload].
///
/// The other side may be broken in any way: nothing it sends makes the receiver allocate more than what arrived, and
/// what does not check is told apart from a message. A value that can be moved; one thread at a time. POSIX only so
/// far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace neat::platform {

enum class Arrival : std::uint8_t {
  message,  ///< a whole one
  closed,   ///< the other side is gone
  late,     ///< nothing whole came in time
  damaged,  ///< what came is no message
};

class Channel {
 public:
  Channel() = default;
  /// Takes the descriptor of a socket.
  explicit Channel(int descriptor) : descriptor_(descriptor) {}
  ~Channel() { close(); }
  Channel(Channel&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Channel& operator=(Channel&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  /// Both ends; neither is inherited unless handed on. Throws neat::Error(system).
  static std::pair<Channel, Channel> make();

  int descriptor() const { return descriptor_; }
  bool is_socket() const;
  void close() noexcept;

  /// Sends one message within `seconds` (0: however long it takes); message where it went.
  Arrival send(std::span<const std::byte> payload, double seconds = 0);
  /// Receives one message within `seconds` (0: however long it takes) into `payload`.
  Arrival receive(std::vector<std::byte>& payload, double seconds = 0);

 private:
  int descriptor_ = -1;
};

}  // namespace neat::platform
