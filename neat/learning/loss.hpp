/// neat/learning/loss.hpp - losses of a batch of outputs and their gradients. Means over rows (weighted where
/// weights are given). Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace neat {

enum class Loss : std::uint8_t {
  softmax_cross_entropy = 0,  ///< outputs are logits; targets are class labels
  binary_cross_entropy = 1,   ///< outputs are logits; targets [rows x outputs] in [0, 1]
  squared = 2,                ///< sum over outputs of (y - t)^2 / 2
};

/// What the outputs should be; one of labels and values is given.
struct Targets {
  std::span<const std::uint32_t> labels;  ///< [rows], each < outputs
  std::span<const float> values;          ///< [rows x outputs]
  std::span<const float> weights;         ///< [rows], >= 0; empty: all 1
  /// Of softmax_cross_entropy, [0, 1): the share of a label that all classes divide between them (Szegedy et al. 2016,
  /// section 7).
  float smoothing = 0;
};

/// y, dy: [rows x outputs]. Writes dL/dy of the SUMMED weighted loss times `scale` and returns the summed
/// loss (not scaled). Throws neat::Error(plugin) when targets are missing, too few or too many, or a label
/// has no output. With kernels of the tag `fma` a softmax takes its exponentials in single precision: the
/// loss is then within 3e-7 of its value, relatively.
double loss_and_gradient(Loss loss, std::span<const float> y, std::size_t outputs, const Targets& targets,
                         float scale, std::span<float> dy);

std::string_view name(Loss);
bool parse(std::string_view text, Loss&);

}  // namespace neat
