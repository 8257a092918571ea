#include "idx_set.hpp"

#include "data/idx.hpp"
#include "data/packed_file.hpp"

namespace neat::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                  "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/// Does `folder` hold the data? Refuses one that holds a part of it.
bool holds(const fs::path& folder, const IdxSet& set) {
  int there = 0;
  const char* absent = nullptr;
  for (const char* file : kFiles) {
    if (find_packed(folder, file).empty()) {
      absent = file;
    } else {
      ++there;
    }
  }
  if (there == 0 || absent == nullptr) return there > 0;
  throw Error(std::string(set.name) + ": " + (folder / absent).string() +
              ": is missing, though other files of the set are there; " + set.remedy);
}

LabelledImages read_pair(const fs::path& folder, const std::string& prefix, const Expected& expected) {
  return read_images(find_packed(folder, prefix + "-images-idx3-ubyte"),
                     find_packed(folder, prefix + "-labels-idx1-ubyte"), expected);
}

}  // namespace

fs::path find_idx_set(const IdxSet& set, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    if (const fs::path place = fs::path(folder) / set.folder; holds(place, set)) return place;
  }
  return {};
}

TrainAndTest read_idx_set(const IdxSet& set, const fs::path& folder) {
  const Expected train{
      .set = "training", .rows = set.train_rows, .other_rows = set.test_rows, .remedy = set.remedy};
  const Expected test{
      .set = "test", .rows = set.test_rows, .other_rows = set.train_rows, .remedy = set.remedy};
  return {read_pair(folder, "train", train), read_pair(folder, "t10k", test)};
}

std::string list_of(const std::vector<std::string>& folders) {
  std::string text;
  for (const std::string& folder : folders) text += (text.empty() ? "" : ", ") + folder;
  return text.empty() ? "no folder" : text;
}

}  // namespace neat::data
