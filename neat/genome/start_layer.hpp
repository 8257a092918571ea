/// neat/genome/start_layer.hpp - one word of the chain of layers that networks start with, such as `128`, `conv3:32` or
/// `pool2`. Plain data; pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "neat/genome/gene.hpp"

namespace neat {

/// What one word adds behind the layer before it.
///   N                 a dense layer of N units
///   convK:C convK/S:C a convolution to C channels, with a kernel of K and a stride of S
///   depthwiseK[/S]    a convolution of each channel alone
///   poolK[/S]         the largest of K x K pixels; S is K unless said
///   averageK[/S]      their mean
///   global            the largest of all pixels of a channel; global_average: their mean
///   residualK         two convolutions, added to what they read
struct StartLayer {
  Operator op{OperatorKind::dense, 1, 1};
  std::uint32_t channels = 1;  ///< of dense and conv
  bool residual = false;       ///< with op conv

  StartLayer() = default;
  StartLayer(std::uint32_t units) : channels(units) {}  // NOLINT: a number is a dense layer

  /// How many nodes it adds.
  std::uint32_t nodes() const { return residual ? 3 : 1; }
  bool is_pool() const { return op.kind >= OperatorKind::max_pool; }

  bool operator==(const StartLayer&) const = default;
};

/// Nothing when the word is none of these.
std::optional<StartLayer> parse_start_layer(std::string_view word);
std::string text_of(const StartLayer& layer);

}  // namespace neat
