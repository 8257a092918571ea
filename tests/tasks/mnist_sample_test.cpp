#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "data/idx.hpp"
#include "neat/base/sha256.hpp"
#include "tasks/scratch.hpp"

namespace {

using neat::test::Bytes;

const std::filesystem::path kFolder = NEAT_SAMPLE_FOLDER;

std::string sha256(const Bytes& bytes) {
  neat::Sha256 hash;
  hash.add(std::as_bytes(std::span(bytes)));
  return neat::hex(hash.finish());
}

struct Stated {
  std::string packed, unpacked;
};

/// The table of hashes in the sample's README.md, by file.
std::map<std::string, Stated> stated_hashes() {
  std::map<std::string, Stated> stated;
  std::ifstream readme(kFolder / "README.md");
  for (std::string line; std::getline(readme, line);) {
    if (!line.starts_with("| `")) continue;
    std::ranges::replace(line, '`', ' ');
    std::istringstream words(line);
    std::string bar, name, packed, unpacked;
    words >> bar >> name >> bar >> packed >> bar >> unpacked;
    stated[name] = {packed, unpacked};
  }
  return stated;
}

neat::data::LabelledImages read_set(const std::string& prefix, std::uint32_t rows) {
  return neat::data::read_images(kFolder / (prefix + "-images-idx3-ubyte.gz"),
                                 kFolder / (prefix + "-labels-idx1-ubyte.gz"), {.rows = rows, .remedy = "-"});
}

}  // namespace

TEST_CASE("mnist sample: every file has the hash that its README states, packed and unpacked") {
  const auto stated = stated_hashes();
  CHECK(stated.size() == 4);
  for (const auto& [name, hashes] : stated) {
    CAPTURE(name);
    CHECK(sha256(neat::test::read(kFolder / name)) == hashes.packed);
    const auto array = neat::data::read_idx(kFolder / name, "-");
    CHECK(sha256(neat::test::idx(array.shape, array.values)) == hashes.unpacked);
  }
}

TEST_CASE("mnist sample: it is class-balanced, 500 training and 100 test images per digit") {
  for (const auto& [prefix, rows] : {std::pair{"train", 5000U}, std::pair{"t10k", 1000U}}) {
    const auto set = read_set(prefix, rows);
    CHECK(set.rows == rows);
    for (std::uint32_t digit = 0; digit < 10; ++digit)
      CHECK(std::ranges::count(set.labels, digit) == rows / 10);
  }
}

TEST_CASE("mnist sample: no image is there twice, and none of the test images is a training image") {
  std::set<Bytes> seen;
  for (const auto& [prefix, rows] : {std::pair{"train", 5000U}, std::pair{"t10k", 1000U}}) {
    const auto set = read_set(prefix, rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto first = set.pixels.begin() + static_cast<long>(row * 784);
      CHECK(seen.insert(Bytes(first, first + 784)).second);
    }
  }
}
