/// neat/platform/fp_environment.hpp - guards the floating-point environment around code that may change it.
///
/// Loading a library that was built with -ffast-math turns on flush-to-zero for the whole thread, which would
/// silently change results. The guard saves control word, rounding mode and exception flags and puts them
/// back when it ends. Thread rules: the environment belongs to a thread; use a guard in the thread that made
/// it.
#pragma once

#include <cfenv>
#include <cstdint>

namespace neat::platform {

class FpEnvironmentGuard {
 public:
  FpEnvironmentGuard();
  ~FpEnvironmentGuard();
  FpEnvironmentGuard(const FpEnvironmentGuard&) = delete;
  FpEnvironmentGuard& operator=(const FpEnvironmentGuard&) = delete;

  /// Has something that changes results (rounding, flush-to-zero, traps) changed since the guard began?
  /// Sticky exception flags do not count.
  bool changed() const;

 private:
  std::fenv_t environment_;
  std::uint64_t control_;
};

}  // namespace neat::platform
