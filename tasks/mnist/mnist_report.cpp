#include "mnist_report.hpp"

#include <algorithm>
#include <array>

#include "data/png.hpp"

namespace neat::mnist {
namespace {

std::span<const float> outputs_of(std::span<const float> outputs, std::size_t row) {
  return outputs.subspan(row * kClasses, kClasses);
}

std::size_t digit_read(std::span<const float> outputs, std::size_t row) {
  const auto y = outputs_of(outputs, row);
  return static_cast<std::size_t>(std::ranges::max_element(y) - y.begin());
}

struct Wrong {
  std::size_t row = 0, as = 0;
  float margin = 0;
};

/// Widest margin first; equal ones by row.
std::vector<Wrong> wrong_rows(std::span<const std::uint32_t> labels, std::span<const float> outputs) {
  std::vector<Wrong> wrong;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const std::size_t as = digit_read(outputs, row);
    const auto y = outputs_of(outputs, row);
    if (as != labels[row]) wrong.push_back({row, as, y[as] - y[labels[row]]});
  }
  std::ranges::stable_sort(wrong, std::greater<>{}, &Wrong::margin);
  return wrong;
}

}  // namespace

std::string confusion_table(std::span<const std::uint32_t> labels, std::span<const float> outputs) {
  std::array<std::array<std::uint64_t, kClasses>, kClasses> counts{};
  for (std::size_t row = 0; row < labels.size(); ++row) ++counts[labels[row]][digit_read(outputs, row)];
  std::string columns = "\"digit\"", rows;
  for (std::size_t digit = 0; digit < kClasses; ++digit) {
    columns += ", \"as " + std::to_string(digit) + "\"";
    rows += (digit == 0 ? "[" : ", [") + std::to_string(digit);
    for (const std::uint64_t count : counts[digit]) rows += ", " + std::to_string(count);
    rows += "]";
  }
  return R"({"title": "How often each digit of the test set was taken for which", "columns": [)" + columns +
         "], \"rows\": [" + rows + "]}";
}

std::vector<MisreadDigit> misread_digits(std::span<const std::uint32_t> labels,
                                         std::span<const float> outputs, std::span<const std::uint8_t> pixels,
                                         std::size_t most) {
  auto wrong = wrong_rows(labels, outputs);
  wrong.resize(std::min(most, wrong.size()));
  std::vector<MisreadDigit> digits;
  for (const auto& w : wrong)
    digits.push_back({std::to_string(labels[w.row]) + " read as " + std::to_string(w.as) + " (row " +
                          std::to_string(w.row) + ")",
                      data::png(pixels.subspan(w.row * kPixels, kPixels), kSide, kSide)});
  return digits;
}

}  // namespace neat::mnist
