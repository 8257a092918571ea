/// tests/corruptions/counted_memory.hpp - how much memory this program's `new` has given out. Any thread.
#pragma once

#include <cstddef>

namespace neat::test {

std::size_t memory_in_use();  ///< bytes
std::size_t memory_peak();    ///< bytes, since the last forget_memory_peak
void forget_memory_peak();

}  // namespace neat::test
