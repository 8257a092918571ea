#include "neat/platform/files.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "neat/base/error.hpp"

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace neat::platform {
namespace {

namespace fs = std::filesystem;

#ifdef _WIN32
constexpr int kReadFlags = _O_RDONLY | _O_BINARY;
constexpr int kCreateFlags = _O_WRONLY | _O_BINARY | _O_CREAT | _O_EXCL;
int open_file(const fs::path& path, int flags) {
  return ::_wopen(path.c_str(), flags, _S_IREAD | _S_IWRITE);
}
int process_id() {
  return ::_getpid();
}
int flush(int file) {
  return ::_commit(file);
}
auto read_some(int file, void* to, std::size_t size) {
  return ::_read(file, to, unsigned(size));
}
auto write_some(int file, const void* from, std::size_t size) {
  return ::_write(file, from, unsigned(size));
}
int close_file(int file) {
  return ::_close(file);
}
#else
constexpr int kReadFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a pipe must not block before it is refused
constexpr int kCreateFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
int open_file(const fs::path& path, int flags) {
  return ::open(path.c_str(), flags, 0666);
}
int process_id() {
  return ::getpid();
}
int flush(int file) {
  return ::fsync(file);
}
auto read_some(int file, void* to, std::size_t size) {
  return ::read(file, to, size);
}
auto write_some(int file, const void* from, std::size_t size) {
  return ::write(file, from, size);
}
int close_file(int file) {
  return ::close(file);
}
#endif

constexpr std::size_t kChunk = std::size_t{1} << 30;  // what one system call is asked for at most, bytes

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) close_file(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }
  int close() { return close_file(std::exchange(descriptor_, -1)); }

 private:
  int descriptor_;
};

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = char(text[0] - 'A' + 'a');
  return text;
}

std::string reason(int error) {
  return lower_first(std::generic_category().message(error));
}

std::string write_remedy(int error) {
  if (error == ENOSPC)
    return "free some and run the command again (`neat-run resume DIR` goes on with a run)";
  if (error == EFBIG) return "raise the limit on file sizes (`ulimit -f`) and run the command again";
  if (error == EDQUOT) return "free some of your quota and run the command again";
  if (error == ENOENT || error == ENOTDIR) return "make its folder first, or name another path";
  return "choose a folder that you may write to, for example with --out DIR";
}

[[noreturn]] void refuse_write(const fs::path& path, int error) {
  throw Error(ErrorCode::system,
              "cannot write: " + path.string() + ": " + reason(error) + "; " + write_remedy(error));
}

[[noreturn]] void refuse_read(const fs::path& path, int error) {
  const std::string what = "cannot read: " + path.string() + ": ";
  if (error == EACCES || error == EPERM)
    throw Error(ErrorCode::system,
                what + reason(error) + "; make the file readable for you, or use another one");
  throw Error(ErrorCode::data, what + reason(error) + "; check the path");
}

[[noreturn]] void refuse_size(const fs::path& path, std::uint64_t max_size) {
  throw Error(ErrorCode::data, "cannot read: " + path.string() + ": it is larger than " +
                                   std::to_string(max_size) +
                                   " bytes, the most that such a file may have; use another one");
}

std::uint64_t regular_size(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) refuse_read(path, error.value());
  if (status.type() != fs::file_type::regular)
    throw Error(ErrorCode::data, "cannot read: " + path.string() + ": it is not a file; check the path");
  const std::uint64_t size = fs::file_size(path, error);
  if (error) refuse_read(path, error.value());
  return size;
}

/// Reads until `bytes` is full or the file ends; returns how many bytes came.
std::size_t read_into(int file, std::span<std::byte> bytes, const fs::path& path) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto got = read_some(file, bytes.data() + done, std::min(kChunk, bytes.size() - done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_read(path, errno);
    if (got == 0) break;
    done += std::size_t(got);
  }
  return done;
}

/// Writes all bytes; returns 0 or the error.
int write_all(int file, std::span<const std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto put = write_some(file, bytes.data() + done, std::min(kChunk, bytes.size() - done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    done += std::size_t(put);
  }
  return 0;
}

/// The file, then its entry: without the second a crash may bring back the old name.
int flush_folder(const fs::path& folder) {
#ifdef _WIN32
  (void)folder;
  return 0;
#else
  OpenFile entry(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!entry) return errno;
  if (::fsync(entry.get()) == 0 || errno == EINVAL) return 0;  // some file systems cannot flush a folder
  return errno;
#endif
}

int write_and_flush(const fs::path& path, std::span<const std::byte> bytes) {
  OpenFile file(open_file(path, kCreateFlags));
  if (!file) return errno;
  if (const int error = write_all(file.get(), bytes)) return error;
  if (flush(file.get()) != 0) return errno;
  return file.close() == 0 ? 0 : errno;
}

/// A name in the same folder that no other writer uses: process and a counter.
fs::path temporary_beside(const fs::path& path) {
  static std::atomic<std::uint64_t> counter{0};
  fs::path name = path.filename();
  name += "." + std::to_string(process_id()) + "." + std::to_string(counter++) + ".tmp";
  return path.parent_path() / name;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

Bytes read_file(const fs::path& path, std::uint64_t max_size) {
  const std::uint64_t size = regular_size(path);
  if (size > max_size) refuse_size(path, max_size);
  const OpenFile file(open_file(path, kReadFlags));
  if (!file) refuse_read(path, errno);
  Bytes bytes(size);
  bytes.resize(read_into(file.get(), bytes, path));
  return bytes;
}

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  const fs::path temporary = temporary_beside(path);
  std::error_code ignored;
  fs::remove(temporary, ignored);  // left by a process of the same id that was killed
  if (const int error = write_and_flush(temporary, bytes)) {
    fs::remove(temporary, ignored);
    refuse_write(path, error);
  }
  std::error_code failed;
  fs::rename(temporary, path, failed);
  if (failed) {
    fs::remove(temporary, ignored);
    refuse_write(path, failed.value());
  }
  if (const int error = flush_folder(folder_of(path))) refuse_write(path, error);
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

bool is_unfinished_write(const fs::path& path) {
  const auto is_number = [](const std::string& extension) {
    return extension.size() > 1 && extension.find_first_not_of("0123456789", 1) == std::string::npos;
  };
  const fs::path counted = path.stem(), named = counted.stem();
  return path.extension() == ".tmp" && is_number(counted.extension().string()) &&
         is_number(named.extension().string());
}

void drop_unfinished_writes(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (is_unfinished_write(entry.path())) found.push_back(entry.path());
  for (const auto& path : found) fs::remove(path, ignored);
}

fs::path executable_path() {
#ifdef _WIN32
  std::wstring name(32768, L'\0');
  name.resize(::GetModuleFileNameW(nullptr, name.data(), DWORD(name.size())));
  if (!name.empty()) return name;
#else
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  if (!error) return path;
#endif
  throw Error(
      ErrorCode::system,
      "cannot find this program's own file: the system does not tell; mount /proc and start it again");
}

}  // namespace neat::platform
