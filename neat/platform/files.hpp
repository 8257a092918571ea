/// neat/platform/files.hpp - whole files in and out: bounded reading, atomic writing.
///
/// Invariant: a path handed to `write_file_atomically` holds either its old bytes or all of the new ones,
/// never a part, whatever dies in between. Thread rules: any thread; two writers of one path do not mix, the
/// last rename wins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace neat::platform {

using Bytes = std::vector<std::byte>;

/// Largest file that `read_file` takes unless told otherwise, bytes.
inline constexpr std::uint64_t kMaxFileSize = std::uint64_t{4} << 30;

/// The bytes of a regular file. Throws neat::Error(data) when it is absent, not a file or larger than
/// `max_size`, neat::Error(system) when it may not be read.
Bytes read_file(const std::filesystem::path& path, std::uint64_t max_size = kMaxFileSize);

/// Writes to a temporary file in the same folder, flushes it to the disk, renames it to `path` and flushes
/// the folder. On failure the temporary file is removed and `path` is as it was; throws neat::Error(system)
/// naming the reason.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// Removes the temporary files that writers killed in the middle left in `folder`. What cannot be removed stays.
/// REQUIRES: nobody writes there now; hold its lock.
void drop_unfinished_writes(const std::filesystem::path& folder);
/// Is this the name of such a temporary file?
bool is_unfinished_write(const std::filesystem::path& path);

/// The absolute path of the running program. Throws neat::Error(system) where the system does not tell.
std::filesystem::path executable_path();

}  // namespace neat::platform
