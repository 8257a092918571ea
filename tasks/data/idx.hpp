/// tasks/data/idx.hpp - reads IDX, the format of MNIST and its relatives: a big-endian header (two zero
/// bytes, element type, number of dimensions, one u32 per dimension), then the elements, row-major. Plain or
/// gzip-compressed.
///
/// Only unsigned bytes are read. Nothing is believed: no more memory is taken than bytes arrive, and a file
/// must hold exactly what its header says. Every refusal is one neat::data::Error, `what: which: why; what to
/// do`. Pure; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/labelled_images.hpp"

namespace neat::data {

struct IdxArray {
  std::vector<std::uint32_t> shape;  ///< rows first; one dimension for labels, three for images
  std::vector<std::uint8_t> values;  ///< as many as the product of `shape`
};

/// Reads one IDX file. `remedy` ends every message: what the user shall do about this file.
IdxArray read_idx(const std::filesystem::path& file, const std::string& remedy);

/// What a pair of files must hold.
struct Expected {
  std::string set = "training";  ///< "training" or "test", for messages
  std::uint32_t rows = 0;        ///< 0: any number but none
  std::uint32_t other_rows =
      0;  ///< how many rows the other set has: with these, the sets are swapped; 0: unknown
  std::uint32_t height = 28, width = 28;
  std::uint32_t classes = 10;  ///< every label is below this
  std::string remedy;
};

/// Reads images and their labels and holds them against `expected`.
LabelledImages read_images(const std::filesystem::path& images, const std::filesystem::path& labels,
                           const Expected& expected);

}  // namespace neat::data
