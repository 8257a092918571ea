#include "data/idx.hpp"
#include "data/packed_file.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <span>

#include "neat/base/random.hpp"
#include "tasks/scratch.hpp"

namespace {

using namespace neat::data;
using neat::test::Bytes;
using neat::test::gzip;
using neat::test::idx;
using neat::test::Scratch;

const std::string kRemedy = "ask for it again";

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
  return bytes;
}

/// What reading `bytes` as one IDX file says, without the part that names the file.
std::string refusal(const Bytes& bytes) {
  const Scratch scratch;
  const auto file = scratch.write("file", bytes);
  try {
    read_idx(file, kRemedy);
  } catch (const Error& error) {
    const std::string text = error.what(), before = "IDX file: " + file.string() + ": ",
                      after = "; " + kRemedy;
    CHECK(text.starts_with(before));
    CHECK(text.ends_with(after));
    return text.substr(before.size(), text.size() - before.size() - after.size());
  }
  return "nothing";
}

/// Small images and labels, 3 rows of 2 x 2, on which one thing at a time is spoilt.
struct Pair {
  Bytes images = idx({3, 2, 2}, counting(12)), labels = idx({3}, {7, 0, 9});
  Expected expected{.rows = 3, .other_rows = 2, .height = 2, .width = 2, .remedy = kRemedy};

