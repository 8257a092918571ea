#include <sys/mman.h>
#include <unistd.h>

#include "targets.hpp"

namespace neat::fuzz {

MemoryFile::MemoryFile() : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::runtime_error("no file in memory");
  path_ = "/proc/self/fd/" + std::to_string(descriptor_);
}

MemoryFile::~MemoryFile() {
  ::close(descriptor_);
}

const std::filesystem::path& MemoryFile::holding(Bytes bytes) {
  const bool written = ::ftruncate(descriptor_, 0) == 0 &&
                       ::pwrite(descriptor_, bytes.data(), bytes.size(), 0) == ssize_t(bytes.size());
  if (!written) throw std::runtime_error("cannot write to memory");
  return path_;
}

}  // namespace neat::fuzz
