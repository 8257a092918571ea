#include "packed_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace neat::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = std::size_t{1} << 20;  // bytes asked for at once

std::string open_failure() {
  if (errno == ENOENT) return "there is no such file";
  return "cannot be opened (" + std::string(std::strerror(errno == 0 ? ENOMEM : errno)) + ")";
}

}  // namespace

struct PackedFile::Stream {
  explicit Stream(const fs::path& file) : handle(gzopen(file.c_str(), "rb")) {}
  ~Stream() {
    if (handle != nullptr) gzclose_r(handle);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  gzFile handle;
};

PackedFile::PackedFile(const fs::path& file, const std::string& what, const std::string& remedy)
    : file_(file), what_(what), remedy_(remedy) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) refuse("is a folder, not a file");
  errno = 0;
  stream_ = std::make_unique<Stream>(file);
  if (stream_->handle == nullptr) refuse(open_failure());
}

PackedFile::~PackedFile() = default;

void PackedFile::read(std::uint64_t count, std::vector<std::uint8_t>& out) {
  while (count > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count, kChunk));
    const std::size_t before = out.size();
    out.resize(before + wanted);
    const std::size_t got = read_chunk(out.data() + before, wanted);
    out.resize(before + got);
    bytes_ += got;
    count -= got;
    if (got < wanted) return;
  }
}

std::size_t PackedFile::read_chunk(std::uint8_t* out, std::size_t wanted) {
  const int got = gzread(stream_->handle, out, static_cast<unsigned>(wanted));
  int status = Z_OK;
  const char* text = gzerror(stream_->handle, &status);
  cut_ = cut_ || status == Z_BUF_ERROR;
  if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR) {
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }
  if (status == Z_ERRNO) refuse("cannot be read (" + std::string(std::strerror(errno)) + ")");
  refuse("its gzip compression is damaged (" + without_path(text) + ")");
}

/// zlib puts the file's name before its own words.
std::string PackedFile::without_path(std::string text) const {
  const std::string before = file_.string() + ": ";
  return text.starts_with(before) ? text.substr(before.size()) : text;
}

void PackedFile::refuse(const std::string& why) const {
  throw Error(what_ + ": " + file_.string() + ": " + why + "; " + remedy_);
}

fs::path find_packed(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const fs::path& file : {folder / name, folder / (name + ".gz")}) {
    if (fs::exists(file, ignored)) return file;
  }
  return {};
}

}  // namespace neat::data
