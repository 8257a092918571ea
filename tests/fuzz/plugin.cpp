#include <cstring>

#include "neat/base/error.hpp"
#include "plugins/loader/plugin_file.hpp"
#include "targets.hpp"

namespace neat::fuzz {

void plugin(Bytes bytes) {
  static MemoryFile file;
  constexpr Machine machine{62, 3};
  try {
    const neat_plugin_header header = judge(file.holding(bytes), machine);
    promise(std::memcmp(header.magic, NEAT_PLUGIN_MAGIC, sizeof header.magic) == 0, "a header without magic");
    promise(judge(header, machine).empty(), "a header that does not fit");
    promise(std::memchr(header.build, 0, sizeof header.build) != nullptr, "a build text without an end");
  } catch (const Error& error) {
    promise(error.code() == ErrorCode::plugin, "refused with another code than plugin");
  }
}

}  // namespace neat::fuzz
