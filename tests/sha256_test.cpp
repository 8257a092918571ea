#include "neat/base/sha256.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace {

using neat::Sha256;

std::span<const std::byte> bytes(const std::string& text) {
  return std::as_bytes(std::span<const char>(text));
}

std::string hash_of(const std::string& text) {
  return neat::hex(Sha256().add(bytes(text)).finish());
}

}  // namespace

TEST_CASE("sha256: the published vectors of FIPS 180-4") {
  CHECK(hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hash_of(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256: pieces hash as the whole, wherever the cuts are") {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += static_cast<char>(i * 37);
  for (std::size_t cut = 0; cut <= text.size(); cut += 7) {
    Sha256 hash;
    hash.add(bytes(text.substr(0, cut))).add(bytes(text.substr(cut)));
    CHECK(neat::hex(hash.finish()) == hash_of(text));
  }
}

TEST_CASE("sha256: values are hashed as their little-endian bytes") {
  CHECK(neat::hex(Sha256().add(std::uint64_t{0x0807060504030201U}).finish()) == hash_of("\1\2\3\4\5\6\7\10"));
  CHECK(neat::hex(Sha256().add(1.0).finish()) == hash_of(std::string("\0\0\0\0\0\0\xf0\x3f", 8)));
  const std::vector<float> floats{1.0F, -2.0F};
  CHECK(neat::hex(Sha256().add(std::span<const float>(floats)).finish()) ==
        hash_of(std::string("\0\0\x80\x3f\0\0\0\xc0", 8)));
}

TEST_CASE("sha256: a text is hashed with its length, so two texts never pass for another two") {
  CHECK(neat::hex(Sha256().add(std::string("abc")).finish()) ==
        hash_of(std::string("\3\0\0\0\0\0\0\0abc", 11)));
  CHECK(Sha256().add(std::string("ab")).add(std::string("c")).finish() !=
        Sha256().add(std::string("a")).add(std::string("bc")).finish());
}

TEST_CASE("sha256: -0 and 0 are different states") {
  CHECK(Sha256().add(0.0).finish() != Sha256().add(-0.0).finish());
}

TEST_CASE("sha256: a hash half done moves with its state") {
  Sha256 first;
  first.add(bytes("ab"));
  Sha256 second(std::move(first));
  second.add(bytes("c"));
  Sha256 third;
  third.add(bytes("forgotten"));
  third = std::move(second);
  CHECK(neat::hex(third.finish()) == hash_of("abc"));
}

TEST_CASE("sha256: hex writes two lower-case digits a byte") {
  const std::array<std::uint8_t, 4> bytes{0x00, 0x0f, 0xa0, 0xff};
  CHECK(neat::hex(bytes) == "000fa0ff");
  CHECK(neat::hex({}).empty());
}
