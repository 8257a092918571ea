#include "neat/io/genome_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/genome/shapes.hpp"
#include "neat/io/genome_json.hpp"
#include "neat/io/safetensors.hpp"
#include "neat/io/strict_json.hpp"
#include "neat/platform/files.hpp"

namespace neat::io {
namespace {

constexpr const char* kFormat = "neat.genome";
constexpr const char* kVersion = "1";
constexpr std::string_view kChecksumKey =
    "\"checksum\":\"";                     // quotes in texts are escaped, so it is there once
constexpr std::size_t kChecksumSize = 64;  // hexadecimal digits of SHA-256
constexpr std::size_t kLengthBytes = 8;
constexpr const char* kDamaged = "it is damaged: copy it again, or use another one";
constexpr const char* kLearned = "learned.";

struct NamedRange {
  std::string name;
  TensorRange range;
};

/// The tensors of one flat parameter array, in its order; empty ones are left out.
std::vector<NamedRange> layout(const Topology& topology, const std::string& prefix,
                               std::uint64_t first_byte) {
  std::vector<NamedRange> tensors;
  const auto add = [&](const std::string& name, std::vector<std::uint64_t> shape, std::size_t offset,
                       std::size_t size) {
    const std::uint64_t begin = first_byte + offset * sizeof(float);
    if (size > 0) tensors.push_back({prefix + name, {std::move(shape), begin, begin + size * sizeof(float)}});
  };
  add("biases", {topology.scalar_offset()}, 0, topology.scalar_offset());
  add("weights", {topology.scalar_count()}, topology.scalar_offset(), topology.scalar_count());
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    const ConnectionGene& c = topology.connections()[i];
    if (c.op.kind == OperatorKind::weight) continue;
    const auto shape_of = [&](NodeId id) { return topology.nodes()[topology.node_index(id)].shape; };
    const ParameterRange where = topology.weights(i);
    add("connection." + std::to_string(c.innovation),
        weight_extents(c.op, shape_of(c.source), shape_of(c.target)), where.offset, where.size);
  }
  const auto add_of_nodes = [&](const char* name, auto range_of, bool pairs) {
    for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
      const ParameterRange where = range_of(i);
      const std::uint64_t channels = topology.nodes()[i].shape.channels;
      add(name + std::to_string(topology.nodes()[i].id),
          pairs ? std::vector<std::uint64_t>{2, channels} : std::vector<std::uint64_t>{channels},
          where.offset, where.size);
    }
  };
  add_of_nodes(
      "scale.", [&](std::size_t i) { return topology.scale(i); }, false);
  add_of_nodes(
      "statistics.", [&](std::size_t i) { return topology.statistics(i); }, true);
  return tensors;
}

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

bool finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

Sha256::Digest digest_without(std::span<const std::byte> bytes, std::size_t position) {
  const std::string zeros(kChecksumSize, '0');
  Sha256 sha;
  sha.add(bytes.first(position));
  sha.add(std::as_bytes(std::span(zeros)));
  sha.add(bytes.subspan(position + kChecksumSize));
  return sha.finish();
}

/// Where in the file the checksum's digits begin; 0 when there are none.
std::size_t checksum_position(std::string_view header) {
  const std::size_t key = header.find(kChecksumKey);
  const std::size_t digits = key + kChecksumKey.size();
  if (key == std::string_view::npos || digits + kChecksumSize > header.size()) return 0;
  return kLengthBytes + digits;
}

const std::string& text(const Safetensors& container, const char* key, const std::string& name) {
  const auto it = container.metadata.find(key);
  if (it == container.metadata.end())
    refuse_file(name, "its metadata have no '" + std::string(key) + "'",
                "use a .genome file that neat-run wrote");
  return it->second;
}

void check_version(const Safetensors& container, const std::string& name) {
  const auto format = container.metadata.find("format");
  if (format == container.metadata.end() || format->second != kFormat)
    refuse_file(name, "it is a safetensors file, but no genome of neat",
                "use a .genome file that neat-run wrote");
  const std::string& version = text(container, "version", name);
  if (version == kVersion) return;
  const auto writer = container.metadata.find("writer");
  refuse_file(name,
              "it is in genome format " + version.substr(0, 20) + ", written by " +
                  (writer == container.metadata.end() ? "an unknown program" : writer->second.substr(0, 60)) +
                  ", and this program reads format " + kVersion,
              "read it with the program that wrote it, or a newer one");
}

void check_checksum(const Safetensors& container, std::span<const std::byte> bytes, const std::string& name) {
  const std::string& stored = text(container, "checksum", name);
  const std::size_t position = checksum_position(container.header);
  if (position == 0 || stored.size() != kChecksumSize ||
      container.header.substr(position - kLengthBytes, kChecksumSize) != stored)
    refuse_file(name, "its checksum is not where neat writes it", "use a .genome file that neat-run wrote");
  if (hex(digest_without(bytes, position)) != stored)
    refuse_file(name, "its checksum does not match its content", kDamaged);
}

