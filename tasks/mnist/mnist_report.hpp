/// tasks/mnist/mnist_report.hpp - what the report shows of a champion: the confusion table and the digits it misreads with
/// the least doubt. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace neat::mnist {

inline constexpr std::size_t kClasses = 10;
inline constexpr std::uint32_t kSide = 28;
inline constexpr std::size_t kPixels = std::size_t{kSide} * kSide;

/// How often each digit (row) was taken for which (column), as a table of the report. `outputs` are [labels x 10].
std::string confusion_table(std::span<const std::uint32_t> labels, std::span<const float> outputs);

struct MisreadDigit {
  std::string caption;  ///< "4 read as 9 (row 247)"
  std::string png;
};

/// The at most `most` wrong rows with the widest margin of the output taken over the right one, widest first. `pixels`
/// are [labels x 784].
std::vector<MisreadDigit> misread_digits(std::span<const std::uint32_t> labels,
                                         std::span<const float> outputs, std::span<const std::uint8_t> pixels,
                                         std::size_t most);

}  // namespace neat::mnist
