/// tests/genome_bytes.hpp - genome files taken apart and put together again, whole or damaged on purpose.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/platform/files.hpp"
#include "sample_genomes.hpp"

namespace neat::test {

using namespace neat::io;
using nlohmann::json;
using Bytes = std::vector<std::byte>;

inline ModelCard card_of(std::uint64_t seed) {
  ModelCard card;
  card.writer = "neat 0.1.0";
  card.task = "xor", card.task_version = "1.2", card.abi_minor = 3;
  card.data = {{"images", std::string(64, 'a')}, {"labels", std::string(64, 'b')}};
  card.seed = seed * 0x9e37'79b9'7f4a'7c15ULL;
  card.strategy = "neat", card.preset = "quick \"fast\"\n", card.config = "[population]\nsize = 150\n";
  card.fitness = 1.0 / double(seed + 3), card.maximise = seed % 2 == 0, card.solved = seed % 3 == 0;
  card.metrics = {{"validation", {{"accuracy", 0.1 * double(seed)}, {"loss", 1e-300}}},
                  {"test", {{"accuracy", 0.3}}}};
  card.rows = {{"validation", 5000}, {"test", 10000}};
  card.test_touched = seed, card.generation = std::uint32_t(seed), card.evaluations = seed << 40;
  card.samples_seen = seed * 17;
  return card;
}

inline GenomeFile file_of(const Genome& genome, std::uint64_t seed = 5) {
  return {genome, {}, card_of(seed)};
}

inline bool same_bits(const Floats& a, const Floats& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

inline std::size_t header_size(const Bytes& bytes) {
  std::size_t size = 0;
  for (std::size_t i = 8; i-- > 0;) size = size << 8 | std::to_integer<std::size_t>(bytes[i]);
  return size;
}

inline std::string header_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()) + 8, header_size(bytes)};
}

inline Bytes join(const std::string& header, std::span<const std::byte> data, std::uint64_t length) {
  Bytes bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(std::byte(length >> (8 * i)));
  for (const char c : header) bytes.push_back(std::byte(c));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

/// Makes the checksum right again, so that a hostile file gets past it.
inline Bytes sign(Bytes bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t key = text.find("\"checksum\":\"");
  if (key == std::string_view::npos || key + 12 + 64 >= bytes.size() || text[key + 12 + 64] != '"')
    return bytes;
  std::memset(bytes.data() + key + 12, '0', 64);
  const std::string digits = hex(Sha256().add(bytes).finish());
  std::memcpy(bytes.data() + key + 12, digits.data(), 64);
  return bytes;
}

inline Bytes data_of(const Bytes& bytes) {
  return Bytes(bytes.begin() + 8 + header_size(bytes), bytes.end());
}

/// The file with its header changed as JSON, and signed.
inline Bytes with_header(const Bytes& bytes, const std::function<void(json&)>& change) {
  json header = json::parse(header_of(bytes));
  change(header);
  const std::string text = header.dump();
  return sign(join(text, data_of(bytes), text.size()));
}

/// The file with one of its JSON texts changed, and signed.
inline Bytes with_part(const Bytes& bytes, const char* part, const std::function<void(json&)>& change) {
  return with_header(bytes, [&](json& header) {
    json value = json::parse(header["__metadata__"][part].get<std::string>());
    change(value);
    header["__metadata__"][part] = value.dump();
  });
}

/// The text of the refusal; empty when the bytes were accepted.
inline std::string refusal(const Bytes& bytes) {
  try {
    parse_genome(bytes, "some.genome");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "";
}

inline void check_refused(const Bytes& bytes, const std::string& why) {
  const std::string text = refusal(bytes);
  CAPTURE(text);
  CAPTURE(why);
  CHECK(text.starts_with("cannot read: some.genome: "));
  CHECK(text.find(why) != std::string::npos);
  CHECK(text.find("; ") != std::string::npos);
}

inline const Bytes& good() {
  static const Bytes bytes = genome_bytes(file_of(sample::xor_genome()));
  return bytes;
}

inline const Bytes& good_layers() {
  static const Bytes bytes = genome_bytes(file_of(sample::layer_genome(5, 3, 2)));
  return bytes;
}

inline std::filesystem::path golden(const char* name) {
  return std::filesystem::path(NEAT_GOLDEN_FOLDER) / name;
}

}  // namespace neat::test
