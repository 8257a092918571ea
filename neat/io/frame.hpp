/// neat/io/frame.hpp - the envelope of a checkpoint: magic, version, length and SHA-256 around a payload.
///
/// The payload is a trusted, local archive that must never be fed damaged bytes: `unframe` verifies
/// everything before anyone sees a byte of it. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace neat::io {

inline constexpr std::uint32_t kFrameVersion = 1;

std::vector<std::byte> frame(std::span<const std::byte> payload);

/// The payload within `bytes` (a view). Throws neat::Error(data) that calls them `name` (a path) when they
/// are no checkpoint, of a newer version, truncated, too long or changed.
std::span<const std::byte> unframe(std::span<const std::byte> bytes, const std::string& name);

}  // namespace neat::io
