/// neat/io/genome_file.hpp - saved genomes: the safetensors layout, so that other tools read the weights with
/// a library they have; topology, traits, lineage and model card are JSON strings in its metadata
/// (docs/formats.md).
///
/// Invariants: the same content gives the same bytes; reading checks every length and offset before use,
/// never allocates more than a multiple of the file's own size, and refuses with neat::Error(data) naming
/// file and remedy. Thread rules: all functions are pure apart from the file they name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "neat/genome/genome.hpp"

namespace neat::io {

/// How a genome came to be and what it reached. Values that are not finite read back as NaN.
struct ModelCard {
  std::string writer =
      "neat";  ///< program and version, e.g. "neat 0.1.0"; a reader that is too old quotes it
  std::string task;
  std::string task_version;
  std::uint32_t abi_major = 0, abi_minor = 0;  ///< of the task's plugin
  std::map<std::string, std::string> data;     ///< data set name -> SHA-256 (hex)
  std::uint64_t seed = 0;
  std::string strategy;
  std::string preset;
  std::string config;  ///< the resolved configuration (INI)
  double fitness = 0;
  bool maximise = true;                                          ///< the direction of fitness
  bool solved = false;                                           ///< the task's word
  std::map<std::string, std::map<std::string, double>> metrics;  ///< partition -> metric -> value
  std::map<std::string, std::uint64_t> rows;                     ///< partition -> rows measured on
  std::uint64_t test_touched = 0;                   ///< how often the test partition was measured in this run
  std::uint32_t generation = 0;                     ///< in which the genome was found
  std::uint64_t evaluations = 0, samples_seen = 0;  ///< spent by the run up to the saving
  std::string arithmetic = "ieee";                  ///< tag of the arithmetic that gave these numbers

  bool operator==(const ModelCard&) const = default;
};

struct GenomeFile {
  Genome genome;
  Floats learned;  ///< parameters after the life where they are not inherited (Baldwin); empty: none, or the
                   ///< same
  ModelCard card;

  /// The parameters that were measured: learned where there are any, else inherited.
  const Floats& measured() const { return learned.empty() ? genome.parameters : learned; }
};

/// The bytes of a genome file; `learned` is left out when it equals the inherited parameters.
/// Throws neat::Error(data) when a parameter is not finite. REQUIRES: sizes as the topology says.
std::vector<std::byte> genome_bytes(const GenomeFile& file);

/// Reads genome_bytes; `name` (a path) is what refusals call them.
GenomeFile parse_genome(std::span<const std::byte> bytes, const std::string& name);

void save_genome(const std::filesystem::path& path, const GenomeFile& file);  ///< atomically
GenomeFile load_genome(const std::filesystem::path& path);

/// The card as JSON (an object on one line, keys sorted), as it is stored.
std::string to_json(const ModelCard& card);

}  // namespace neat::io
