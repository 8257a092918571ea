/// neat/io/svg.hpp - a network as a self-contained SVG: columns by depth, neurons as circles, tensors as
/// blocks.
///
/// Colour is the sign of a weight, width its magnitude relative to the strongest; disabled connections are
/// dashed, recurrent ones curve back. No script, no font file, no link; reads on light and dark pages. Pure;
/// any thread.
#pragma once

#include <string>

#include "neat/io/drawing.hpp"

namespace neat::io {

std::string to_svg(const Genome& genome, const DrawOptions& options = {});

}  // namespace neat::io
