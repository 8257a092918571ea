#include "neat/platform/fp_environment.hpp"

#if defined(__x86_64__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace neat::platform {
namespace {

/// What decides results, without the sticky exception flags.
std::uint64_t control_word() {
#if defined(__x86_64__) || defined(_M_X64)
  constexpr unsigned kStickyFlags = 0x3f;
  std::uint64_t control = _mm_getcsr() & ~kStickyFlags;
#if defined(__GNUC__)
  std::uint16_t x87 = 0;
  __asm__ __volatile__("fnstcw %0" : "=m"(x87));
  control |= std::uint64_t{x87} << 32;
#endif
  return control;
#elif defined(__aarch64__)
  std::uint64_t control = 0;
  __asm__ __volatile__("mrs %0, fpcr" : "=r"(control));
  return control;
#else
  return std::uint64_t(std::fegetround());
#endif
}

}  // namespace

FpEnvironmentGuard::FpEnvironmentGuard() : environment_{}, control_(control_word()) {
  std::fegetenv(&environment_);
}
FpEnvironmentGuard::~FpEnvironmentGuard() {
  std::fesetenv(&environment_);
}
bool FpEnvironmentGuard::changed() const {
  return control_word() != control_;
}

}  // namespace neat::platform
