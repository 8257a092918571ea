#include "neat/io/frame.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <random>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/platform/files.hpp"

using namespace neat;
using namespace neat::io;
using Bytes = std::vector<std::byte>;

namespace {

Bytes payload_of(std::size_t size) {
  std::mt19937_64 random(size);
  Bytes bytes(size);
  for (std::byte& byte : bytes) byte = std::byte(random());
  return bytes;
}

std::string refusal(const Bytes& bytes) {
  try {
    unframe(bytes, "run/checkpoint/a");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "";
}

/// Makes the checksum right again after a change.
Bytes sign(Bytes bytes) {
  const std::span<const std::byte> all(bytes);
  const auto digest = Sha256().add(all.first(20)).add(all.subspan(52)).finish();
  std::memcpy(bytes.data() + 20, digest.data(), digest.size());
  return bytes;
}

}  // namespace

TEST_CASE("frame: what goes in comes out") {
  for (const std::size_t size : {0UL, 1UL, 31UL, 4096UL, 1'000'003UL}) {
    const Bytes payload = payload_of(size), framed = frame(payload);
    const auto back = unframe(framed, "x");
    CHECK(framed.size() == size + 52);
    CHECK(Bytes(back.begin(), back.end()) == payload);
    CHECK(frame(payload) == framed);
  }
}

TEST_CASE("frame: every shorter piece is refused as truncated") {
  const Bytes framed = frame(payload_of(100));
  for (std::size_t size = 1; size < framed.size(); ++size) {
    CAPTURE(size);
    const std::string text = refusal(Bytes(framed.begin(), framed.begin() + std::ptrdiff_t(size)));
    CHECK(text.starts_with("cannot read checkpoint: run/checkpoint/a: it is truncated"));
    CHECK(text.ends_with("; go on from the checkpoint before it"));
  }
  CHECK(refusal(Bytes(framed.begin(), framed.begin() + 60)) ==
        "cannot read checkpoint: run/checkpoint/a: it is truncated: 8 of 100 bytes are there; "
        "go on from the checkpoint before it");
}

TEST_CASE("frame: every changed bit is noticed") {
  const Bytes framed = frame(payload_of(40));
  for (std::size_t bit = 0; bit < 8 * framed.size(); ++bit) {
    Bytes changed = framed;
    changed[bit / 8] ^= std::byte(1U << bit % 8);
    CAPTURE(bit);
    CHECK(refusal(changed) != "");
  }
}

TEST_CASE("frame: a checksum that does not match is refused") {
  Bytes framed = frame(payload_of(40));
  framed.back() ^= std::byte{1};
  CHECK(refusal(framed) ==
        "cannot read checkpoint: run/checkpoint/a: it is damaged: its checksum does not match its content; "
        "go on from the checkpoint before it");
}

TEST_CASE("frame: bytes after the end are refused") {
  Bytes framed = frame(payload_of(40));
  framed.resize(framed.size() + 3);
  CHECK(refusal(framed).find("it is damaged: 3 bytes follow its end") != std::string::npos);
}

TEST_CASE("frame: other files are no checkpoints") {
  for (const char* text : {"", "x", "NEATCKPX and more of a text than a frame's first part is long, really",
                           "\x7f"
                           "ELF"})
    CHECK(refusal(Bytes(reinterpret_cast<const std::byte*>(text),
                        reinterpret_cast<const std::byte*>(text) + std::strlen(text))) ==
          "cannot read checkpoint: run/checkpoint/a: it is not a checkpoint; name the directory of a run");
}

TEST_CASE("frame: a newer version says who can read it") {
  Bytes framed = frame(payload_of(40));
  framed[8] = std::byte{2};
  CHECK(refusal(sign(framed)) ==
        "cannot read checkpoint: run/checkpoint/a: it is in checkpoint format 2, and this program reads up "
        "to 1; "
        "resume it with the program that wrote it, or a newer one");
  framed[8] = std::byte{0};
  CHECK(refusal(sign(framed)).find("it is in checkpoint format 0, which no program wrote") !=
        std::string::npos);
}

TEST_CASE("frame: a length near 2^64 is refused") {
  Bytes framed = frame(payload_of(40));
  std::memset(framed.data() + 12, 0xff, 8);
  CHECK(refusal(sign(framed)).find("it is truncated: 40 of 18446744073709551615 bytes are there") !=
        std::string::npos);
}

TEST_CASE("frame: format 1 as first written is still read, and still written") {
  const Bytes framed = platform::read_file(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "frame-1.ckpt");
  const std::string text = "a payload of a checkpoint, format 1";
  const auto payload = unframe(framed, "golden");
  REQUIRE(payload.size() == text.size());
  CHECK(std::memcmp(payload.data(), text.data(), text.size()) == 0);
  CHECK(frame(std::as_bytes(std::span(text))) == framed);
}
