/// tasks/data/labelled_images.hpp - what every reader of images gives, and the one error of this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace neat::data {

/// A data file is absent, damaged or not the one that was asked for.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct LabelledImages {
  std::uint32_t rows = 0, height = 0, width = 0;
  std::vector<std::uint8_t> pixels;   ///< [rows x channels x height x width]
  std::vector<std::uint32_t> labels;  ///< [rows], each below the number of classes
  std::uint32_t channels = 1;         ///< 1: grey; 3: red, green, blue

  std::size_t features() const { return std::size_t{channels} * height * width; }  ///< values of one image
};

}  // namespace neat::data
