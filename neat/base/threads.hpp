/// neat/base/threads.hpp - the one door to parallelism. TBB stays in threads.cpp.
///
/// Work is an index range; which thread takes which index is not defined, so a body must write only to its
/// own index's place and use only counter-based randomness. An exception thrown by a body is rethrown by
/// for_each; when several bodies throw, the one of the smallest index wins, so that errors are the same for
/// any number of threads. A for_each from within a body of the same Threads runs inline, in order, on the
/// worker of that body; callers on several threads take turns.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace neat {

class Threads {
 public:
  /// `count` 0 means one per hardware thread. More than the hardware has are started if asked for.
  explicit Threads(unsigned count = 0);
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  unsigned count() const noexcept { return count_; }

  /// Calls body(index, worker) once for every index in [0, size); worker < count() names scratch space that
  /// no two concurrent calls share. After an exception the remaining indices may be skipped only if larger.
  /// With one thread, or one index, the bodies run on the caller, in order.
  void for_each(std::size_t size, const std::function<void(std::size_t index, unsigned worker)>& body);

 private:
  struct Arena;
  unsigned count_;
  std::unique_ptr<Arena> arena_;
};

}  // namespace neat
