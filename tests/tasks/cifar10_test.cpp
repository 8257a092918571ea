#include <doctest/doctest.h>

#include <string>

#include "data/cifar.hpp"
#include "data/md5.hpp"
#include "neat/base/error.hpp"
#include "plugins/loader/loader.hpp"
#include "tasks/scratch.hpp"

namespace {

using namespace neat;
using neat::data::CifarFile;
using neat::data::CifarSet;
using neat::test::Bytes;
using neat::test::Scratch;

constexpr std::size_t kRecord = 3073;

/// `records` records; the label of record r is (first + r) % 10 and its first red pixel r.
Bytes batch(std::size_t records, std::uint8_t first) {
  Bytes bytes(records * kRecord);
  for (std::size_t r = 0; r < records; ++r) {
    bytes[r * kRecord] = static_cast<std::uint8_t>((first + r) % 10);
    bytes[r * kRecord + 1] = static_cast<std::uint8_t>(r);
  }
  return bytes;
}

std::string md5_of(const Bytes& bytes) {
  data::Md5 md5;
  md5.add(bytes);
  return md5.finish();
}

/// Two training files and a test file of 12 records each, known by these digests.
struct Small {
  Scratch scratch;
  Bytes one = batch(12, 0), two = batch(12, 3), test = batch(12, 7);
  std::string digests[3] = {md5_of(one), md5_of(two), md5_of(test)};
  CifarFile files[3] = {{"one.bin", digests[0].c_str(), "copy"},
                        {"two.bin", "official", digests[1].c_str()},
                        {"test.bin", digests[2].c_str(), "copy"}};
  CifarSet set{files, 12, "do this"};

  std::filesystem::path folder() const { return scratch.folder() / "cifar10"; }
  void write(const char* name, const Bytes& bytes) const {
    scratch.write(std::string("cifar10/") + name, bytes);
  }
  void write_all() const {
    std::filesystem::create_directories(folder());
    write("one.bin", one), write("two.bin", two), write("test.bin", test);
  }
  std::string refusal() const {
    try {
      data::read_cifar(set, data::find_cifar(set, {scratch.folder().string()}));
    } catch (const data::Error& error) {
      return error.what();
    }
    return "";
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("md5: the digests of RFC 1321") {
  const auto of = [](const std::string& text) { return md5_of(Bytes(text.begin(), text.end())); };
  CHECK(of("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(of("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(of("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
        "57edf4a22be3c955ac49da2e2107b67a");
  data::Md5 parts;
  for (const char letter : std::string("abc")) {
    const auto byte = static_cast<std::uint8_t>(letter);
    parts.add({&byte, 1});
  }
  CHECK(parts.finish() == "900150983cd24fb0d6963f7d28e17f72");
}

TEST_CASE("cifar10: records are read in order, and a file of the copy is noticed") {
  const Small small;
  small.write_all();
  const auto place = data::find_cifar(small.set, {"/nowhere", small.scratch.folder().string()});
  CHECK(place == small.folder());
  const data::Cifar cifar = data::read_cifar(small.set, place);
  CHECK(cifar.is_copy);
  CHECK(cifar.train.rows == 24);
  CHECK(cifar.test.rows == 12);
  CHECK(cifar.train.channels == 3);
  CHECK(cifar.train.labels[13] == 4);
  CHECK(cifar.train.pixels[13 * 3072] == 1);
  CHECK(cifar.test.labels[0] == 7);
}

TEST_CASE("cifar10: the folder that the archive unpacks to is found as well, and no folder is nothing") {
  const Small small;
  CHECK(data::find_cifar(small.set, {small.scratch.folder().string()}).empty());
  small.write_all();
  std::filesystem::rename(small.folder(), small.scratch.folder() / "cifar-10-batches-bin");
  std::filesystem::create_directory(small.folder());
  std::filesystem::rename(small.scratch.folder() / "cifar-10-batches-bin",
                          small.folder() / "cifar-10-batches-bin");
  CHECK(data::find_cifar(small.set, {small.scratch.folder().string()}) ==
        small.folder() / "cifar-10-batches-bin");
}

TEST_CASE("cifar10: missing, cut, longer, unknown and impossible files are refused by name") {
  Small small;
  small.write_all();
  SUBCASE("missing") {
    std::filesystem::remove(small.folder() / "two.bin");
    CHECK(contains(small.refusal(), "two.bin: is missing, though other files of the set are there; do this"));
  }
  SUBCASE("cut") {
    small.write("two.bin", Bytes(small.two.begin(), small.two.end() - 5));
    CHECK(contains(small.refusal(),
                   "two.bin: is truncated: 36871 of 36876 bytes: 12 records of 3073; do this"));
  }
  SUBCASE("longer") {
    Bytes longer = small.one;
    longer.push_back(0);
    small.write("one.bin", longer);
    CHECK(contains(small.refusal(),
                   "one.bin: is too long: a file of the set has 36876 bytes: 12 records of 3073"));
  }
  SUBCASE("unknown") {
    Bytes changed = small.test;
    changed[5] = 1;
    small.write("test.bin", changed);
    const std::string text = small.refusal();
    CHECK(contains(text, "test.bin: has the MD5 " + md5_of(changed) +
                             ", neither that of the official file (" + small.digests[2] +
                             ") nor that of the reconstructed copy (copy); do this"));
  }
  SUBCASE("impossible") {
    Bytes changed = small.one;
    changed[kRecord] = 10;
    small.write("one.bin", changed);
    CHECK(contains(small.refusal(), "one.bin: label 10 of record 1 is not below 10; do this"));
  }
}

TEST_CASE("cifar10: the plugin declares itself without its data, and says where it looked for them") {
  const TaskInfo info = describe("cifar10", {NEAT_TASK_FOLDER});
  CHECK(info.learns);
  CHECK(info.has_validation);
  CHECK(info.has_test);
  CHECK(info.presets.size() == 4);
  TaskSettings settings;
  settings.data_folders = {"/nowhere"};
  CHECK_THROWS_WITH_AS(
      load_task("cifar10", {NEAT_TASK_FOLDER}, settings),
      doctest::Contains("CIFAR-10: /nowhere: holds no cifar10 folder with the data; fetch it with "
                        "`neat-run data get cifar10`"),
      Error);
}