/// Every tensor of `wanted` is there with its shape and place; returns how many bytes they take.
std::uint64_t check_tensors(const Safetensors& container, const std::vector<NamedRange>& wanted,
                            const std::string& name) {
  std::uint64_t bytes = 0;
  for (const auto& [key, range] : wanted) {
    const auto it = container.tensors.find(key);
    const bool good = it != container.tensors.end() && it->second.shape == range.shape &&
                      it->second.begin == range.begin && it->second.end == range.end;
    if (!good)
      refuse_file(name, "its tensor '" + key + "' is absent or not what its topology asks for", kDamaged);
    bytes = range.end;
  }
  return bytes;
}

Floats read_parameters(std::span<const std::byte> bytes, const std::string& name) {
  Floats values(bytes.size() / sizeof(float));
  copy_floats(bytes, values);
  if (!finite(values)) refuse_file(name, "it holds a parameter that is not a finite number", kDamaged);
  return values;
}

void read_tensors(const Safetensors& container, GenomeFile& file, const std::string& name) {
  const Topology& topology = *file.genome.topology;
  std::vector<NamedRange> wanted = layout(topology, "", 0);
  const std::uint64_t size = check_tensors(container, wanted, name);
  const bool learned = size > 0 && container.tensors.size() == 2 * wanted.size();
  if (!learned && container.tensors.size() != wanted.size())
    refuse_file(name, "it holds tensors that its topology does not ask for", kDamaged);
  if (learned) check_tensors(container, layout(topology, kLearned, size), name);
  file.genome.parameters = read_parameters(container.data.first(size), name);
  if (learned) file.learned = read_parameters(container.data.subspan(size), name);
}

void read_texts(const Safetensors& container, GenomeFile& file, const std::string& name) {
  const char* part = "topology";
  try {
    file.genome.topology = parse_topology(text(container, part, name), container.data.size() / sizeof(float));
    file.genome.traits = parse_traits(text(container, part = "traits", name));
    file.genome.lineage = parse_lineage(text(container, part = "lineage", name));
    file.card = parse_card(text(container, part = "card", name));
  } catch (const JsonRefusal& refusal) {
    refuse_file(name, "its " + std::string(part) + " " + refusal.what(), kDamaged);
  }
}

/// Topology::make names the broken rule, but not the file.
void read_texts_naming_file(const Safetensors& container, GenomeFile& file, const std::string& name) {
  try {
    read_texts(container, file, name);
  } catch (const Error& error) {
    const std::string what = error.what();
    if (!what.starts_with("topology: ")) throw;
    throw Error(ErrorCode::data, "cannot read: " + name + ": " + what);
  }
}

std::map<std::string, std::string> metadata_of(const GenomeFile& file) {
  return {{"format", kFormat},
          {"version", kVersion},
          {"writer", file.card.writer},
          {"topology", dump(json_of(*file.genome.topology))},
          {"traits", dump(json_of(file.genome.traits))},
          {"lineage", dump(json_of(file.genome.lineage))},
          {"card", to_json(file.card)},
          {"checksum", std::string(kChecksumSize, '0')}};
}

void write_checksum(std::vector<std::byte>& bytes) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t position = checksum_position(all.substr(kLengthBytes));
  const std::string digits = hex(digest_without(bytes, position));
  std::memcpy(bytes.data() + position, digits.data(), digits.size());
}

}  // namespace

std::vector<std::byte> genome_bytes(const GenomeFile& file) {
  const Topology& topology = *file.genome.topology;
  Floats values = file.genome.parameters;
  std::vector<NamedRange> tensors = layout(topology, "", 0);
  if (!file.learned.empty() && !same_bits(file.learned, file.genome.parameters)) {
    std::ranges::move(layout(topology, kLearned, values.size() * sizeof(float)), std::back_inserter(tensors));
    values.insert(values.end(), file.learned.begin(), file.learned.end());
  }
  if (!finite(values))
    throw Error(ErrorCode::data,
                "cannot save genome " + std::to_string(file.genome.lineage.id) +
                    ": it holds a parameter that is not a finite number; lower the learning rate");
  std::map<std::string, TensorRange> by_name;
  for (auto& [key, range] : tensors) by_name.emplace(key, std::move(range));
  std::vector<std::byte> bytes = write_safetensors(metadata_of(file), by_name, values);
  write_checksum(bytes);
  return bytes;
}

GenomeFile parse_genome(std::span<const std::byte> bytes, const std::string& name) {
  const Safetensors container = read_safetensors(bytes, name);
  check_version(container, name);
  check_checksum(container, bytes, name);
  GenomeFile file;
  read_texts_naming_file(container, file, name);
  read_tensors(container, file, name);
  return file;
}

void save_genome(const std::filesystem::path& path, const GenomeFile& file) {
  platform::write_file_atomically(path, genome_bytes(file));
}

GenomeFile load_genome(const std::filesystem::path& path) {
  return parse_genome(platform::read_file(path), path.string());
}

}  // namespace neat::io
