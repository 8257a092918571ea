/// neat/platform/process.hpp - runs another program, found on PATH, without a shell. Any thread. POSIX only so far.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace neat::platform {

/// Runs words[0] with the others as its arguments, no input, and its output and errors in `log`; waits for its end.
/// Returns why it failed ("is not installed", "failed with status 1", ...), or nothing. REQUIRES: words is not empty.
std::string run_program(std::vector<std::string> words, const std::filesystem::path& log);

}  // namespace neat::platform
