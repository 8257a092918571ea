/// neat/genome/shapes.hpp - which shapes an operator joins, what it holds and what it costs. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "neat/genome/gene.hpp"

namespace neat {

/// Has a window: its kernel and stride mean something.
constexpr bool has_window(OperatorKind kind) {
  return kind == OperatorKind::conv || kind == OperatorKind::depthwise || kind == OperatorKind::max_pool ||
         kind == OperatorKind::average_pool;
}
constexpr bool has_weights(OperatorKind kind) {
  return kind <= OperatorKind::depthwise;
}
/// Every channel of the target comes from the same channel of the source.
constexpr bool keeps_channels(OperatorKind kind) {
  return kind >= OperatorKind::depthwise;
}

/// Its name, with its window: "conv 5x5", "max_pool 2x2"; a stride that is not the usual one behind it: "conv 1x1/2".
std::string described(const Operator& op);

/// What the operator makes of a source; `channels` for dense and conv, which may have any number. Pixels outside a whole
/// window are left out. REQUIRES: the window fits.
Shape shape_after(const Operator& op, const Shape& source, std::uint32_t channels);

/// Why this operator cannot join a source to a target of `aggregation`; empty when it can. Of a concat target the
/// channels are not judged: those of all its connections add up to its own.
std::string misfit(const Operator& op, const Shape& source, const Shape& target, Aggregation aggregation);

/// The extents of an operator's learned parameters: dense [target size, source size], conv [target channels, source
/// channels, kernel, kernel], depthwise [channels, kernel, kernel], a weight [1]; of all others none.
std::vector<std::uint64_t> weight_extents(const Operator& op, const Shape& source, const Shape& target);
/// Their product.
std::size_t weight_count(const Operator& op, const Shape& source, const Shape& target);
/// How many inputs one output sums over.
std::size_t fan_in(const Operator& op, const Shape& source);

/// Operations of one row, multiply and add counted as two; taps outside the image are counted as well. `contribution`: the
/// shape of what it gives, which is a part of a concat target.
std::uint64_t flops(const Operator& op, const Shape& source, const Shape& contribution);

}  // namespace neat
