/// apps/neat_run/part_file.hpp - a file in the making: FILE.part, renamed to FILE only when it is whole.
/// Whatever kills the program leaves at most the .part behind. No space or permission is a
/// neat::Error(system). One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace neat::app {

class PartFile {
 public:
  /// Opens `path` (a .part) for appending, emptied first unless `keep`. Makes its folder.
  PartFile(std::filesystem::path path, bool keep);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  std::uint64_t bytes() const { return bytes_; }  ///< it holds
  void append(std::span<const std::byte> bytes);
  void clear();
  /// Flushes it to the disk and gives it its name.
  void become(const std::filesystem::path& file);

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path path_;
  int handle_ = -1;
  std::uint64_t bytes_ = 0;
};

/// A lock on a folder, so that two programs do not write the same parts: throws neat::Error(data) when
/// another holds it.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int handle_;
};

/// Makes a folder and those above it; throws neat::Error(system).
void make_folder(const std::filesystem::path& folder);

}  // namespace neat::app
