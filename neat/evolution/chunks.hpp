/// neat/evolution/chunks.hpp - a parallel loop over genomes, whose bodies are short: threads take them by the chunk.
#pragma once

#include <algorithm>
#include <cstddef>

#include "neat/base/threads.hpp"

namespace neat {

/// Calls body(index, worker) once for every index in [0, size), as Threads::for_each does, ascending within a chunk; and
/// part(index) for every index in [0, parts), which is work that cannot be shared out, done while others do the loop.
template <class Part, class Body>
void for_each_chunk(Threads& threads, std::size_t parts, const Part& part, std::size_t size,
                    const Body& body) {
  constexpr std::size_t kChunk = 16;
  threads.for_each(parts + (size + kChunk - 1) / kChunk, [&](std::size_t place, unsigned worker) {
    if (place < parts) return part(place);
    const std::size_t chunk = place - parts, end = std::min(size, (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < end; ++i) body(i, worker);
  });
}

template <class Body>
void for_each_chunk(Threads& threads, std::size_t size, const Body& body) {
  for_each_chunk(
      threads, 0, [](std::size_t) {}, size, body);
}

}  // namespace neat
