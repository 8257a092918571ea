#include "neat/platform/shared_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "neat/base/error.hpp"

namespace neat::platform {
namespace {

[[noreturn]] void refuse(const std::string& name) {
  throw Error(ErrorCode::system, "shared memory: " + name + ": " + std::strerror(errno) +
                                     "; free memory or run without --isolate");
}

/// Closed where it is not kept.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  int keep() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// By writing, not through a mapping: where there is no memory, that is an error and no signal.
void write_at(int descriptor, std::size_t offset, std::span<const std::byte> part, const std::string& name) {
  while (!part.empty()) {
    const ssize_t written = ::pwrite(descriptor, part.data(), part.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuse(name);
    offset += static_cast<std::size_t>(written);
    part = part.subspan(static_cast<std::size_t>(written));
  }
}

std::span<const std::byte> mapped(int descriptor, const std::string& name) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) refuse(name);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};
  void* const place = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (place == MAP_FAILED) refuse(name);
  return {static_cast<const std::byte*>(place), size};
}

}  // namespace

#ifdef __linux__
std::shared_ptr<const SharedMemory> SharedMemory::make(const std::string& name,
                                                       std::span<const std::span<const std::byte>> parts) {
  Descriptor file(::memfd_create(name.substr(0, 200).c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file.get() < 0) refuse(name);
  std::size_t offset = 0;
  for (const auto part : parts) {
    write_at(file.get(), offset, part, name);
    offset = (offset + part.size() + kAlignment - 1) / kAlignment * kAlignment;
  }
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
    refuse(name);
  const auto bytes = mapped(file.get(), name);
  return std::shared_ptr<const SharedMemory>(new SharedMemory(file.keep(), bytes));
}
#else
std::shared_ptr<const SharedMemory> SharedMemory::make(const std::string& name,
                                                       std::span<const std::span<const std::byte>>) {
  errno = ENOSYS;
  refuse(name);
}
#endif

std::shared_ptr<const SharedMemory> SharedMemory::map(int descriptor) {
  const auto bytes = mapped(descriptor, "descriptor " + std::to_string(descriptor));
  return std::shared_ptr<const SharedMemory>(new SharedMemory(-1, bytes));
}

SharedMemory::~SharedMemory() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace neat::platform
