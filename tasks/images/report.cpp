#include "report.hpp"

#include <algorithm>
#include <functional>

#include "data/png.hpp"

namespace neat::images {
namespace {

std::span<const float> outputs_of(std::span<const float> outputs, std::size_t row, std::size_t classes) {
  return outputs.subspan(row * classes, classes);
}

std::size_t class_read(std::span<const float> outputs, std::size_t row, std::size_t classes) {
  const auto y = outputs_of(outputs, row, classes);
  return static_cast<std::size_t>(std::ranges::max_element(y) - y.begin());
}

struct Wrong {
  std::size_t row = 0, as = 0;
  float margin = 0;
};

/// Widest margin first; equal ones by row.
std::vector<Wrong> wrong_rows(std::span<const std::uint32_t> labels, std::span<const float> outputs,
                              std::size_t classes) {
  std::vector<Wrong> wrong;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const std::size_t as = class_read(outputs, row, classes);
    const auto y = outputs_of(outputs, row, classes);
    if (as != labels[row]) wrong.push_back({row, as, y[as] - y[labels[row]]});
  }
  std::ranges::stable_sort(wrong, std::greater<>{}, &Wrong::margin);
  return wrong;
}

/// A cell of the report's table: numbers stay numbers.
std::string cell(const Classes& classes, std::size_t index) {
  return classes.names.empty() ? classes.name(index) : "\"" + classes.name(index) + "\"";
}

/// The PNG of one row; files keep the channels apart, a PNG has those of a pixel side by side.
std::string png_of(const data::LabelledImages& images, std::size_t row) {
  const std::size_t size = images.features(), area = size / images.channels;
  const auto planes = std::span(images.pixels).subspan(row * size, size);
  std::vector<std::uint8_t> pixels(size);
  for (std::size_t channel = 0; channel < images.channels; ++channel)
    for (std::size_t i = 0; i < area; ++i) pixels[i * images.channels + channel] = planes[channel * area + i];
  return data::png(pixels, images.height, images.width);
}

}  // namespace

std::string Classes::name(std::size_t index) const {
  return names.empty() ? std::to_string(index) : names[index];
}

std::string confusion_table(std::span<const std::uint32_t> labels, std::span<const float> outputs,
                            const Classes& classes) {
  std::vector<std::uint64_t> counts(classes.count * classes.count);
  for (std::size_t row = 0; row < labels.size(); ++row)
    ++counts[labels[row] * classes.count + class_read(outputs, row, classes.count)];
  const std::string noun = classes.noun;
  std::string columns = "\"" + noun + "\"", rows;
  for (std::size_t label = 0; label < classes.count; ++label) {
    columns += ", \"as " + classes.name(label) + "\"";
    rows += (label == 0 ? "[" : ", [") + cell(classes, label);
    for (std::size_t as = 0; as < classes.count; ++as)
      rows += ", " + std::to_string(counts[label * classes.count + as]);
    rows += "]";
  }
  return R"({"title": "How often each )" + noun + R"( of the test set was taken for which", "columns": [)" +
         columns + "], \"rows\": [" + rows + "]}";
}

std::vector<Misread> misread_images(const data::LabelledImages& images, std::span<const float> outputs,
                                    const Classes& classes, std::size_t most) {
  auto wrong = wrong_rows(images.labels, outputs, classes.count);
  wrong.resize(std::min(most, wrong.size()));
  std::vector<Misread> misread;
  for (const auto& w : wrong)
    misread.push_back({"misread: " + classes.name(images.labels[w.row]) + " read as " + classes.name(w.as) +
                           " (row " + std::to_string(w.row) + ")",
                       png_of(images, w.row)});
  return misread;
}

}  // namespace neat::images
