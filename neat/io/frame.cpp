#include "neat/io/frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"

namespace neat::io {
namespace {

constexpr std::string_view kMagic = "NEATCKPT";
constexpr std::size_t kVersionAt = 8, kLengthAt = 12, kDigestAt = 20, kPayloadAt = 52;  // bytes

void put(std::span<std::byte> bytes, std::uint64_t value) {
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::byte(value >> (8 * i));
}

std::uint64_t get(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

/// Over all but the digest itself, so that a changed version or length is noticed too.
Sha256::Digest digest(std::span<const std::byte> bytes) {
  return Sha256().add(bytes.first(kDigestAt)).add(bytes.subspan(kPayloadAt)).finish();
}

[[noreturn]] void refuse(const std::string& name, const std::string& why, const std::string& remedy) {
  throw Error(ErrorCode::data, "cannot read checkpoint: " + name + ": " + why + "; " + remedy);
}

constexpr const char* kUsePrevious = "go on from the checkpoint before it";

void check_start(std::span<const std::byte> bytes, const std::string& name) {
  const std::size_t seen = std::min(bytes.size(), kMagic.size());
  if (seen == 0 || std::memcmp(bytes.data(), kMagic.data(), seen) != 0)
    refuse(name, "it is not a checkpoint", "name the directory of a run");
  if (bytes.size() < kPayloadAt)
    refuse(name, "it is truncated (" + std::to_string(bytes.size()) + " bytes)", kUsePrevious);
  const std::uint64_t version = get(bytes.subspan(kVersionAt, 4));
  if (version > kFrameVersion)
    refuse(name,
           "it is in checkpoint format " + std::to_string(version) + ", and this program reads up to " +
               std::to_string(kFrameVersion),
           "resume it with the program that wrote it, or a newer one");
  if (version == 0) refuse(name, "it is in checkpoint format 0, which no program wrote", kUsePrevious);
}

void check_length(std::span<const std::byte> bytes, const std::string& name) {
  const std::uint64_t length = get(bytes.subspan(kLengthAt, 8)), there = bytes.size() - kPayloadAt;
  if (length > there)
    refuse(name,
           "it is truncated: " + std::to_string(there) + " of " + std::to_string(length) + " bytes are there",
           kUsePrevious);
  if (length < there)
    refuse(name, "it is damaged: " + std::to_string(there - length) + " bytes follow its end", kUsePrevious);
}

}  // namespace

std::vector<std::byte> frame(std::span<const std::byte> payload) {
  std::vector<std::byte> bytes(kPayloadAt + payload.size());
  const std::span<std::byte> all(bytes);
  std::ranges::copy(std::as_bytes(std::span(kMagic)), all.begin());
  put(all.subspan(kVersionAt, 4), kFrameVersion);
  put(all.subspan(kLengthAt, 8), payload.size());
  std::ranges::copy(payload, all.begin() + kPayloadAt);
  const Sha256::Digest sum = digest(all);
  std::memcpy(bytes.data() + kDigestAt, sum.data(), sum.size());
  return bytes;
}

std::span<const std::byte> unframe(std::span<const std::byte> bytes, const std::string& name) {
  check_start(bytes, name);
  check_length(bytes, name);
  const Sha256::Digest wanted = digest(bytes);
  if (std::memcmp(wanted.data(), bytes.data() + kDigestAt, wanted.size()) != 0)
    refuse(name, "it is damaged: its checksum does not match its content", kUsePrevious);
  return bytes.subspan(kPayloadAt);
}

}  // namespace neat::io
