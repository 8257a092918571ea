/// neat/base/sha256.hpp - SHA-256 (FIPS 180-4) of bytes: data files, state hashes. libcrypto stays in
/// sha256.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace neat {

class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& add(std::span<const std::byte> bytes);
  /// Adds a value's bytes, little-endian (the canonical form of everything that is hashed).
  Sha256& add(std::uint64_t value);
  Sha256& add(double value);
  Sha256& add(std::span<const float> values);
  Sha256& add(const std::string& text);  ///< length, then bytes

  /// Ends the message. REQUIRES: called once.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace neat
