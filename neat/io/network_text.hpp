/// neat/io/network_text.hpp - a genome as a table for people and as JSON for programs. Pure; any thread.
#pragma once

#include <string>

#include "neat/io/genome_file.hpp"

namespace neat::io {

/// Summary, nodes and connections (at most `max_rows` of each, then a count of the rest). Ends with a
/// newline.
std::string to_text(const Genome& genome, std::size_t max_rows = 60);

/// The card's figures as lines `name: value`. Ends with a newline.
std::string to_text(const ModelCard& card);

/// One JSON object, keys sorted: nodes, connections (with weight, or shape and RMS of a block), counts,
/// traits, lineage and card (docs/formats.md). Ends with a newline.
std::string to_json(const GenomeFile& file);

}  // namespace neat::io
