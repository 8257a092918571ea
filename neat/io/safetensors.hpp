/// neat/io/safetensors.hpp - the container of genome files: 8-byte little-endian header length, JSON header,
/// raw data.
///
/// A strict reader of a subset: float32 tensors only, strings only in `__metadata__`, no key twice, tensors
/// that cover the data from 0 to its end without hole or overlap. Whatever the bytes are, reading ends with a
/// value or with neat::Error(data). Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace neat::io {

/// The format's own limit on the header, bytes.
inline constexpr std::uint64_t kMaxHeader = 100'000'000;

struct TensorRange {
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< bytes within the data; end - begin = 4 * product of shape
};

/// Views into the bytes that were read.
struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::map<std::string, TensorRange> tensors;
  std::string_view header;          ///< the JSON text
  std::span<const std::byte> data;  ///< what follows the header
};

/// Reads and checks the container; `name` (a path) is what refusals call it.
Safetensors read_safetensors(std::span<const std::byte> bytes, const std::string& name);

/// A file of these parts: keys sorted, header padded with spaces so that the data starts at a multiple of 8
/// bytes. Throws neat::Error(data) when the header would be larger than kMaxHeader. REQUIRES: the ranges
/// cover the data in the sense above.
std::vector<std::byte> write_safetensors(const std::map<std::string, std::string>& metadata,
                                         const std::map<std::string, TensorRange>& tensors,
                                         std::span<const float> data);

/// Little-endian float32 bytes as floats. REQUIRES: bytes.size() == 4 * values.size().
void copy_floats(std::span<const std::byte> bytes, std::span<float> values);

/// Throws neat::Error(data): "cannot read: NAME: WHY; REMEDY".
[[noreturn]] void refuse_file(const std::string& name, const std::string& why, const std::string& remedy);

}  // namespace neat::io
