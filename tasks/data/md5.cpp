#include "md5.hpp"

#include <algorithm>
#include <bit>

namespace neat::data {
namespace {

constexpr std::size_t kBlock = 64;

/// 2^32 |sin(i + 1)|, rounded down.
constexpr std::uint32_t kSines[] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

constexpr int kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

std::uint32_t little_endian(const std::uint8_t* bytes) {
  return bytes[0] | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}

/// One of the four rounds of 16 steps: `choose` joins three words, `word` says which of the block's comes next.
template <class Choose, class Word>
void round(std::array<std::uint32_t, 4>& s, const std::uint32_t* words, unsigned number, Choose choose,
           Word word) {
  auto [a, b, c, d] = s;
  for (unsigned i = 0; i < 16; ++i) {
    const std::uint32_t sum = a + choose(b, c, d) + kSines[16 * number + i] + words[word(i) % 16];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kTurns[number][i % 4]);
  }
  s = {a, b, c, d};
}

}  // namespace

void Md5::add(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto filled = static_cast<std::size_t>(bytes_ % kBlock);
    const std::size_t taken = std::min(bytes.size(), kBlock - filled);
    bytes_ += taken;
    if (taken == kBlock) {
      mix(bytes.data());
    } else {
      std::ranges::copy(bytes.first(taken), waiting_.begin() + static_cast<std::ptrdiff_t>(filled));
      if (filled + taken == kBlock) mix(waiting_.data());
    }
    bytes = bytes.subspan(taken);
  }
}

std::string Md5::finish() {
  const std::uint64_t bits = bytes_ * 8;
  const std::uint8_t one = 0x80, zero = 0;
  add({&one, 1});
  while (bytes_ % kBlock != kBlock - 8) add({&zero, 1});
  for (unsigned i = 0; i < 8; ++i) {
    const auto byte = static_cast<std::uint8_t>(bits >> (8 * i));
    add({&byte, 1});
  }
  std::string text;
  for (const std::uint32_t word : state_)
    for (unsigned nibble = 0; nibble < 8; ++nibble) {
      const unsigned shift = 8 * (nibble / 2) + (nibble % 2 == 0 ? 4 : 0);
      text += "0123456789abcdef"[word >> shift & 15];
    }
  return text;
}

void Md5::mix(const std::uint8_t* block) {
  std::uint32_t words[16];
  for (unsigned i = 0; i < 16; ++i) words[i] = little_endian(block + 4 * i);
  using U = std::uint32_t;
  auto s = state_;
  round(
      s, words, 0, [](U b, U c, U d) { return (b & c) | (~b & d); }, [](unsigned i) { return i; });
  round(
      s, words, 1, [](U b, U c, U d) { return (d & b) | (~d & c); }, [](unsigned i) { return 5 * i + 1; });
  round(
      s, words, 2, [](U b, U c, U d) { return b ^ c ^ d; }, [](unsigned i) { return 3 * i + 5; });
  round(
      s, words, 3, [](U b, U c, U d) { return c ^ (b | ~d); }, [](unsigned i) { return 7 * i; });
  for (unsigned i = 0; i < 4; ++i) state_[i] += s[i];
}

}  // namespace neat::data
