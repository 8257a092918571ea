#include "neat/io/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"
#include "neat/io/strict_json.hpp"

namespace neat::io {

using nlohmann::json;

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kAlignment = 8;  // bytes; readers map the data in place, which wants 4 at least
constexpr int kHeaderDepth = 3;        // header, tensor, shape
constexpr std::size_t kMaxRank = 8;
constexpr const char* kCopyAgain = "copy it again, or use another one";
constexpr const char* kUseGenome = "use a .genome file that neat-run wrote";

std::uint64_t read_length(std::span<const std::byte> bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;)
    length = length << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return length;
}

void check_length(std::uint64_t length, std::uint64_t file_size, const std::string& name) {
  if (length > kMaxHeader)
    refuse_file(name, "it is not a genome file: its header would be " + std::to_string(length) + " bytes",
                kUseGenome);
  if (length > file_size - kLengthBytes)
    refuse_file(
        name, "it is truncated: its header of " + std::to_string(length) + " bytes does not end in the file",
        kCopyAgain);
}

TensorRange parse_range(const json& entry, std::uint64_t data_size) {
  TensorRange range;
  if (string_of(entry, "dtype") != "F32") throw JsonRefusal("has a tensor that is not of type F32");
  const json& shape = member(entry, "shape");
  const json& offsets = member(entry, "data_offsets");
  expect_members(entry, 3, "tensor");
  if (!shape.is_array() || shape.size() > kMaxRank) throw JsonRefusal("has a tensor without a proper shape");
  if (!offsets.is_array() || offsets.size() != 2) throw JsonRefusal("has a tensor without a pair of offsets");
  range.begin = whole_number(offsets[0], data_size, "data_offsets");
  range.end = whole_number(offsets[1], data_size, "data_offsets");
  for (const json& extent : shape) range.shape.push_back(whole_number(extent, data_size, "shape"));
  return range;
}

/// 4 * product of shape == end - begin, without overflow.
bool shape_fits(const TensorRange& range) {
  if (range.end < range.begin) return false;
  std::uint64_t size = sizeof(float);
  const std::uint64_t available = range.end - range.begin;
  for (const std::uint64_t extent : range.shape) {
    if (extent == 0) return available == 0;
    if (size > available / extent) return false;
    size *= extent;
  }
  return size == available;
}

void parse_tensors(const json& header, Safetensors& file) {
  for (const auto& [key, entry] : header.items()) {
    if (key == "__metadata__") continue;
    const TensorRange range = parse_range(entry, file.data.size());
    if (!shape_fits(range))
      throw JsonRefusal("has a tensor '" + key.substr(0, 60) + "' whose shape and offsets differ");
    file.tensors.emplace(key, range);
  }
}

void parse_metadata(const json& header, Safetensors& file) {
  const auto it = header.find("__metadata__");
  if (it == header.end()) return;
  if (!it->is_object()) throw JsonRefusal("has metadata that are not an object");
  for (const auto& [key, value] : it->items()) {
    if (!value.is_string()) throw JsonRefusal("has metadata that are not text");
    file.metadata.emplace(key, value.get<std::string>());
  }
}

/// Every byte of the data belongs to exactly one tensor.
void check_cover(const Safetensors& file) {
  std::vector<const TensorRange*> ranges;
  for (const auto& [key, range] : file.tensors) ranges.push_back(&range);
  std::ranges::sort(ranges, {}, [](const TensorRange* r) { return std::pair(r->begin, r->end); });
  std::uint64_t at = 0;
  for (const TensorRange* range : ranges) {
    if (range->begin != at) throw JsonRefusal("has tensors that overlap or leave a hole");
    at = range->end;
  }
  if (at != file.data.size())
    throw JsonRefusal("describes " + std::to_string(at) + " bytes of data, but there are " +
                      std::to_string(file.data.size()));
}

json header_json(const std::map<std::string, std::string>& metadata,
                 const std::map<std::string, TensorRange>& tensors) {
  json header = json::object();
  header["__metadata__"] = metadata;
  for (const auto& [key, range] : tensors)
    header[key] = {{"dtype", "F32"}, {"shape", range.shape}, {"data_offsets", {range.begin, range.end}}};
  return header;
}

void append(std::vector<std::byte>& bytes, std::span<const std::byte> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_floats(std::vector<std::byte>& bytes, std::span<const float> values) {
  if constexpr (std::endian::native == std::endian::little) return append(bytes, std::as_bytes(values));
  for (const float value : values)
    for (int shift = 0; shift < 32; shift += 8)
      bytes.push_back(std::byte(std::bit_cast<std::uint32_t>(value) >> shift));
}

}  // namespace

void refuse_file(const std::string& name, const std::string& why, const std::string& remedy) {
  throw Error(ErrorCode::data, "cannot read: " + name + ": " + why + "; " + remedy);
}

Safetensors read_safetensors(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() < kLengthBytes)
    refuse_file(name, "it is too short for a genome file (" + std::to_string(bytes.size()) + " bytes)",
                kUseGenome);
  const std::uint64_t length = read_length(bytes);
  check_length(length, bytes.size(), name);
  Safetensors file;
  file.header = {reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length};
  file.data = bytes.subspan(kLengthBytes + length);
  try {
    if (!file.header.starts_with('{')) throw JsonRefusal("is not a JSON object");
    const json header = parse_strictly(file.header, kHeaderDepth);
    parse_metadata(header, file);
    parse_tensors(header, file);
    check_cover(file);
  } catch (const JsonRefusal& refusal) {
    refuse_file(name, std::string("its header ") + refusal.what(), kCopyAgain);
  }
  return file;
}

std::vector<std::byte> write_safetensors(const std::map<std::string, std::string>& metadata,
                                         const std::map<std::string, TensorRange>& tensors,
                                         std::span<const float> data) {
  std::string header = dump(header_json(metadata, tensors));
  header.resize((header.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  if (header.size() > kMaxHeader)
    throw Error(ErrorCode::data, "cannot save the genome: its description takes " +
                                     std::to_string(header.size()) +
                                     " bytes, more than the format holds; bound genome.max_nodes");
  std::vector<std::byte> bytes;
  bytes.reserve(kLengthBytes + header.size() + data.size_bytes());
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    bytes.push_back(std::byte(std::uint64_t{header.size()} >> (8 * i)));
  append(bytes, std::as_bytes(std::span(header)));
  append_floats(bytes, data);
  return bytes;
}

void copy_floats(std::span<const std::byte> bytes, std::span<float> values) {
  if (values.empty()) return;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint32_t word = 0;
    for (std::size_t k = 4; k-- > 0;) word = word << 8 | std::to_integer<std::uint32_t>(bytes[4 * i + k]);
    values[i] = std::bit_cast<float>(word);
  }
}

}  // namespace neat::io
