/// neat/platform/child.hpp - a program that runs beside this one and is talked to over descriptors, and what such a
/// program does to itself so that it never outlives its parent. POSIX only so far.
///
/// Invariants: a child has a process group of its own, so that Ctrl-C on the terminal reaches the parent alone; it
/// inherits the descriptors it was handed and standard error, nothing else. Started by posix_spawn, which copies no
/// memory and no lock, so that any thread may start one. A Child is a value that can be moved; destroying it ends it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace neat::platform {

class Child {
 public:
  /// The first descriptor that a child finds handed to it; the others follow.
  static constexpr int kFirstHanded = 3;

  /// Descriptors of ours that what it prints goes to; left out: our standard error.
  struct Streams {
    int out = 2, err = 2;
  };

  Child() = default;
  /// Starts `program`; `words` are its arguments, its name first. Its input is empty. Throws neat::Error(system) when it
  /// cannot be started.
  Child(const std::filesystem::path& program, std::vector<std::string> words, std::span<const int> handed)
      : Child(program, std::move(words), handed, Streams{}) {}
  Child(const std::filesystem::path& program, std::vector<std::string> words, std::span<const int> handed,
        const Streams& streams);
  ~Child();
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;

  bool running() const { return process_ > 0; }  ///< started and not waited for
  long process() const { return process_; }
  void kill() noexcept;  ///< at once (SIGKILL)

  struct End {
    int status = 0;  ///< exit status; -1: ended by a signal
    int signal = 0;  ///< 0: ended by itself
  };
  /// Waits for its end. REQUIRES: running().
  End wait();
  /// Its end, if that has come. REQUIRES: running().
  std::optional<End> poll();

 private:
  std::optional<End> reap(int options);

  long process_ = 0;
};

/// "signal 11 (Segmentation fault)", "exit status 3".
std::string text(const Child::End& end);

/// The exit status of a process that ran out of the memory it may have (limit_memory).
inline constexpr int kOutOfMemory = 113;

/// Ends this process as soon as nobody holds the other end of `descriptor` any more, whatever it is busy with. A thread
/// watches: PR_SET_PDEATHSIG would fire when the thread ends that started us, not the process.
void end_with_peer(int descriptor);

/// From now on this process may have `bytes` of private memory; an allocation beyond them ends it with kOutOfMemory.
/// 0: no bound, an allocation that fails still ends it so. A build with an address or thread sanitizer, whose shadow
/// memory would count, has no bound.
void limit_memory(std::uint64_t bytes);

/// A crash of this process leaves no core file.
void leave_no_core();

}  // namespace neat::platform
