/// neat/platform/memory.hpp - how much memory this process uses, as the system counts it. Any thread.
#pragma once

#include <cstdint>

namespace neat::platform {

struct ProcessMemory {
  std::uint64_t resident = 0;  ///< bytes in memory now; 0 where the system does not tell
  std::uint64_t peak = 0;      ///< the most there ever were, bytes; 0 where the system does not tell
};

ProcessMemory process_memory();

}  // namespace neat::platform
