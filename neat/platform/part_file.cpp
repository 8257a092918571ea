#include "neat/platform/part_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "neat/base/error.hpp"

namespace neat::platform {
namespace {

namespace fs = std::filesystem;

std::string remedy(int number) {
  if (number == ENOSPC || number == EDQUOT) return "make room, or choose another place";
  return "choose a place you may write to";
}

[[noreturn]] void system_error(const std::string& what, const fs::path& path, int number) {
  throw Error(ErrorCode::system,
              what + ": " + path.string() + ": " + std::strerror(number) + "; " + remedy(number));
}

}  // namespace

PartFile::PartFile(fs::path path, bool keep) : path_(std::move(path)) {
  make_folder(path_.parent_path());
  handle_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (keep ? 0 : O_TRUNC), 0666);
  if (handle_ < 0) fail("cannot write");
  const off_t end = ::lseek(handle_, 0, SEEK_END);
  bytes_ = end < 0 ? 0 : static_cast<std::uint64_t>(end);
}

PartFile::~PartFile() {
  if (handle_ >= 0) ::close(handle_);
}

void PartFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(handle_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write");
    bytes_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void PartFile::clear() {
  if (::ftruncate(handle_, 0) != 0) fail("cannot write");
  bytes_ = 0;
}

void PartFile::become(const fs::path& file) {
  if (::fsync(handle_) != 0) fail("cannot write");
  if (::rename(path_.c_str(), file.c_str()) != 0) system_error("cannot rename", path_, errno);
}

void PartFile::fail(const char* what) const {
  system_error(what, path_, errno);
}

FolderLock::FolderLock(const fs::path& folder)
    : handle_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (handle_ < 0) system_error("cannot open the folder", folder, errno);
  if (::flock(handle_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return;  // no locks on some network disks
  ::close(handle_);
  throw Error(ErrorCode::data, "data folder: " + folder.string() +
                                   ": another process is writing into it; wait until that one has ended");
}

FolderLock::~FolderLock() {
  ::close(handle_);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) system_error("cannot make the folder", folder, error.value());
}

}  // namespace neat::platform
