#include "neat/base/sha256.hpp"

// The digest itself, without the EVP layer around it: that starts the whole of libcrypto (1.4 ms of every process) and
// looks the algorithm up for every digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <bit>
#include <new>

#include "neat/base/error.hpp"

namespace neat {

static_assert(std::endian::native == std::endian::little, "hashed values are little-endian: add a byte swap");

namespace {

void require(bool done) {
  if (done) return;
  throw Error(ErrorCode::system,
              "sha256: libcrypto: a digest call failed; check the free memory and the OpenSSL installation");
}

template <class Bytes>
SHA256_CTX* context_of(Bytes& state) {
  static_assert(sizeof(SHA256_CTX) <= sizeof(state) && alignof(SHA256_CTX) <= 8, "there is room for it");
  return std::launder(reinterpret_cast<SHA256_CTX*>(state.data()));
}

}  // namespace

Sha256::Sha256() {
  require(SHA256_Init(new (state_.data()) SHA256_CTX) == 1);
}

void Sha256::flush() {
  require(SHA256_Update(context_of(state_), buffer_.data(), buffered_) == 1);
  buffered_ = 0;
}

Sha256& Sha256::add(std::span<const std::byte> bytes) {
  flush();
  require(SHA256_Update(context_of(state_), bytes.data(), bytes.size()) == 1);
  return *this;
}

Sha256& Sha256::add(std::span<const float> values) {
  return add(std::as_bytes(values));
}

Sha256& Sha256::add(const std::string& text) {
  add(std::uint64_t{text.size()});
  return add(std::as_bytes(std::span<const char>(text)));
}

Sha256::Digest Sha256::finish() {
  Digest digest{};
  flush();
  require(SHA256_Final(digest.data(), context_of(state_)) == 1);
  return digest;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace neat
