#include "tasks/data/idx.hpp"

#include "targets.hpp"

namespace neat::fuzz {
namespace {

std::uint64_t product(const std::vector<std::uint32_t>& shape) {
  std::uint64_t size = 1;
  for (const std::uint32_t extent : shape) size *= extent;
  return size;
}

}  // namespace

void idx(Bytes bytes) {
  static MemoryFile file;
  try {
    const auto& path = file.holding(bytes);
    const data::IdxArray array = data::read_idx(path, "get another");
    promise(!array.shape.empty() && array.values.size() == product(array.shape), "shape and values differ");
    data::Expected expected;
    expected.height = expected.width = 4;
    data::read_images(path, path, expected);  // images or labels, never both
    promise(false, "one file is both images and labels");
  } catch (const data::Error&) {
  }
}

}  // namespace neat::fuzz
