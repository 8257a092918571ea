/// neat/evolution/chunks.hpp - a parallel loop over genomes, whose bodies are short: threads take them by the chunk.
#pragma once

#include <algorithm>
#include <cstddef>

#include "neat/base/threads.hpp"

namespace neat {

/// Calls body(index, worker) once for every index in [0, size), as Threads::for_each does, ascending within a chunk.
template <class Body>
void for_each_chunk(Threads& threads, std::size_t size, const Body& body) {
  constexpr std::size_t kChunk = 16;
  threads.for_each((size + kChunk - 1) / kChunk, [&](std::size_t chunk, unsigned worker) {
    const std::size_t end = std::min(size, (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < end; ++i) body(i, worker);
  });
}

}  // namespace neat
