#include "cifar.hpp"

#include "data/md5.hpp"
#include "data/packed_file.hpp"

namespace neat::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kSide = 32, kChannels = 3, kClasses = 10;
constexpr std::size_t kPixels = std::size_t{kChannels} * kSide * kSide;
constexpr std::size_t kRecord = 1 + kPixels;
constexpr const char* kFolder = "cifar10";
constexpr const char* kUnpacked = "cifar-10-batches-bin";  // what the official archive unpacks to

[[noreturn]] void refuse(const fs::path& file, const std::string& why, const CifarSet& set) {
  throw Error("CIFAR-10: " + file.string() + ": " + why + "; " + set.remedy);
}

bool holds(const fs::path& folder, const CifarSet& set) {
  std::size_t there = 0;
  const char* absent = nullptr;
  for (const CifarFile& file : set.files) {
    if (find_packed(folder, file.name).empty()) {
      absent = absent == nullptr ? file.name : absent;
    } else {
      ++there;
    }
  }
  if (there == 0 || absent == nullptr) return there > 0;
  refuse(folder / absent, "is missing, though other files of the set are there", set);
}

/// The whole content of a file, which has the right size.
std::vector<std::uint8_t> read_content(const fs::path& path, const CifarSet& set) {
  const std::size_t size = set.records * kRecord;
  PackedFile file(path, "CIFAR-10", set.remedy);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(size + 1);
  file.read(size + 1, bytes);
  const std::string form = std::to_string(size) + " bytes: " + std::to_string(set.records) + " records of " +
                           std::to_string(kRecord);
  if (bytes.size() > size) refuse(path, "is too long: a file of the set has " + form, set);
  if (bytes.size() < size || file.cut())
    refuse(path, "is truncated: " + std::to_string(bytes.size()) + " of " + form, set);
  return bytes;
}

/// Whether this is the copy's file; refuses what is neither that nor the official one.
bool is_copy(std::span<const std::uint8_t> bytes, const fs::path& path, const CifarFile& file,
             const CifarSet& set) {
  Md5 md5;
  md5.add(bytes);
  const std::string digest = md5.finish();
  if (digest == file.official) return false;
  if (digest == file.copy) return true;
  refuse(path,
         "has the MD5 " + digest + ", neither that of the official file (" + file.official +
             ") nor that of the reconstructed copy (" + file.copy + ")",
         set);
}

/// Appends the records to `images`.
void append(std::span<const std::uint8_t> bytes, const fs::path& path, const CifarSet& set,
            LabelledImages& images) {
  for (std::size_t row = 0; row < set.records; ++row) {
    const std::uint8_t label = bytes[row * kRecord];
    if (label >= kClasses)
      refuse(path,
             "label " + std::to_string(label) + " of record " + std::to_string(row) + " is not below " +
                 std::to_string(kClasses),
             set);
    images.labels.push_back(label);
    const auto pixels = bytes.subspan(row * kRecord + 1, kPixels);
    images.pixels.insert(images.pixels.end(), pixels.begin(), pixels.end());
  }
  images.rows += set.records;
}

}  // namespace

fs::path find_cifar(const CifarSet& set, const std::vector<std::string>& folders) {
  for (const fs::path folder : folders)
    for (const fs::path& place : {folder / kFolder, folder / kFolder / kUnpacked})
      if (holds(place, set)) return place;
  return {};
}

Cifar read_cifar(const CifarSet& set, const fs::path& folder) {
  Cifar cifar;
  for (LabelledImages* images : {&cifar.train, &cifar.test})
    images->height = images->width = kSide, images->channels = kChannels;
  cifar.train.pixels.reserve((set.files.size() - 1) * set.records * kPixels);
  for (const CifarFile& file : set.files) {
    const fs::path path = find_packed(folder, file.name);
    const auto bytes = read_content(path, set);
    append(bytes, path, set, &file == &set.files.back() ? cifar.test : cifar.train);
    cifar.is_copy = is_copy(bytes, path, file, set) || cifar.is_copy;
  }
  return cifar;
}

}  // namespace neat::data
