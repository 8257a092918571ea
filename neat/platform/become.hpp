/// neat/platform/become.hpp - this process goes on as another program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace neat::platform {

/// Runs `program` in this process's place; `words` are its arguments, its name first. Does not return. Throws
/// neat::Error(system) when it cannot be started. REQUIRES: nothing is buffered that should be printed.
[[noreturn]] void become(const std::filesystem::path& program, std::vector<std::string> words);

}  // namespace neat::platform
