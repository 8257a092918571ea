/// tasks/mnist/copies.hpp - training images and beside them copies of each, shifted and rotated at random: what a network
/// learns from where there is too little. [main thread]
#pragma once

#include <neat/plugin.hpp>

#include "data/idx.hpp"

namespace neat::mnist {

struct Moves {
  std::size_t copies = 0;
  double shift = 0, rotation = 0;  ///< at most, to each side: pixels, degrees
};

/// The first `rows` of `images`, then all of them moved, `copies` times over: [rows x (copies + 1)]. Each copy's motion is
/// drawn uniformly, the same in every run.
data::LabelledImages with_copies(const data::LabelledImages& images, std::size_t rows, const Moves& moves,
                                 const plugin::Host& host);

}  // namespace neat::mnist
