/// tasks/images/report.hpp - what the report shows of a champion: the confusion table and the images it misreads with the
/// least doubt. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/labelled_images.hpp"

namespace neat::images {

/// What a task tells apart.
struct Classes {
  std::size_t count = 0;
  const char* noun = "class";               ///< what one is called: "digit"
  std::span<const char* const> names = {};  ///< [count]; none: their numbers

  std::string name(std::size_t index) const;
};

/// How often each class (row) was taken for which (column), as a table of the report. `outputs` are [labels x classes].
std::string confusion_table(std::span<const std::uint32_t> labels, std::span<const float> outputs,
                            const Classes& classes);

struct Misread {
  std::string caption;  ///< "misread: 4 read as 9 (row 247)"
  std::string png;
};

/// The at most `most` wrong rows of `images` with the widest margin of the output taken over the right one, widest first.
std::vector<Misread> misread_images(const data::LabelledImages& images, std::span<const float> outputs,
                                    const Classes& classes, std::size_t most);

}  // namespace neat::images
