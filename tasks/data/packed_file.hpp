/// tasks/data/packed_file.hpp - bytes of a file that may be plain or gzip, and where it lies in either form. zlib stays in
/// packed_file.cpp. Throws neat::data::Error, `what: file: why; remedy`. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/labelled_images.hpp"

namespace neat::data {

/// A plain or gzip file, read from its beginning. zlib checks the checksum that ends a gzip stream.
class PackedFile {
 public:
  /// `what` begins and `remedy` ends every message.
  PackedFile(const std::filesystem::path& file, const std::string& what, const std::string& remedy);
  ~PackedFile();
  PackedFile(const PackedFile&) = delete;
  PackedFile& operator=(const PackedFile&) = delete;

  /// Appends up to `count` bytes to `out`; fewer only at the end of the file.
  void read(std::uint64_t count, std::vector<std::uint8_t>& out);

  std::uint64_t bytes() const { return bytes_; }  ///< read so far, uncompressed
  bool cut() const { return cut_; }               ///< the gzip stream ended before its own end

 private:
  struct Stream;
  std::size_t read_chunk(std::uint8_t* out, std::size_t wanted);
  std::string without_path(std::string text) const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::filesystem::path file_;
  std::string what_, remedy_;
  std::unique_ptr<Stream> stream_;
  std::uint64_t bytes_ = 0;
  bool cut_ = false;
};

/// folder/name or, when only that is there, folder/name.gz; empty when neither is.
std::filesystem::path find_packed(const std::filesystem::path& folder, const std::string& name);

}  // namespace neat::data
