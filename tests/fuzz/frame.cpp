#include "neat/io/frame.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "targets.hpp"

namespace neat::fuzz {
namespace {

constexpr std::size_t kDigestAt = 20, kPayloadAt = 52;

void read(Bytes bytes) {
  Bytes payload;
  try {
    payload = io::unframe(bytes, "input");
  } catch (const Error& error) {
    return promise(error.code() == ErrorCode::data, "refused with another code than data");
  }
  promise(payload.size() + kPayloadAt == bytes.size(), "a payload that is not the rest of the file");
  promise(std::ranges::equal(io::frame(payload), bytes), "another frame around the same payload");
}

}  // namespace

void frame(Bytes bytes) {
  read(bytes);
  if (bytes.size() < kPayloadAt) return;
  std::vector<std::byte> all(bytes.begin(), bytes.end());
  const auto sum = Sha256().add(bytes.first(kDigestAt)).add(bytes.subspan(kPayloadAt)).finish();
  std::memcpy(all.data() + kDigestAt, sum.data(), sum.size());
  read(all);
}

}  // namespace neat::fuzz
