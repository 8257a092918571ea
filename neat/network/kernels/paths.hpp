/// neat/network/kernels/paths.hpp - which machine code runs behind the kernels: one path per kind of processor, chosen
/// once per process.
///
/// The paths that have fused multiply-add give the same bytes as each other; their tag is `fma`. The path for every
/// processor rounds products and sums one by one; its tag is `ieee` (docs/decisions/0007). Until `use` is called the best
/// path that the machine has is taken. `use` belongs to the start of a process, before networks run in other threads
/// [main thread]; everything else: any thread.
#pragma once

#include <string_view>
#include <vector>

namespace neat::kernels {

/// What a run asks for: the best there is, one of the two arithmetics by the best path that has it, or one path.
enum class Choice { automatic, ieee, fma, v3, v4 };

enum class Path {
  baseline,  ///< any processor: 4 floats per register, no fused multiply-add
  v3,        ///< x86-64-v3: AVX2 and FMA, 8 floats
  v4,        ///< x86-64-v4: AVX-512, 16 floats
  neon,      ///< AArch64: 4 floats, fused multiply-add
};

/// The paths that this machine can run, baseline first, the fastest last.
std::vector<Path> available_paths();

/// The path of a choice. Throws neat::Error(config) when this machine has none.
Path path_of(Choice choice);

/// From now on the kernels of this process are those of `path`. REQUIRES: it is one of available_paths().
void use(Path path);
/// The path in use.
Path path();

/// The tag of the arithmetic of a path: "ieee" or "fma". Results depend on it, and on nothing else of a path.
std::string_view arithmetic(Path path);
/// Of the path in use.
std::string_view arithmetic();

std::string_view name(Path path);
std::string_view name(Choice choice);

}  // namespace neat::kernels
