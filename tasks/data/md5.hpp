/// tasks/data/md5.hpp - the digest by which authors of data sets name their files. It tells one file from another, and says
/// nothing about who made it. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace neat::data {

/// MD5 (RFC 1321) of bytes that arrive in parts.
class Md5 {
 public:
  void add(std::span<const std::uint8_t> bytes);
  /// In hex. Nothing may be added afterwards.
  std::string finish();

 private:
  void mix(const std::uint8_t* block);

  std::array<std::uint32_t, 4> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  std::array<std::uint8_t, 64> waiting_{};  ///< less than a block
  std::uint64_t bytes_ = 0;
};

}  // namespace neat::data
