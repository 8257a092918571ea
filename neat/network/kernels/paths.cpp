#include "neat/network/kernels/paths.hpp"

#include <array>
#include <atomic>
#include <string>

#include "neat/base/error.hpp"
#include "neat/network/kernels/table.hpp"
#include "neat/network/kernels/table_in_use.hpp"
#include "neat/platform/cpu.hpp"

namespace neat::kernels {

namespace baseline {
extern const Table table;
}
#if defined(__x86_64__)
namespace v3 {
extern const Table table;
}
namespace v4 {
extern const Table table;
}
#elif defined(__aarch64__)
namespace neon {
extern const Table table;
}
#endif

namespace {

const Table& table_of(Path path) {
#if defined(__x86_64__)
  if (path == Path::v3) return v3::table;
  if (path == Path::v4) return v4::table;
#elif defined(__aarch64__)
  if (path == Path::neon) return neon::table;
#endif
  return baseline::table;
}

struct InUse {
  std::atomic<Path> path;
  std::atomic<const Table*> table;

  InUse() { take(available_paths().back()); }
  void take(Path chosen) {
    path = chosen;
    table = &table_of(chosen);
  }
};

InUse& in_use() {
  static InUse kept;
  return kept;
}

bool meets(Path path, Choice choice) {
  switch (choice) {
    case Choice::automatic:
      return true;
    case Choice::ieee:
      return path == Path::baseline;
    case Choice::fma:
      return path != Path::baseline;
    case Choice::v3:
      return path == Path::v3;
    case Choice::v4:
      return path == Path::v4;
  }
  return false;
}

std::string needs(Choice choice) {
  if (choice == Choice::v4) return "a processor with AVX-512 (x86-64-v4)";
  if (choice == Choice::v3) return "a processor with AVX2 and FMA (x86-64-v3)";
  return "a processor with fused multiply-add (x86-64-v3)";
}

}  // namespace

const Table& table_in_use() {
  return *in_use().table.load(std::memory_order_relaxed);
}

std::vector<Path> available_paths() {
  std::vector<Path> paths{Path::baseline};
#if defined(__x86_64__)
  if (platform::x86_level() >= 3) paths.push_back(Path::v3);
  if (platform::x86_level() >= 4) paths.push_back(Path::v4);
#elif defined(__aarch64__)
  paths.push_back(Path::neon);
#endif
  return paths;
}

Path path_of(Choice choice) {
  const auto paths = available_paths();
  for (auto path = paths.rbegin(); path != paths.rend(); ++path)
    if (meets(*path, choice)) return *path;
  throw Error(ErrorCode::config, "run.kernels: " + std::string(name(choice)) + ": needs " + needs(choice) +
                                     ", this one is " + platform::architecture() +
                                     "; run it on such a machine, or start a new run with auto");
}

void use(Path path) {
  in_use().take(path);
}

Path path() {
  return in_use().path;
}

std::string_view arithmetic(Path path) {
  return path == Path::baseline ? "ieee" : "fma";
}

std::string_view arithmetic() {
  return arithmetic(path());
}

std::string_view name(Path path) {
  constexpr std::array<std::string_view, 4> kNames{"baseline", "v3", "v4", "neon"};
  return kNames[static_cast<std::size_t>(path)];
}

std::string_view name(Choice choice) {
  constexpr std::array<std::string_view, 5> kNames{"auto", "ieee", "fma", "v3", "v4"};
  return kNames[static_cast<std::size_t>(choice)];
}

}  // namespace neat::kernels
