/// neat/io/drawing.hpp - what the drawings of a network share: options, columns by depth, colours of weights.
///
/// Pure functions of a genome; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "neat/genome/genome.hpp"

namespace neat::io {

struct DrawOptions {
  std::string title;                 ///< empty: none
  bool disabled = true;              ///< draw disabled connections (dashed)
  std::size_t most = 20000;          ///< connections drawn; the weakest are left out, and the legend says so
  std::vector<std::string> inputs;   ///< names of input nodes, in id order; may be shorter
  std::vector<std::string> outputs;  ///< names of output nodes, in id order; may be shorter
};

/// The column of each node (index as in topology.nodes()): the longest path of forward connections from an
/// input; inputs and bias nodes are in column 0, outputs all in the last one.
std::vector<std::uint32_t> columns(const Topology& topology);

/// How strong a connection is: the weight itself, or the root mean square of a block.
double strength(const Genome& genome, std::size_t connection);

/// "#rrggbb" by sign: blue above 0, orange below, grey for 0 and for blocks.
std::string weight_colour(const Genome& genome, std::size_t connection);

/// The text a node is called in drawings: its name from the options, else its id.
std::string node_label(const Topology& topology, std::size_t node, const DrawOptions& options);

}  // namespace neat::io
