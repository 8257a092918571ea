// neat_corruptions COUNT SEED FILE... - every FILE (a genome or a checkpoint) COUNT times with one random byte changed or
// its end cut off at a random place: each must be refused with a sentence that names the file, or read as the same
// content; none may crash or take more memory than twice the file and 64 MiB.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "counted_memory.hpp"
#include "neat/base/error.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/checkpoint.hpp"

namespace {

namespace fs = std::filesystem;
using Bytes = neat::platform::Bytes;

constexpr std::size_t kAllowance = std::size_t{64} << 20;

/// What is in a file, in the one way in which it is written.
Bytes content(const fs::path& file) {
  if (file.extension() == ".genome") return neat::io::genome_bytes(neat::io::load_genome(file));
  return neat::snapshot_bytes(neat::load_checkpoint(file));
}

/// Three times in four a byte becomes another one, else the file ends early.
Bytes corrupted(const Bytes& whole, std::mt19937_64& random) {
  Bytes bytes = whole;
  const std::size_t at = random() % bytes.size();
  if (random() % 4 == 0)
    bytes.resize(at);
  else
    bytes[at] ^= std::byte(1 + random() % 255);
  return bytes;
}

struct Tally {
  std::size_t refused = 0, harmless = 0, wrong = 0, memory = 0;

  /// What became of `file`, which is not what it was when it held `wanted`.
  void judge(const fs::path& file, const Bytes& wanted) {
    const std::size_t before = neat::test::memory_in_use();
    neat::test::forget_memory_peak();
    try {
      const bool same = content(file) == wanted;
      ++(same ? harmless : wrong);
      if (!same) std::cout << file << ": read as something else\n";
    } catch (const neat::Error& error) {
      refuse(file, error);
    }
    const std::size_t taken = neat::test::memory_peak() - before;
    memory = std::max(memory, taken);
    if (taken > 2 * fs::file_size(file) + kAllowance)
      ++wrong, std::cout << file << ": took " << taken << " bytes\n";
  }

 private:
  void refuse(const fs::path& file, const neat::Error& error) {
    const bool named = std::string(error.what()).find(file.string()) != std::string::npos;
    const bool good = named && error.code() == neat::ErrorCode::data;
    ++(good ? refused : wrong);
    if (!good) std::cout << file << ": refused without naming it: " << error.what() << '\n';
  }
};

/// A name of this process's own, in memory where there is such a place.
fs::path scratch_for(const fs::path& file) {
  const fs::path folder = fs::is_directory("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
  return folder / ("neat-corrupted-" + std::to_string(::getpid()) + file.extension().string());
}

/// Plainly, not atomically: flushing 10,000 times to the disk would test the disk.
void put(const fs::path& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

bool survives(const fs::path& file, std::size_t count, std::uint64_t seed) {
  const Bytes whole = neat::platform::read_file(file), wanted = content(file);
  const fs::path scratch = scratch_for(file);
  std::mt19937_64 random(seed);
  Tally tally;
  for (std::size_t i = 0; i < count; ++i) {
    put(scratch, corrupted(whole, random));
    tally.judge(scratch, wanted);
  }
  fs::remove(scratch);
  std::cout << file.filename().string() << " (" << whole.size()
            << " bytes): " << tally.refused + tally.harmless << " of " << count << " refused or harmless ("
            << tally.harmless << " harmless); most memory " << tally.memory / 1024 << " KiB\n";
  return tally.wrong == 0 && tally.refused + tally.harmless == count;
}

}  // namespace

int main(int count, char** words) try {
  if (count < 4) throw std::runtime_error("usage: neat_corruptions COUNT SEED FILE...");
  bool good = true;
  for (int i = 3; i < count; ++i)
    good = survives(words[i], std::stoul(words[1]), std::stoull(words[2])) && good;
  return good ? 0 : 1;
} catch (const std::exception& problem) {
  std::cerr << "neat_corruptions: " << problem.what() << '\n';
  return 1;
}
