/// tests/aarch64/bytes.hpp - digests of what is computed, to be compared between machines.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "neat/base/aligned.hpp"

namespace neat::test {

/// FNV-1a, 64 bits, over the bytes that it is given. A NaN counts as one value: its payload is no machine's promise.
class Digest {
 public:
  void add(std::span<const float> values) {
    for (const float value : values) add_bits(value == value ? value : 0.0F, value != value);
  }
  void add(std::span<const double> values) {
    for (const double value : values) add_word(value);
  }
  void add(std::span<const std::uint32_t> values) {
    for (const std::uint32_t value : values) add_word(value);
  }
  void add(double value) { add_word(value); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf2'9ce4'8422'2325U;

  template <class Value>
  void add_word(Value value) {
    std::uint8_t bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    for (const std::uint8_t byte : bytes) hash_ = (hash_ ^ byte) * 0x100'0000'01b3U;
  }
  void add_bits(float value, bool is_nan) {
    add_word(value);
    add_word(std::uint8_t(is_nan));
  }
};

struct Line {
  std::string subject;
  std::uint64_t digest;
};

/// `changed`: the lowest bit of one input is another, so that every digest that depends on it is.
std::vector<Line> kernel_lines(bool changed);   ///< of the kernels in use
std::vector<Line> network_lines(bool changed);  ///< of whole networks on the kernels in use
std::vector<Line> base_lines(bool changed);     ///< of neat/base, which has one arithmetic

/// Normals, with a bit changed if asked for.
Floats digest_input(std::size_t count, std::uint64_t seed, bool changed);

}  // namespace neat::test
