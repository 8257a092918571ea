/// neat/io/dot.hpp - a network as a Graphviz graph; colours are plain #rrggbb. Pure; any thread.
#pragma once

#include <string>

#include "neat/io/drawing.hpp"

namespace neat::io {

std::string to_dot(const Genome& genome, const DrawOptions& options = {});

}  // namespace neat::io
