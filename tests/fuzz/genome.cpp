#include <algorithm>
#include <cstring>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/io/network_text.hpp"
#include "targets.hpp"

namespace neat::fuzz {
namespace {

/// What is accepted is written in one way, and reads back as that.
void read(Bytes bytes) {
  io::GenomeFile file;
  try {
    file = io::parse_genome(bytes, "input");
  } catch (const Error& error) {
    return promise(error.code() == ErrorCode::data, "refused with another code than data");
  }
  promise(file.genome.parameters.size() == file.genome.topology->parameter_count(), "parameters are missing");
  promise(file.genome.parameters.size() * sizeof(float) <= bytes.size(), "more parameters than bytes");
  const auto written = io::genome_bytes(file);
  promise(io::genome_bytes(io::parse_genome(written, "again")) == written, "another file after a round trip");
  io::to_json(file);
}

/// With the checksum that its bytes ask for, so that fuzzing gets behind it.
std::vector<std::byte> with_checksum(Bytes bytes) {
  constexpr std::string_view key = "\"checksum\":\"";
  constexpr std::size_t digits = 64;
  std::vector<std::byte> all(bytes.begin(), bytes.end());
  const std::size_t at = text_of(bytes).find(key);
  if (at == std::string::npos || at + key.size() + digits > all.size()) return all;
  std::byte* place = all.data() + at + key.size();
  std::fill_n(place, digits, std::byte('0'));
  const std::string sum = hex(Sha256().add(all).finish());
  std::memcpy(place, sum.data(), digits);
  return all;
}

}  // namespace

void genome(Bytes bytes) {
  read(bytes);
  read(with_checksum(bytes));
}

}  // namespace neat::fuzz
