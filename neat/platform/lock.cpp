#include "neat/platform/lock.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "neat/base/error.hpp"

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>
#else
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/sysmacros.h>
#endif
#include <unistd.h>

#include <fstream>
#include <sstream>
#endif

namespace neat::platform {
namespace {

namespace fs = std::filesystem;
constexpr std::intptr_t kNone = -1;

[[noreturn]] void refuse_busy(const fs::path& directory, const std::string& owner) {
  throw Error(ErrorCode::run,
              "cannot use the run directory: " + directory.string() + ": " + owner +
                  " is writing it; wait until it ends or stop it, or choose another one with --out");
}

[[noreturn]] void refuse_lock_file(const fs::path& path, int error) {
  throw Error(ErrorCode::system, "cannot lock: " + path.string() + ": " +
                                     std::generic_category().message(error) +
                                     "; choose a folder that you may write to with --out");
}

#ifdef _WIN32
std::intptr_t take(const fs::path& directory) {
  const fs::path path = directory / ".lock";
  const HANDLE file =
      ::CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS, 0, nullptr);
  if (file != INVALID_HANDLE_VALUE) return std::intptr_t(file);
  if (::GetLastError() == ERROR_SHARING_VIOLATION) refuse_busy(directory, "another process");
  refuse_lock_file(path, EACCES);
}

void give(std::intptr_t handle) {
  ::CloseHandle(HANDLE(handle));
}

/// The holder shares the file with nobody, so that it cannot be opened.
LockOwner owner(const fs::path& path) {
  const HANDLE file = ::CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                    OPEN_EXISTING, 0, nullptr);
  if (file == INVALID_HANDLE_VALUE) return {::GetLastError() == ERROR_SHARING_VIOLATION, 0};
  ::CloseHandle(file);
  return {};
}
#else
std::string owner_of(int file) {
  char text[32];
  const auto size = ::pread(file, text, sizeof text, 0);
  std::string digits;
  for (ssize_t i = 0; i < size && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits.empty() ? "another process" : "process " + digits;
}

/// For the message of whoever comes next; a lock without it still locks.
void write_owner(int file) {
  const std::string text = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file, 0) != 0) return;
  (void)!::pwrite(file, text.data(), text.size(), 0);
}

std::intptr_t take(const fs::path& directory) {
  const fs::path path = directory / ".lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file < 0) refuse_lock_file(path, errno);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return write_owner(file), file;
  const int error = errno;
  const std::string owner = owner_of(file);
  ::close(file);
  if (error == EWOULDBLOCK) refuse_busy(directory, owner);
  refuse_lock_file(path, error);
}

/// The process that the lock file names, 0 when it names none.
long named_process(const fs::path& path) {
  std::ifstream file(path);
  long process = 0;
  return file >> process && process > 0 ? process : 0;
}

/// proc(5): `1: FLOCK ADVISORY WRITE 1234 fe:00:5678 0 EOF` - access at 3, process at 4, device and inode at 5. Some file
/// systems show another device there than stat does; then the process must be the one that the lock file names.
bool is_lock_on(const std::string& line, const struct stat& file, long process) {
  std::istringstream words(line);
  std::string number, type, mode, access, place;
  long holder = 0;
  if (!(words >> number >> type >> mode >> access >> holder >> place) || access != "WRITE") return false;
  std::istringstream parts(place);
  unsigned long upper = 0, lower = 0, inode = 0;
  char colon = 0;
  if (!(parts >> std::hex >> upper >> colon >> lower >> colon >> std::dec >> inode)) return false;
  return inode == file.st_ino &&
         (holder == process || (upper == major(file.st_dev) && lower == minor(file.st_dev)));
}

LockOwner owner(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  const long process = named_process(path);
  std::ifstream locks("/proc/locks");
  if (!locks) return {process > 0 && (::kill(pid_t(process), 0) == 0 || errno == EPERM), process};
  for (std::string line; std::getline(locks, line);)
    if (is_lock_on(line, status, process)) return {true, process};
  return {};
}

void give(std::intptr_t handle) {
  ::close(int(handle));
}  // closing the last descriptor releases the lock
#endif

}  // namespace

DirectoryLock::DirectoryLock(const fs::path& directory) : handle_(take(directory)) {}
DirectoryLock::~DirectoryLock() {
  release();
}
DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : handle_(std::exchange(other.handle_, kNone)) {}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept {
  if (this == &other) return *this;
  release();
  handle_ = std::exchange(other.handle_, kNone);
  return *this;
}

void DirectoryLock::release() noexcept {
  if (handle_ != kNone) give(std::exchange(handle_, kNone));
}

LockOwner lock_owner(const fs::path& directory) {
  return owner(directory / ".lock");
}

}  // namespace neat::platform
