#include "idx.hpp"

#include <algorithm>
#include <cstdio>
#include <span>

#include "data/packed_file.hpp"

namespace neat::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 36;  // a larger claim is no data set of ours
constexpr std::uint8_t kUnsignedByte = 0x08;

[[noreturn]] void refuse(const fs::path& file, const std::string& why, const std::string& remedy) {
  throw Error("IDX file: " + file.string() + ": " + why + "; " + remedy);
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%02x ", byte);
    text += digits;
  }
  if (!text.empty()) text.pop_back();
  return text;
}

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
         bytes[3];
}

/// The dimensions of the header, which is left behind `source`.
std::vector<std::uint32_t> read_header(PackedFile& source, const fs::path& file, const std::string& remedy) {
  std::vector<std::uint8_t> head;
  source.read(4, head);
  if (head.empty()) refuse(file, "is empty", remedy);
  if (head.size() < 4 || head[0] != 0 || head[1] != 0 || head[3] == 0) {
    refuse(file,
           "is not IDX (it starts with the bytes " + hex(head) +
               ", not with 00 00 08 and a number of dimensions)",
           remedy);
  }
  if (head[2] != kUnsignedByte) {
    refuse(file, "holds elements of type " + hex({&head[2], 1}) + ", only unsigned bytes (08) are read",
           remedy);
  }
  const std::size_t dimensions = head[3];
  std::vector<std::uint8_t> sizes;
  source.read(4 * dimensions, sizes);
  if (sizes.size() < 4 * dimensions) {
    refuse(file,
           "is truncated: " + std::to_string(source.bytes()) + " bytes, its header alone has " +
               std::to_string(4 + 4 * dimensions),
           remedy);
  }
  std::vector<std::uint32_t> shape(dimensions);
  for (std::size_t i = 0; i < dimensions; ++i) shape[i] = big_endian(&sizes[4 * i]);
  return shape;
}

/// The product of the dimensions, refusing none and the impossible.
std::uint64_t element_count(const std::vector<std::uint32_t>& shape, const fs::path& file,
                            const std::string& remedy) {
  std::uint64_t count = 1;
  for (const std::uint32_t size : shape) {
    if (size == 0) refuse(file, "holds nothing: a dimension is 0", remedy);
    if (count > kMostBytes / size)
      refuse(file, "its header claims more than 64 GiB, so it is damaged", remedy);
    count *= size;
  }
  return count;
}

std::string kind(const IdxArray& array) {
  if (array.shape.size() == 1) return "labels";
  if (array.shape.size() == 3) return "images";
  return std::to_string(array.shape.size()) + "-dimensional values";
}

IdxArray read_kind(const fs::path& file, const std::string& wanted, const std::string& remedy) {
  IdxArray array = read_idx(file, remedy);
  if (kind(array) == wanted) return array;
  const bool swapped = kind(array) == "labels" || kind(array) == "images";
  refuse(file, "holds " + kind(array) + " where " + wanted + " are expected",
         (swapped ? "the image and label files are swapped: rename them, or " : "") + remedy);
}

void check_images(const IdxArray& images, const fs::path& file, const Expected& expected) {
  const std::uint32_t rows = images.shape[0], height = images.shape[1], width = images.shape[2];
  if (height != expected.height || width != expected.width) {
    refuse(file,
           "holds images of " + std::to_string(height) + " x " + std::to_string(width) + " pixels, " +
               std::to_string(expected.height) + " x " + std::to_string(expected.width) + " are expected",
           expected.remedy);
  }
  if (expected.rows == 0 || rows == expected.rows) return;
  const bool swapped = rows == expected.other_rows;
  refuse(file,
         "holds " + std::to_string(rows) + " images, the " + expected.set + " set has " +
             std::to_string(expected.rows),
         (swapped ? "the training and test files are swapped: rename them, or " : "") + expected.remedy);
}

void check_labels(const IdxArray& labels, const fs::path& file, const Expected& expected) {
  const auto outside = [&](std::uint8_t label) { return label >= expected.classes; };
  const auto place = std::ranges::find_if(labels.values, outside);
  if (place == labels.values.end()) return;
  refuse(file,
         "label " + std::to_string(*place) + " of row " + std::to_string(place - labels.values.begin()) +
             " is not below " + std::to_string(expected.classes),
         expected.remedy);
}

}  // namespace

IdxArray read_idx(const fs::path& file, const std::string& remedy) {
  PackedFile source(file, "IDX file", remedy);
  IdxArray array;
  array.shape = read_header(source, file, remedy);
  const std::uint64_t count = element_count(array.shape, file, remedy);
  const std::uint64_t expected_bytes = source.bytes() + count;
  source.read(count, array.values);
  if (array.values.size() < count) {
    refuse(file,
           "is truncated: " + std::to_string(source.bytes()) + " of " + std::to_string(expected_bytes) +
               " bytes are there",
           remedy);
  }
  std::vector<std::uint8_t> beyond;
  source.read(1, beyond);
  if (!beyond.empty()) {
    refuse(file, "has bytes after its end: its header says " + std::to_string(expected_bytes) + " bytes",
           remedy);
  }
  if (source.cut()) refuse(file, "is truncated: its gzip stream lacks its end", remedy);
  return array;
}

LabelledImages read_images(const fs::path& images_file, const fs::path& labels_file,
                           const Expected& expected) {
  IdxArray images = read_kind(images_file, "images", expected.remedy);
  const IdxArray labels = read_kind(labels_file, "labels", expected.remedy);
  check_images(images, images_file, expected);
  if (labels.shape[0] != images.shape[0]) {
    refuse(labels_file,
           "holds " + std::to_string(labels.shape[0]) + " labels, but " + images_file.string() + " holds " +
               std::to_string(images.shape[0]) + " images",
           expected.remedy);
  }
  check_labels(labels, labels_file, expected);
  return {images.shape[0],
          images.shape[1],
          images.shape[2],
          std::move(images.values),
          {labels.values.begin(), labels.values.end()}};
}

}  // namespace neat::data
