/// tests/neat_run/run_files.hpp - a run directory made by hand, line by line.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace neat::test {

class RunFiles {
 public:
  RunFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "neat-followed-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = name;
  }
  ~RunFiles() { std::filesystem::remove_all(path_); }
  RunFiles(const RunFiles&) = delete;
  RunFiles& operator=(const RunFiles&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void settings(const std::string& stop) const {
    write("config.ini", "[run]\ntask = xor\npreset = fast\nseed = 7\nstrategy = neat\n[stop]\n" + stop);
  }
  void write(const std::string& file, const std::string& text) const {
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  void append(const std::string& text) const {
    std::ofstream(path_ / "history.jsonl", std::ios::binary | std::ios::app) << text;
  }

  /// Ten evaluations and half a second per generation.
  static std::string line(int generation, double best = 1) {
    const auto n = std::to_string(generation);
    return "{\"generation\":" + n + ",\"evaluations\":" + std::to_string(10 * (generation + 1)) +
           ",\"seconds\":" + std::to_string(0.5 * (generation + 1)) +
           ",\"best_fitness\":" + std::to_string(best) +
           ",\"mean_fitness\":null,\"champion_fitness\":" + std::to_string(best) +
           ",\"species\":3,\"forward_flops\":2000,\"state_hash\":\"abc" + n + "\"}\n";
  }

 private:
  std::filesystem::path path_;
};

}  // namespace neat::test
