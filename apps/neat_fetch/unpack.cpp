#include "unpack.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <fstream>
#include <memory>
#include <span>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 16;

using Archive = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Sink = std::function<void(std::span<const std::byte>)>;

enum class Kind { single, members };

/// Open at its first entry's beginning; what goes wrong shows at the first read.
Archive open(const fs::path& file, Kind kind) {
  Archive reader(archive_read_new(), &archive_read_free);
  if (reader == nullptr)
    throw Error(ErrorCode::system, "libarchive: cannot start: out of memory; free some and try again");
  archive_read_support_filter_gzip(reader.get());
  if (kind == Kind::single) archive_read_support_format_raw(reader.get());
  if (kind == Kind::single) archive_read_support_format_empty(reader.get());
  if (kind == Kind::members) archive_read_support_format_tar(reader.get());
  archive_read_open_filename(reader.get(), file.c_str(), kBlock);
  return reader;
}

std::string reason(archive* reader) {
  const char* text = archive_error_string(reader);
  return text == nullptr ? "cannot be read" : text;
}

/// The rest of the current entry, to `sink`.
Unpacked read_entry(archive* reader, const Sink& sink, std::uint64_t most) {
  std::vector<std::byte> block(kBlock);
  Sha256 hash;
  std::uint64_t total = 0;
  for (;;) {
    const auto got = archive_read_data(reader, block.data(), block.size());
    if (got < 0) return {.why = reason(reader)};
    if (got == 0) break;
    const auto bytes = std::span(block).first(static_cast<std::size_t>(got));
    total += bytes.size();
    if (total > most) return {.why = "is longer than it should be"};
    hash.add(std::span<const std::byte>(bytes));
    sink(bytes);
  }
  return {.sha256 = hex(hash.finish())};
}

Unpacked read_single(const fs::path& file, const Sink& sink, std::uint64_t most) {
  const Archive reader = open(file, Kind::single);
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(reader.get(), &entry);
  if (status == ARCHIVE_EOF) return {.why = "is empty"};
  if (status != ARCHIVE_OK) return {.why = reason(reader.get())};
  return read_entry(reader.get(), sink, most);
}

}  // namespace

std::string hash_as_it_is(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> block(kBlock);
  Sha256 hash;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.add(std::as_bytes(std::span(block)).first(static_cast<std::size_t>(in.gcount())));
  }
  return in.eof() ? hex(hash.finish()) : "";
}

Unpacked hash_file(const fs::path& file, std::uint64_t most) {
  return read_single(
      file, [](std::span<const std::byte>) {}, most);
}

Unpacked unpack_gzip(const fs::path& packed, PartFile& part, std::uint64_t most) {
  return read_single(
      packed, [&](std::span<const std::byte> bytes) { part.append(bytes); }, most);
}

std::string unpack_archive(
    const fs::path& file,
    const std::function<void(const std::string& name, const ReadMember& read)>& member) {
  const Archive reader = open(file, Kind::members);
  archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    member(archive_entry_pathname(entry), [&](PartFile& part, std::uint64_t most) {
      return read_entry(
          reader.get(), [&](std::span<const std::byte> bytes) { part.append(bytes); }, most);
    });
  }
  return status == ARCHIVE_EOF ? "" : reason(reader.get());
}

}  // namespace neat::app
