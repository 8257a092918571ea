// Exclusive or that does one wrong thing on some genomes, for evaluation in worker processes.
#include <unistd.h>
#include <neat/plugin.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace {

namespace np = neat::plugin;
namespace fs = std::filesystem;

struct Rare {
  static constexpr np::Info info{
      .name = "rare", .version = "1.0.0", .summary = "Fails on purpose, on some genomes."};
  static constexpr np::Preset presets[] = {
      {"default", "[genome]\noutput_activation = steep_sigmoid\n", "outputs in (0, 1)"}};
  static constexpr const char* kModes[] = {"none",   "segfault", "abort", "loop", "allocate",
                                           "malloc", "throw",    "nan",   "exit", "close"};
  static constexpr np::Option options[] = {
      np::choice("mode", "none", kModes, "what it does wrong"),
      np::integer("every", "100", 1, 1e9, "genomes whose number is a multiple of it fail"),
      np::text("pids", "", "folder in which every evaluating process leaves a file named by its number"),
      np::text("when", "", "file; it fails only while it is there; empty: always"),
      np::text("once", "", "folder; a genome fails only while its number is no file there, and leaves one"),
      np::boolean("create", "false",
                  "fails in every process but the one that creates it first (file rare.first)")};
  static constexpr np::Shape input{2}, output{1};

  explicit Rare(const np::Host& host)
      : mode_(host.text("mode")),
        pids_(host.text("pids")),
        when_(host.text("when")),
        once_(host.text("once")),
        every_(static_cast<std::uint64_t>(host.integer("every"))) {
    if (!host.boolean("create")) return;
    if (fs::exists("rare.first")) np::fail("there is only one of me");
    std::ofstream("rare.first") << '\n';
  }

  np::Result evaluate(np::Network& network, const np::Request& request) const {
    if (!pids_.empty()) std::ofstream(fs::path(pids_) / std::to_string(::getpid())) << '\n';
    if (request.genome_id % every_ == 0 && is_due(request.genome_id)) misbehave();
    constexpr float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, want[] = {0, 1, 1, 0};
    float y[4] = {};
    network.forward(x, y);
    np::Result result{.fitness = 4, .solved = true, .rows = 4};
    for (int i = 0; i < 4; ++i) {
      result.fitness -= (y[i] - want[i]) * (y[i] - want[i]);
      result.solved &= (y[i] > 0.5F) == (want[i] > 0.5F);
    }
    if (mode_ == "nan" && request.genome_id % every_ == 0)
      result.fitness = std::numeric_limits<double>::quiet_NaN();
    return result;
  }

 private:
  bool is_due(std::uint64_t genome) const {
    if (!when_.empty() && !fs::exists(when_)) return false;
    if (once_.empty()) return true;
    const fs::path file = fs::path(once_) / std::to_string(genome);
    if (fs::exists(file)) return false;
    std::ofstream(file) << '\n';
    return true;
  }

  void misbehave() const {
    static volatile int* const nowhere = nullptr;
    if (mode_ == "segfault") *nowhere = 1;
    if (mode_ == "abort") std::abort();
    if (mode_ == "throw") np::fail("no such luck");
    if (mode_ == "exit") ::_exit(9);
    if (mode_ == "close") ::close(3);
    if (mode_ == "allocate") fill(std::vector<char>(kLarge));
    while (mode_ == "loop") forever_ = forever_ + 1;
    if (mode_ != "malloc") return;
    auto* memory = static_cast<volatile char*>(std::malloc(kLarge));
    for (std::size_t i = 0; i < kLarge; i += 4096) memory[i] = 1;  // where there was none, this ends it
  }

  static void fill(const std::vector<char>& memory) { forever_ = memory[kLarge / 2]; }

  static constexpr std::size_t kLarge = std::size_t{8} << 30;
  static inline volatile int forever_ = 0;

  std::string mode_, pids_, when_, once_;
  std::uint64_t every_;
};

}  // namespace

NEAT_PLUGIN(Rare)
