#include "plugins/loader/library.hpp"

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/platform/fp_environment.hpp"
#include "plugins/loader/declarations.hpp"
#include "plugins/loader/plugin_file.hpp"

namespace neat {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw Error(ErrorCode::plugin, "plugin: " + file.string() + ": " + why);
}

/// Mapped for ever: the object that would unload it is never destroyed.
boost::dll::shared_library& map(const std::filesystem::path& file, bool& changed_environment) {
  const platform::FpEnvironmentGuard kept;
  try {
    using namespace boost::dll;
    auto library =
        std::make_unique<shared_library>(file.string(), load_mode::rtld_now | load_mode::rtld_local);
    changed_environment = kept.changed();
    static auto& all = *new std::vector<std::unique_ptr<shared_library>>;
    return *all.emplace_back(std::move(library));
  } catch (const std::exception& error) {
    refuse(file,
           "it cannot be loaded (" + std::string(error.what()) +
               "); install what is missing, or link it into the plugin (-Wl,-z,defs shows it at build time)");
  }
}

const neat_plugin& symbol(boost::dll::shared_library& library, const std::filesystem::path& file) {
  if (!library.has("neat_plugin_v0"))
    refuse(file,
           "it does not export neat_plugin_v0; end one source file with NEAT_PLUGIN(T), and do not hide it");
  return library.get<const neat_plugin>("neat_plugin_v0");
}

/// What it offers for evaluations in blocks; null where that is nothing.
const neat_blocks* blocks_of(const neat_plugin& plugin, const std::filesystem::path& file) {
  if (plugin.extension == nullptr) return nullptr;
  const auto* blocks = static_cast<const neat_blocks*>(plugin.extension("neat.blocks/1"));
  if (blocks == nullptr) return nullptr;
  if (blocks->struct_size < sizeof(neat_blocks) || !blocks->rows || !blocks->measure || !blocks->conclude)
    refuse(file, "its neat.blocks/1 is incomplete; set struct_size and all functions");
  if (blocks->sum_count < 1 || blocks->sum_count > NEAT_MOST_SUMS)
    refuse(file, "its neat.blocks/1 has " + std::to_string(blocks->sum_count) + " sums; have 1 to " +
                     std::to_string(NEAT_MOST_SUMS));
  return blocks;
}

std::unique_ptr<Library> load(const std::filesystem::path& file) {
  judge(file);
  auto loaded = std::make_unique<Library>();
  loaded->file = file;
  const neat_plugin& found = symbol(map(file, loaded->changed_environment), file);
  const bool has_magic = std::memcmp(found.header.magic, NEAT_PLUGIN_MAGIC, sizeof found.header.magic) == 0;
  const std::string why =
      has_magic ? judge(found.header, this_machine()) : "its neat_plugin_v0 is no plugin descriptor";
  if (!why.empty()) refuse(file, why);
  std::memcpy(static_cast<void*>(&loaded->plugin), &found,
              std::min<std::size_t>(found.header.struct_size, sizeof loaded->plugin));
  loaded->build.assign(found.header.build, strnlen(found.header.build, sizeof found.header.build));
  loaded->blocks = blocks_of(loaded->plugin, file);
  loaded->info = read_declarations(loaded->plugin, file);
  return loaded;
}

}  // namespace

const Library& open_library(const std::filesystem::path& given) {
  using Key = std::pair<std::string, std::filesystem::file_time_type>;
  static auto& loaded = *new std::map<Key, std::unique_ptr<Library>>;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::error_code unused;
  const std::filesystem::path file = std::filesystem::absolute(given).lexically_normal();
  auto& library = loaded[{file.string(), std::filesystem::last_write_time(file, unused)}];
  if (library == nullptr) library = load(file);
  return *library;
}

}  // namespace neat
