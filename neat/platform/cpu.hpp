/// neat/platform/cpu.hpp - what this processor can do, for judging plugin files before they run. Any thread.
#pragma once

#include <string>

namespace neat::platform {

/// The x86-64 level of this processor and its operating system, 1..4 (x86-64 psABI, table 3.1); 0 on other
/// machines.
int x86_level();

/// "x86-64-v3", "aarch64", ... : architecture with level where there is one.
std::string architecture();

/// The processor's own name, e.g. as sold; "unknown processor" where it does not tell.
std::string cpu_name();

}  // namespace neat::platform
