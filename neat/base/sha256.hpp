/// neat/base/sha256.hpp - SHA-256 (FIPS 180-4) of bytes: data files, state hashes. libcrypto stays in
/// sha256.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace neat {

class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  Sha256();

  Sha256& add(std::span<const std::byte> bytes);
  /// Adds a value's bytes, little-endian (the canonical form of everything that is hashed).
  Sha256& add(std::uint64_t value) { return add_small(value); }
  Sha256& add(double value) { return add_small(value); }
  Sha256& add(std::span<const float> values);
  Sha256& add(const std::string& text);  ///< length, then bytes

  /// Ends the message. REQUIRES: called once.
  Digest finish();

 private:
  static constexpr std::size_t kStateSize = 112;
  static constexpr std::size_t kBufferSize = 512;  // whole blocks: most of what is hashed are single values

  template <class Value>
  Sha256& add_small(Value value) {
    if (buffered_ + sizeof value > kBufferSize) flush();
    std::memcpy(buffer_.data() + buffered_, &value, sizeof value);
    buffered_ += sizeof value;
    return *this;
  }
  void flush();

  alignas(8) std::array<std::byte, kStateSize> state_;  // libcrypto's
  std::array<std::byte, kBufferSize> buffer_;           // of which the first buffered_ wait to be added
  std::size_t buffered_ = 0;
};

std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace neat
