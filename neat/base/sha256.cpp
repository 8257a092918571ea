#include "neat/base/sha256.hpp"

// The digest itself, without the EVP layer around it: that starts the whole of libcrypto (1.4 ms of every process) and
// looks the algorithm up for every digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <bit>

#include "neat/base/error.hpp"

namespace neat {

static_assert(std::endian::native == std::endian::little, "hashed values are little-endian: add a byte swap");

struct Sha256::State {
  SHA256_CTX context;
};

namespace {

void require(bool done) {
  if (done) return;
  throw Error(ErrorCode::system,
              "sha256: libcrypto: a digest call failed; check the free memory and the OpenSSL installation");
}

template <class T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span<const T, 1>(&value, 1));
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(SHA256_Init(&state_->context) == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(std::span<const std::byte> bytes) {
  require(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1);
  return *this;
}

Sha256& Sha256::add(std::uint64_t value) {
  return add(bytes_of(value));
}

Sha256& Sha256::add(double value) {
  return add(bytes_of(value));
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
  require(SHA256_Final(digest.data(), &state_->context) == 1);
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
