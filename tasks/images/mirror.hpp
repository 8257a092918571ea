/// tasks/images/mirror.hpp - measuring on the mean of what a network says of an image and of its mirror image. Pure; any
/// thread.
#pragma once

#include <neat/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/labelled_images.hpp"

namespace neat::images {

/// The pixels of rows [from, from + rows) with left and right exchanged.
std::vector<std::uint8_t> mirrored(const data::LabelledImages& images, std::size_t from, std::size_t rows);

/// Accuracy and mean softmax cross-entropy of logits [labels x classes]. Of equal logits the first counts. Where a logit is
/// not finite, loss is not.
plugin::Measurement measure(std::span<const float> logits, std::span<const std::uint32_t> labels,
                            std::size_t classes, const neat_math_service& math);

}  // namespace neat::images
