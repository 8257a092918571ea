#include "neat/platform/memory.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace neat::platform;

TEST_CASE("memory: what is used is resident, and the peak remembers it") {
  constexpr std::size_t kBytes = 64 << 20;
  const ProcessMemory before = process_memory();
  REQUIRE(before.resident > 0);
  CHECK(before.peak >= before.resident);
  {
    const auto block = std::make_unique<volatile char[]>(kBytes);
    for (std::size_t i = 0; i < kBytes; i += 1024) block[i] = 1;
    CHECK(process_memory().resident >= before.resident + kBytes / 2);
  }
  CHECK(process_memory().peak >= before.resident + kBytes / 2);
}