  LabelledImages read() const {
    const Scratch scratch;
    return read_images(scratch.write("images", images), scratch.write("labels", labels), expected);
  }
  std::string refusal() const {
    try {
      read();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("idx: what was written is read, plain and gzip") {
  const Scratch scratch;
  const Bytes bytes = idx({4, 3, 5}, counting(60));
  for (const auto& file : {scratch.write("plain", bytes), scratch.write("packed", gzip(bytes))}) {
    const IdxArray array = read_idx(file, kRemedy);
    CHECK(array.shape == std::vector<std::uint32_t>{4, 3, 5});
    CHECK(array.values == counting(60));
  }
}

TEST_CASE("idx: values over several read blocks arrive in order") {
  const Scratch scratch;
  const Bytes values = counting((std::size_t{5} << 19) + 3);
  const Bytes bytes = idx({static_cast<std::uint32_t>(values.size())}, values);
  CHECK(read_idx(scratch.write("plain", bytes), kRemedy).values == values);
  CHECK(read_idx(scratch.write("packed", gzip(bytes)), kRemedy).values == values);
}

TEST_CASE("idx: a missing file is refused by name") {
  const Scratch scratch;
  const std::string text = "IDX file: " + (scratch / "none").string() + ": there is no such file; " + kRemedy;
  CHECK_THROWS_WITH_AS(read_idx(scratch / "none", kRemedy), text.c_str(), Error);
}

TEST_CASE("idx: a folder is refused") {
  const Scratch scratch;
  const std::string text = "IDX file: " + scratch.folder().string() + ": is a folder, not a file; " + kRemedy;
  CHECK_THROWS_WITH_AS(read_idx(scratch.folder(), kRemedy), text.c_str(), Error);
}

TEST_CASE("idx: an empty file is refused") {
  CHECK(refusal({}) == "is empty");
  CHECK(refusal(gzip({})) == "is empty");
}

TEST_CASE("idx: what is not IDX is refused with its first bytes") {
  const std::string html = "<html>not found</html>";
  CHECK(refusal({html.begin(), html.end()}) ==
        "is not IDX (it starts with the bytes 3c 68 74 6d, not with 00 00 08 and a number of dimensions)");
  CHECK(contains(refusal({0, 0, 8}), "is not IDX (it starts with the bytes 00 00 08,"));
  CHECK(contains(refusal({0, 0, 8, 0}), "is not IDX"));
  CHECK(contains(refusal({0, 1, 8, 1, 0, 0, 0, 1, 5}), "is not IDX"));
}

TEST_CASE("idx: elements that are not unsigned bytes are refused") {
  CHECK(refusal({0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0}) ==
        "holds elements of type 0d, only unsigned bytes (08) are read");
}

TEST_CASE("idx: a truncated file is refused with the bytes it has and should have, wherever it is cut") {
  const Bytes bytes = idx({3, 2, 2}, counting(12));
  for (std::size_t size = 4; size < 16; ++size) {
    CHECK(refusal({bytes.begin(), bytes.begin() + static_cast<long>(size)}) ==
          "is truncated: " + std::to_string(size) + " bytes, its header alone has 16");
  }
  for (std::size_t size = 16; size < bytes.size(); ++size) {
    CHECK(refusal({bytes.begin(), bytes.begin() + static_cast<long>(size)}) ==
          "is truncated: " + std::to_string(size) + " of 28 bytes are there");
  }
}

TEST_CASE("idx: a truncated gzip file is refused, wherever it is cut") {
  const Bytes packed = gzip(idx({50, 2, 2}, counting(200)));
  for (std::size_t size = 1; size < packed.size(); ++size) {
    CAPTURE(size);
    const std::string text = refusal({packed.begin(), packed.begin() + static_cast<long>(size)});
    CHECK((contains(text, "is truncated: ") || contains(text, "is empty") || contains(text, "is not IDX")));
  }
  CHECK(refusal({packed.begin(), packed.end() - 5}) == "is truncated: its gzip stream lacks its end");
}

TEST_CASE("idx: bytes after the end are refused") {
  Bytes bytes = idx({3}, {1, 2, 3});
  bytes.push_back(0);
  CHECK(refusal(bytes) == "has bytes after its end: its header says 11 bytes");
  CHECK(refusal(gzip(bytes)) == "has bytes after its end: its header says 11 bytes");
}

TEST_CASE("idx: a damaged gzip file is refused, or damaged only where no content is") {
  const Scratch scratch;
  const Bytes values = counting(200), packed = gzip(idx({50, 2, 2}, values));
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
    Bytes damaged = packed;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    CAPTURE(bit);
    try {
      const IdxArray array = read_idx(scratch.write("file", damaged), kRemedy);
      CHECK(array.values == values);
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused >= static_cast<int>(8 * values.size()));
  Bytes checksum = packed;
  checksum[packed.size() - 8] ^= 1;
  CHECK(refusal(checksum) == "its gzip compression is damaged (incorrect data check)");
}

TEST_CASE("idx: a dimension of nothing and an impossible size are refused without taking memory") {
  CHECK(refusal(idx({0}, {})) == "holds nothing: a dimension is 0");
  CHECK(refusal(idx({4000000000U, 4000000000U, 4000000000U}, {1})) ==
        "its header claims more than 64 GiB, so it is damaged");
  CHECK(refusal(idx({4000000000U}, {1})) == "is truncated: 9 of 4000000008 bytes are there");
}

TEST_CASE("idx: random bytes behind a good start never do harm") {
  neat::Random random(1, neat::Purpose::test, 0, 0);
  for (int round = 0; round < 300; ++round) {
    Bytes bytes{0, 0, 8};
    const std::uint32_t size = random.below(40);
    for (std::uint32_t i = 0; i < size; ++i)
      bytes.push_back(static_cast<std::uint8_t>(random.below(round % 5 + 2)));
    const Scratch scratch;
    const auto file = scratch.write("file", bytes);
    try {
      const IdxArray array = read_idx(file, kRemedy);
      CHECK(array.values.size() + 4 + 4 * array.shape.size() == bytes.size());
    } catch (const Error&) {
    }
  }
}

TEST_CASE("idx: images come with their labels") {
  const LabelledImages read = Pair{}.read();
  CHECK(read.rows == 3);
  CHECK(read.height == 2);
  CHECK(read.width == 2);
  CHECK(read.pixels == counting(12));
  CHECK(read.labels == std::vector<std::uint32_t>{7, 0, 9});
}

TEST_CASE("idx: swapped image and label files are refused with the remedy of renaming them") {
  Pair pair;
  std::swap(pair.images, pair.labels);
  CHECK(contains(pair.refusal(),
                 "images: holds labels where images are expected; the image and label files are "
                 "swapped: rename them, or " +
                     kRemedy));
  Pair twice;
  twice.labels = twice.images;
  CHECK(contains(twice.refusal(),
                 "labels: holds images where labels are expected; the image and label files are "
                 "swapped: rename them, or " +
                     kRemedy));
  Pair other;
  other.images = idx({3, 4}, counting(12));
  CHECK(contains(other.refusal(), "holds 2-dimensional values where images are expected; " + kRemedy));
}

TEST_CASE("idx: swapped training and test files are refused with the remedy of renaming them") {
  Pair pair;
  pair.images = idx({2, 2, 2}, counting(8));
  pair.labels = idx({2}, {1, 2});
  CHECK(contains(pair.refusal(),
                 "images: holds 2 images, the training set has 3; the training and test files are "
                 "swapped: rename them, or " +
                     kRemedy));
  pair.images = idx({5, 2, 2}, counting(20));
  CHECK(contains(pair.refusal(), "images: holds 5 images, the training set has 3; " + kRemedy));
  pair.labels = idx({5}, {1, 2, 3, 4, 5});
  pair.expected.rows = 0;  // any number
  CHECK(pair.refusal() == "nothing");
}

TEST_CASE("idx: images of another size are refused") {
  Pair pair;
  pair.images = idx({3, 2, 3}, counting(18));
  CHECK(contains(pair.refusal(), "images: holds images of 2 x 3 pixels, 2 x 2 are expected; " + kRemedy));
}

TEST_CASE("idx: labels that are not as many as the images are refused, naming both files") {
  Pair pair;
  pair.labels = idx({2}, {1, 2});
  const std::string text = pair.refusal();
  CHECK(contains(text, "labels: holds 2 labels, but "));
  CHECK(contains(text, "images holds 3 images; " + kRemedy));
}

TEST_CASE("idx: a label outside the classes is refused with its row") {
  Pair pair;
  pair.labels = idx({3}, {1, 10, 200});
  CHECK(contains(pair.refusal(), "labels: label 10 of row 1 is not below 10; " + kRemedy));
}

TEST_CASE("idx: a file is found plain before gzip, or not at all") {
  const Scratch scratch;
  CHECK(find_packed(scratch.folder(), "a").empty());
  scratch.write("a.gz", {});
  CHECK(find_packed(scratch.folder(), "a") == scratch / "a.gz");
  scratch.write("a", {});
  CHECK(find_packed(scratch.folder(), "a") == scratch / "a");
}
