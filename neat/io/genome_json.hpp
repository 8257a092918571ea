/// neat/io/genome_json.hpp - the parts of a genome file that are JSON text. For .cpp files of neat/io only.
///
/// Writing sorts keys and gives doubles in the shortest form that reads back to the same bits. Reading throws
/// JsonRefusal, or neat::Error(data) from Topology::make; `available` bounds what a topology may ask for.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "neat/genome/genome.hpp"
#include "neat/io/genome_file.hpp"

namespace neat::io {

nlohmann::json json_of(const Topology& topology);
nlohmann::json json_of(const Traits& traits);
nlohmann::json json_of(const Lineage& lineage);
nlohmann::json json_of(const ModelCard& card);

/// Refuses a topology with more than `available` parameters before anything of that size is touched.
std::shared_ptr<const Topology> parse_topology(std::string_view text, std::uint64_t available);
Traits parse_traits(std::string_view text);
Lineage parse_lineage(std::string_view text);
ModelCard parse_card(std::string_view text);

}  // namespace neat::io
