#include "images/mirror.hpp"

#include <algorithm>

namespace neat::images {
namespace {

/// -log softmax(logits)[label], shifted by the maximum so that nothing overflows.
double cross_entropy(std::span<const float> logits, std::uint32_t label, const neat_math_service& math) {
  const double largest = double(*std::max_element(logits.begin(), logits.end()));
  double sum = 0;
  for (const float logit : logits) sum += math.exp(double(logit) - largest);
  return largest + math.log(sum) - double(logits[label]);
}

}  // namespace

std::vector<std::uint8_t> mirrored(const data::LabelledImages& images, std::size_t from, std::size_t rows) {
  const std::size_t features = images.features(), width = images.width;
  const auto first = images.pixels.begin() + std::ptrdiff_t(from * features);
  std::vector<std::uint8_t> pixels(first, first + std::ptrdiff_t(rows * features));
  for (auto line = pixels.begin(); line != pixels.end(); line += std::ptrdiff_t(width))
    std::reverse(line, line + std::ptrdiff_t(width));
  return pixels;
}

plugin::Measurement measure(std::span<const float> logits, std::span<const std::uint32_t> labels,
                            std::size_t classes, const neat_math_service& math) {
  std::size_t right = 0;
  double loss = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto one = logits.subspan(row * classes, classes);
    right += std::max_element(one.begin(), one.end()) - one.begin() == std::ptrdiff_t(labels[row]);
    loss += cross_entropy(one, labels[row], math);
  }
  auto measurement = plugin::sized<plugin::Measurement>();
  measurement.accuracy = double(right) / double(labels.size());
  measurement.loss = loss / double(labels.size());
  measurement.rows = labels.size();
  return measurement;
}

}  // namespace neat::images
