/// neat/platform/part_file.hpp - a large file in the making: FILE.part, renamed to FILE only when it is whole.
///
/// Unlike write_file_atomically it may take long and go on in a later process: whatever kills this one leaves at most
/// the .part behind. No space or permission is a neat::Error(system). One thread per object. POSIX only so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace neat::platform {

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

/// A lock on a folder that leaves no file in it: throws neat::Error(data) when another process holds it. On file
/// systems without locks it locks nothing.
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

}  // namespace neat::platform
