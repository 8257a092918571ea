/// neat/platform/lock.hpp - an exclusive lock on a directory, so that two processes never write one run.
///
/// Held by the operating system, so it ends with the process however that dies; the file `.lock` in the
/// directory stays behind and means nothing by itself. A value: moving hands the lock on, destroying releases
/// it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace neat::platform {

class DirectoryLock {
 public:
  /// Locks an existing directory. Throws neat::Error(run) naming the process that holds it,
  /// neat::Error(system) when the lock file cannot be made.
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&& other) noexcept;

 private:
  void release() noexcept;
  std::intptr_t handle_;
};

/// Who holds the lock of a directory, seen without taking it, so that looking never gets in a run's way.
struct LockOwner {
  bool held = false;
  long process = 0;  ///< 0: not known
};

/// Nobody where there is no lock file. A process of another machine (on a shared disk) is not seen.
LockOwner lock_owner(const std::filesystem::path& directory);

}  // namespace neat::platform
