// Files that are no plugin for this program: each is refused in one sentence, before any of its code runs.
#include <cstring>

#include "fixtures.hpp"
#include "plugins/loader/plugin_file.hpp"

namespace {

using namespace fixtures;

std::string load(const Path& file) {
  return refusal([&] { neat::load_task(file.string(), {}); });
}

/// A good plugin with some bytes changed: of the file at `offset`, or of its header.
class Patched {
 public:
  Patched() : folder_("patched"), bytes_(read(kTasks / "xor.so")) {}

  template <class T>
  Path file(std::size_t offset, T value) const {
    std::string changed = bytes_;
    std::memcpy(changed.data() + offset, &value, sizeof value);
    return write(folder_.path() / "changed.so", changed);
  }
  template <class T>
  Path header(std::size_t offset, T value) const {
    const std::size_t at = bytes_.find(NEAT_PLUGIN_MAGIC);
    REQUIRE(at != std::string::npos);
    return file(at + offset, value);
  }
  Path cut(std::size_t size) const { return write(folder_.path() / "cut.so", bytes_.substr(0, size)); }
  std::size_t size() const { return bytes_.size(); }
  const Path& folder() const { return folder_.path(); }

 private:
  Folder folder_;
  std::string bytes_;
};

}  // namespace

TEST_CASE("refusals: a file that is absent, a folder, empty or text") {
  const Folder folder("refusals");
  const auto in_folder = [&](const char* name) { return folder.path() / name; };
  CHECK(load(in_folder("absent.so")) ==
        "plugin: " + in_folder("absent.so").string() + ": the file does not exist; check the path");
  std::filesystem::create_directory(in_folder("folder.so"));
  CHECK(holds(load(in_folder("folder.so")), "it is not a file; give the .so file itself"));
  CHECK(holds(load(write(in_folder("empty.so"), "")), "it is empty; build it again"));
  const std::string not_library =
      "it is not a shared library (no ELF header); give the .so file that the build made";
  CHECK(holds(load(write(in_folder("text.so"), "#include <neat/plugin.hpp>\nNEAT_PLUGIN(Xor)\n")),
              not_library));
  CHECK(holds(load(write(in_folder("short.so"), "ab")), not_library));
  CHECK(holds(load(write(in_folder("magic.so"), NEAT_PLUGIN_MAGIC)), not_library));
}

TEST_CASE("refusals: a truncated library, wherever it is cut") {
  const Patched good;
  CHECK(holds(load(good.cut(40)), "it is truncated within its ELF header; build or copy it again"));
  for (std::size_t size = 64; size < good.size(); size += good.size() / 37) {
    CAPTURE(size);
    CHECK(holds(load(good.cut(size)), "it is truncated (parts lie beyond its end); build or copy it again"));
  }
  CHECK(holds(load(good.cut(good.size() - 1)), "it is truncated"));
}

TEST_CASE("refusals: a library for another machine, by its ELF header") {
  const Patched good;
  const unsigned other = neat::this_machine().architecture == 183 ? 62 : 183;
  const std::string text = load(good.file(18, static_cast<std::uint16_t>(other)));
  CHECK(holds(text,
              other == 183 ? "it is built for aarch64, this machine is x86-64" : "it is built for x86-64"));
  CHECK(holds(text, "; build it for this machine"));
  CHECK(holds(load(good.file(4, char{1})), "it is not for a 64-bit little-endian machine"));
  CHECK(holds(load(good.file(16, std::uint16_t{2})),
              "it is an ELF file but not a shared library; link it with -shared"));
}

TEST_CASE("refusals: another ABI, a newer minor, nonsense sizes") {
  const Patched good;
  const std::string ours = std::to_string(NEAT_ABI_MAJOR) + "." + std::to_string(NEAT_ABI_MINOR);
  CHECK(holds(load(good.header(16, std::uint16_t{9})),
              "it speaks plugin ABI 9.0, this program speaks " + ours +
                  "; build it with the neat/plugin.h of this version"));
  CHECK(holds(
      load(good.header(18, std::uint16_t{77})),
      "it needs plugin ABI " + std::to_string(NEAT_ABI_MAJOR) + ".77, this program only offers " + ours));
  for (const std::uint32_t size : {0U, 8U, 263U, 275U, 1U << 20})
    CHECK(holds(load(good.header(20, size)),
                "its descriptor claims " + std::to_string(size) + " bytes, which no plugin"));
}

TEST_CASE("refusals: code for another architecture or a newer processor, by the plugin's own header") {
  const Patched good;
  CHECK(holds(load(good.header(24, std::uint16_t{243})), "its code is for riscv64, this machine is "));
  if (neat::this_machine().architecture != 62) return;
  const Path file = good.header(26, std::uint16_t{3});
  const std::string text = refusal([&] { neat::judge(file, {62, 2}); });
  CHECK(holds(
      text, "its code needs an x86-64-v3 processor, this one is x86-64-v2; build it without -march=native"));
  CHECK_NOTHROW(neat::judge(file, {62, 3}));
  CHECK(neat::judge(file, {62, 4}).x86_level == 3);
}

TEST_CASE("refusals: a library without a plugin, or with a header that is not exported") {
  CHECK(holds(load(kBad / "bad_no_plugin.so"),
              "there is no neat plugin in it; end one source file with NEAT_PLUGIN(T)"));
  CHECK(holds(load(kBad / "bad_hidden_symbol.so"), "it does not export neat_plugin_v0"));
  const Patched good;
  CHECK(holds(load(good.header(28, std::uint32_t{1})),
              "there is no neat plugin in it"));  // not how a header looks
}

TEST_CASE("refusals: a symbol that nobody defines is named") {
  const std::string text = load(kBad / "bad_missing_symbol.so");
  CHECK(holds(text, "it cannot be loaded ("));
  CHECK(holds(text, "nobody_defines_this"));
}

TEST_CASE("refusals: a header is found behind other places that hold the magic") {
  const Folder folder("magic");
  const std::string xor_bytes = read(kTasks / "xor.so");
  // Appended bytes belong to no section; a text that starts like a header must not be taken for one.
  const Path file =
      write(folder.path() / "twice.so", xor_bytes + NEAT_PLUGIN_MAGIC + std::string(200, '\xff'));
  CHECK(std::string(neat::judge(file).magic, 16) == NEAT_PLUGIN_MAGIC);
  CHECK(neat::load_task(file.string(), {})->info().name == "xor");
  const std::string other = std::string(NEAT_PLUGIN_MAGIC) + std::string(112, '\0');
  CHECK(neat::judge(write(folder.path() / "zero.so", other.substr(0, 0) + xor_bytes + other)).struct_size ==
        sizeof(neat_plugin));
}

TEST_CASE("refusals: an evaluation in blocks without all its functions, without sums or with too many") {
  CHECK(holds(load(kBad / "bad_short_blocks.so"),
              "its neat.blocks/1 is incomplete; set struct_size and all functions"));
  CHECK(holds(load(kBad / "bad_no_sums.so"), "its neat.blocks/1 has 0 sums; have 1 to 64"));
  CHECK(holds(load(kBad / "bad_many_sums.so"), "its neat.blocks/1 has 65 sums; have 1 to 64"));
}

TEST_CASE("refusals: declarations on disk that cannot be") {
  CHECK(holds(load(kBad / "bad_no_objective.so"),
              "it declares no objective; correct the plugin's declarations"));
  CHECK(holds(load(kBad / "bad_name.so"), "its task name 'Not A Name' is not of the form"));
}
