/// apps/neat_fetch/unpack.hpp - takes content out of gzip files and npm archives (.tgz), hashing on the way.
/// libarchive stays in unpack.cpp. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "neat/platform/part_file.hpp"

namespace neat::app {

using platform::PartFile;

struct Unpacked {
  std::string sha256 = {};  ///< of the content, hex; empty when it could not be unpacked
  std::string why = {};     ///< then
};

/// The SHA-256 of a file's content, unpacked if it is gzip, reading at most `most` bytes of content (one more
/// says "too long"). Writes nothing.
Unpacked hash_file(const std::filesystem::path& file, std::uint64_t most);

/// The SHA-256 of a file as it lies there, hex; empty when it cannot be read.
std::string hash_as_it_is(const std::filesystem::path& file);

/// Unpacks `packed` (gzip, or plain) into `part`.
Unpacked unpack_gzip(const std::filesystem::path& packed, PartFile& part, std::uint64_t most);

/// Calls `member(name, read)` for every file in a .tgz archive, where `read(part, most)` unpacks it. Returns
/// why the archive could not be read to its end, or nothing.
using ReadMember = std::function<Unpacked(PartFile& part, std::uint64_t most)>;
std::string unpack_archive(
    const std::filesystem::path& archive,
    const std::function<void(const std::string& name, const ReadMember& read)>& member);

}  // namespace neat::app
