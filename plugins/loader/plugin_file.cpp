#include "plugins/loader/plugin_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/platform/cpu.hpp"

namespace neat {
namespace {

using Bytes = std::vector<char>;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw Error(ErrorCode::plugin, "plugin: " + file.string() + ": " + why);
}

Bytes read(const std::filesystem::path& file) {
  std::error_code unused;
  if (!std::filesystem::exists(file, unused)) refuse(file, "the file does not exist; check the path");
  if (!std::filesystem::is_regular_file(file, unused))
    refuse(file, "it is not a file; give the .so file itself");
  std::ifstream in(file, std::ios::binary);
  Bytes bytes(std::filesystem::file_size(file, unused));
  if (unused || !in) refuse(file, "it cannot be read; check its permissions");
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) refuse(file, "it cannot be read; check its permissions");
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

/// A little-endian number of a file header. REQUIRES: it lies within bytes.
template <class T>
T number(const Bytes& bytes, std::size_t offset) {
  T value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

const char* architecture_name(unsigned machine) {
  if (machine == 62) return "x86-64";
  if (machine == 183) return "aarch64";
  if (machine == 243) return "riscv64";
  if (machine == 3) return "i386";
  return "another kind of machine";
}

constexpr std::size_t kElfHeader = 64;

void check_kind(const std::filesystem::path& file, const Bytes& bytes) {
  if (bytes.empty()) refuse(file, "it is empty; build it again");
  const std::size_t shown = std::min<std::size_t>(4, bytes.size());
  if (std::string_view(bytes.data(), shown) != std::string_view("\x7f"
                                                                "ELF",
                                                                shown))
    refuse(file, "it is not a shared library (no ELF header); give the .so file that the build made");
  if (bytes.size() < kElfHeader)
    refuse(file, "it is truncated within its ELF header; build or copy it again");
  if (bytes[4] != 2 || bytes[5] != 1)
    refuse(file, "it is not for a 64-bit little-endian machine; build it for this one");
}

/// Program headers, loaded segments and the section table, which linkers put last, must all lie within the
/// file.
void check_whole(const std::filesystem::path& file, const Bytes& bytes) {
  const std::uint64_t programs = number<std::uint64_t>(bytes, 32),
                      sections = number<std::uint64_t>(bytes, 40);
  const std::uint64_t program_size = number<std::uint16_t>(bytes, 54),
                      program_count = number<std::uint16_t>(bytes, 56);
  const std::uint64_t section_size = number<std::uint16_t>(bytes, 58),
                      section_count = number<std::uint16_t>(bytes, 60);
  const auto outside = [&](std::uint64_t from, std::uint64_t size) {
    return size > bytes.size() || from > bytes.size() - size;
  };
  bool truncated = outside(programs, program_size * program_count);
  truncated = truncated || outside(sections, section_size * section_count);
  for (std::uint64_t i = 0; !truncated && program_size >= 56 && i < program_count; ++i) {
    const std::size_t at = static_cast<std::size_t>(programs + i * program_size);
    truncated = outside(number<std::uint64_t>(bytes, at + 8), number<std::uint64_t>(bytes, at + 32));
  }
  if (truncated) refuse(file, "it is truncated (parts lie beyond its end); build or copy it again");
}

void check_library(const std::filesystem::path& file, const Bytes& bytes, const Machine& machine) {
  check_kind(file, bytes);
  const unsigned architecture = number<std::uint16_t>(bytes, 18);
  if (architecture != machine.architecture)
    refuse(file, "it is built for " + std::string(architecture_name(architecture)) + ", this machine is " +
                     architecture_name(machine.architecture) + "; build it for this machine");
  if (number<std::uint16_t>(bytes, 16) != 3)
    refuse(file, "it is an ELF file but not a shared library; link it with -shared");
  check_whole(file, bytes);
}

/// Whether these bytes can be a header at all, and not the magic in somebody's text.
bool plausible(const neat_plugin_header& header) {
  const auto* end = static_cast<const char*>(std::memchr(header.build, 0, sizeof header.build));
  if (end == nullptr || header.reserved != 0) return false;
  return std::all_of(header.build, end, [](char letter) { return letter >= ' '; });
}

std::vector<neat_plugin_header> headers(const Bytes& bytes) {
  constexpr std::string_view magic(NEAT_PLUGIN_MAGIC, 16);
  const std::string_view all(bytes.data(), bytes.size());
  std::vector<neat_plugin_header> found;
  for (std::size_t at = all.find(magic); at != std::string_view::npos; at = all.find(magic, at + 1)) {
    neat_plugin_header header;
    if (all.size() - at < sizeof header) break;
    std::memcpy(&header, bytes.data() + at, sizeof header);
    if (plausible(header)) found.push_back(header);
  }
  return found;
}

std::string version(unsigned major, unsigned minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

/// Up to the last member that the first minor had.
constexpr std::size_t kSmallest = sizeof(neat_plugin), kLargest = 65536;

std::string judge_abi(const neat_plugin_header& header) {
  if (header.abi_major != NEAT_ABI_MAJOR)
    return "it speaks plugin ABI " + version(header.abi_major, header.abi_minor) + ", this program speaks " +
           version(NEAT_ABI_MAJOR, NEAT_ABI_MINOR) + "; build it with the neat/plugin.h of this version";
  if (header.abi_minor > NEAT_ABI_MINOR)
    return "it needs plugin ABI " + version(header.abi_major, header.abi_minor) +
           ", this program only offers " + version(NEAT_ABI_MAJOR, NEAT_ABI_MINOR) + "; use a newer neat";
  if (header.struct_size < kSmallest || header.struct_size > kLargest || header.struct_size % 8 != 0)
    return "its descriptor claims " + std::to_string(header.struct_size) + " bytes, which no plugin of ABI " +
           version(header.abi_major, header.abi_minor) + " has; build it with an unchanged neat/plugin.h";
  return {};
}

}  // namespace

std::string judge(const neat_plugin_header& header, const Machine& machine) {
  if (std::string why = judge_abi(header); !why.empty()) return why;
  if (header.architecture != 0 && header.architecture != machine.architecture)
    return "its code is for " + std::string(architecture_name(header.architecture)) + ", this machine is " +
           architecture_name(machine.architecture) + "; build it for this machine";
  if (header.x86_level > machine.x86_level)
    return "its code needs an x86-64-v" + std::to_string(header.x86_level) +
           " processor, this one is x86-64-v" + std::to_string(machine.x86_level) +
           "; build it without -march=native, or with a lower -march";
  return {};
}

neat_plugin_header judge(const std::filesystem::path& file, const Machine& machine) {
  const Bytes bytes = read(file);
  check_library(file, bytes, machine);
  const std::vector<neat_plugin_header> found = headers(bytes);
  if (found.empty())
    refuse(
        file,
        "there is no neat plugin in it; end one source file with NEAT_PLUGIN(T), or export neat_plugin_v0");
  const auto fit = std::find_if(found.begin(), found.end(), [&](const neat_plugin_header& header) {
    return judge(header, machine).empty();
  });
  if (fit == found.end()) refuse(file, judge(found.front(), machine));
  return *fit;
}

Machine this_machine() {
  return {NEAT_ARCHITECTURE, static_cast<std::uint16_t>(platform::x86_level())};
}

}  // namespace neat
