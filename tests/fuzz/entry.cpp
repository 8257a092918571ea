// libFuzzer's entry into the target NEAT_FUZZ_TARGET; an exception that comes out of it is a finding.
#include <cstdint>

#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  neat::fuzz::NEAT_FUZZ_TARGET(std::as_bytes(std::span(data, size)));
  return 0;
}
