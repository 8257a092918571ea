/// tests/fuzz/targets.hpp - every reader that may be handed a stranger's bytes, as one function of those bytes.
///
/// A target returns when its reader accepts the bytes and keeps its promises about them, or refuses them with the error it
/// documents; it throws Broken when a promise does not hold, and lets every other exception through. libFuzzer drives
/// them (entry.cpp), and so does a plain test over the kept inputs (corpus_test.cpp). One thread.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace neat::fuzz {

using Bytes = std::span<const std::byte>;

class Broken : public std::logic_error {
  using std::logic_error::logic_error;
};

inline void promise(bool holds, const char* what) {
  if (!holds) throw Broken(what);
}

inline std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void genome(Bytes bytes);   ///< a genome file; also with its checksum put right
void json(Bytes bytes);     ///< strict JSON, eight levels
void frame(Bytes bytes);    ///< a checkpoint's envelope; also with its checksum put right
void config(Bytes bytes);   ///< an INI file, and what it resolves to
void plugin(Bytes bytes);   ///< a plugin's file, judged before it is loaded
void idx(Bytes bytes);      ///< an IDX file, plain or gzip
void outcome(Bytes bytes);  ///< a line of outcomes.jsonl
void lost(Bytes bytes);     ///< lost.jsonl
/// One file of a run directory (the first byte says which), looked at from outside.
void run_directory(Bytes bytes);
/// What a host and its workers send each other (the first byte says which): a plugin may have written over a worker.
void worker_messages(Bytes bytes);

struct Target {
  std::string_view name;
  void (*run)(Bytes);
};

inline constexpr std::array kTargets{Target{"genome", genome},
                                     Target{"json", json},
                                     Target{"frame", frame},
                                     Target{"config", config},
                                     Target{"plugin", plugin},
                                     Target{"idx", idx},
                                     Target{"outcome", outcome},
                                     Target{"lost", lost},
                                     Target{"run_directory", run_directory},
                                     Target{"worker_messages", worker_messages}};

/// A file in memory that is read by its path, written anew for every input.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::filesystem::path& holding(Bytes bytes);

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace neat::fuzz
