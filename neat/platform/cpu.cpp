#include "neat/platform/cpu.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#endif

namespace neat::platform {
namespace {

#if defined(__x86_64__) && defined(__GNUC__)
struct Leaf {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Leaf cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0) {
  Leaf r;
  if (__get_cpuid_count(leaf, subleaf, &r.eax, &r.ebx, &r.ecx, &r.edx) == 0) return {};
  return r;
}

bool all(std::uint32_t word, std::initializer_list<int> bits) {
  for (const int bit : bits)
    if ((word >> bit & 1U) == 0) return false;
  return true;
}

/// Which registers the operating system saves when it switches threads: without that, wide vectors must not
/// be used.
std::uint64_t saved_state() {
  if (!all(cpuid(1).ecx, {27})) return 0;  // osxsave
  std::uint32_t low = 0, high = 0;
  __asm__ __volatile__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32 | low;
}

bool level2() {  // sse3, ssse3, cmpxchg16b, sse4.1, sse4.2, popcnt; lahf
  return all(cpuid(1).ecx, {0, 9, 13, 19, 20, 23}) && all(cpuid(0x8000'0001).ecx, {0});
}

bool level3() {  // fma, movbe, osxsave, avx, f16c; bmi1, avx2, bmi2; lzcnt
  constexpr std::uint64_t kVectors = 0x6;
  return all(cpuid(1).ecx, {12, 22, 27, 28, 29}) && all(cpuid(7).ebx, {3, 5, 8}) &&
         all(cpuid(0x8000'0001).ecx, {5}) && (saved_state() & kVectors) == kVectors;
}

bool level4() {  // avx512f, avx512dq, avx512cd, avx512bw, avx512vl
  constexpr std::uint64_t kWideVectors = 0xe6;
  return all(cpuid(7).ebx, {16, 17, 28, 30, 31}) && (saved_state() & kWideVectors) == kWideVectors;
}
#endif

#if defined(__x86_64__) && defined(__GNUC__)
int asked_level() {
  if (!level2()) return 1;
  if (!level3()) return 2;
  return level4() ? 4 : 3;
}
#endif

}  // namespace

int x86_level() {
#if defined(__x86_64__) && defined(__GNUC__)
  static const int level = asked_level();  // asking is slow on a virtual machine: each question leaves it
  return level;
#elif defined(_M_X64)
  return 1;
#else
  return 0;
#endif
}

std::string architecture() {
#if defined(__x86_64__) || defined(_M_X64)
  return "x86-64-v" + std::to_string(x86_level());
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "unknown architecture";
#endif
}

std::string cpu_name() {
  std::string name;
#if defined(__x86_64__) && defined(__GNUC__)
  for (std::uint32_t leaf = 0x8000'0002; leaf <= 0x8000'0004; ++leaf) {
    const Leaf part = cpuid(leaf);
    std::array<char, sizeof part> text{};
    std::memcpy(text.data(), &part, sizeof part);
    for (const char c : text)
      if (c != '\0') name += c;
  }
#endif
  const auto first = name.find_first_not_of(' '), last = name.find_last_not_of(' ');
  return first == std::string::npos ? "unknown processor" : name.substr(first, last - first + 1);
}

}  // namespace neat::platform
