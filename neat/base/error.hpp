/// neat/base/error.hpp - the one exception of neat.
///
/// Thrown for anything a user can cause, at the edges (configuration, plugins, files), and caught once in
/// `main`. The text reads `what: which: why; what to do`. The code is also the exit status of `neat-run`.
#pragma once

#include <stdexcept>
#include <string>

namespace neat {

enum class ErrorCode : int {
  run = 1,     ///< the run failed, or a check did not hold
  config = 2,  ///< usage or configuration
  plugin = 3,  ///< a plugin cannot be loaded or misbehaved
  data = 4,    ///< a data, genome or checkpoint file is absent or damaged
  system = 5,  ///< out of space or permission
};

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace neat
