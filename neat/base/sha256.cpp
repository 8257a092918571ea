#include "neat/base/sha256.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "neat/base/error.hpp"

namespace neat {

static_assert(std::endian::native == std::endian::little, "hashed values are little-endian: add a byte swap");

/// Numbers are added one by one: they are collected, since a call of libcrypto costs more than hashing eight bytes.
struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* used) const noexcept { EVP_MD_CTX_free(used); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  std::array<std::byte, 512> collected;
  std::size_t size = 0;

  void hash(std::span<const std::byte> bytes);
  void flush() { hash({collected.data(), std::exchange(size, 0)}); }
};

namespace {

void require(bool done) {
  if (done) return;
  throw Error(ErrorCode::system,
              "sha256: libcrypto: a digest call failed; check the free memory and the OpenSSL installation");
}

/// Looked up once: libcrypto takes a microsecond for it.
const EVP_MD* sha256() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return found;
}

template <class T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span<const T, 1>(&value, 1));
}

}  // namespace

void Sha256::State::hash(std::span<const std::byte> bytes) {
  require(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
}

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(state_->context != nullptr);
  require(EVP_DigestInit_ex(state_->context.get(), sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(std::span<const std::byte> bytes) {
  State& s = *state_;
  if (bytes.size() > s.collected.size() - s.size) s.flush();
  if (bytes.size() > s.collected.size()) {
    s.hash(bytes);
    return *this;
  }
  std::ranges::copy(bytes, s.collected.begin() + static_cast<std::ptrdiff_t>(s.size));
  s.size += bytes.size();
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
  state_->flush();
  Digest digest{};
  require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1);
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
