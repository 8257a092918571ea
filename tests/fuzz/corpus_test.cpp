// Every kept input of every fuzz target, and simple changes of each, without a fuzzer: what was found once stays fixed.
#include <doctest/doctest.h>

#include <fstream>
#include <random>
#include <vector>

#include "targets.hpp"

namespace {

using namespace neat::fuzz;
namespace fs = std::filesystem;

using Input = std::vector<std::byte>;

std::vector<fs::path> kept(std::string_view target) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(NEAT_FUZZ_CORPUS) / target))
    files.push_back(entry.path());
  return files;
}

Input read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// A byte changed, a piece cut off, taken out or doubled.
Input changed(Input input, std::mt19937_64& random) {
  if (input.empty()) return input;
  const auto at = static_cast<std::ptrdiff_t>(random() % input.size());
  const auto size = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(random() % 16),
                                             static_cast<std::ptrdiff_t>(input.size()) - at);
  const auto from = input.begin() + at;
  switch (random() % 4) {
    case 0:
      *from = std::byte(random());
      break;
    case 1:
      input.erase(from, input.end());
      break;
    case 2:
      input.erase(from, from + size);
      break;
    default: {
      const Input piece(from, from + size);
      input.insert(from, piece.begin(), piece.end());
    }
  }
  return input;
}

void check(const Target& target, const Input& input, const std::string& name) {
  CAPTURE(target.name);
  CAPTURE(name);
  CHECK_NOTHROW(target.run(input));
}

}  // namespace

TEST_CASE("fuzz: every kept input is refused or keeps its promises") {
  for (const auto& target : kTargets) {
    const auto files = kept(target.name);
    CHECK_MESSAGE(!files.empty(), target.name);
    for (const auto& file : files) check(target, read(file), file.filename().string());
  }
}

TEST_CASE("fuzz: so is every kept input with a few random changes") {
  std::mt19937_64 random(1);
  for (const auto& target : kTargets) {
    for (const auto& file : kept(target.name)) {
      for (int i = 0; i < 40; ++i)
        check(target, changed(changed(read(file), random), random), file.filename().string());
    }
  }
}
