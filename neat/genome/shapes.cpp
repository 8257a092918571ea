#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

constexpr unsigned kLargestKernel = 15, kLargestStride = 8;

bool is_pool(OperatorKind kind) {
  return kind == OperatorKind::max_pool || kind == OperatorKind::average_pool;
}

std::string check_window(const Operator& op, const Shape& source) {
  if (!has_window(op.kind))
    return op.kernel == 1 && op.stride == 1 ? "" : "has a kernel or a stride, and no window";
  if (op.kernel == 0 || op.kernel > kLargestKernel || op.stride == 0 || op.stride > kLargestStride)
    return "has a kernel outside [1, 15] or a stride outside [1, 8]";
  if (!is_pool(op.kind)) return op.kernel % 2 == 1 ? "" : "is a convolution with an even kernel";
  return op.kernel <= source.height && op.kernel <= source.width ? "" : "has a window larger than the image";
}

std::string text(const Shape& s) {
  return std::to_string(s.channels) + "x" + std::to_string(s.height) + "x" + std::to_string(s.width);
}

}  // namespace

std::string described(const Operator& op) {
  std::string text(name(op.kind));
  if (!has_window(op.kind)) return text;
  const std::string side = std::to_string(op.kernel);
  text += " " + side + "x" + side;
  const unsigned usual = is_pool(op.kind) ? op.kernel : 1;
  return op.stride == usual ? text : text + "/" + std::to_string(op.stride);
}

Shape shape_after(const Operator& op, const Shape& source, std::uint32_t channels) {
  const auto after = [&](std::uint32_t side) {
    return is_pool(op.kind) ? (side - op.kernel) / op.stride + 1 : (side - 1) / op.stride + 1;
  };
  switch (op.kind) {
    case OperatorKind::weight:
    case OperatorKind::dense:
      return {channels, 1, 1};
    case OperatorKind::conv:
      return {channels, after(source.height), after(source.width)};
    case OperatorKind::depthwise:
    case OperatorKind::max_pool:
    case OperatorKind::average_pool:
      return {source.channels, after(source.height), after(source.width)};
    case OperatorKind::identity:
      return source;
    case OperatorKind::global_max_pool:
    case OperatorKind::global_average_pool:
      return {source.channels, 1, 1};
  }
  return source;
}

std::string misfit(const Operator& op, const Shape& source, const Shape& target, Aggregation aggregation) {
  if (std::string why = check_window(op, source); !why.empty()) return why;
  const bool concat = aggregation == Aggregation::concat;
  if (concat && !keeps_channels(op.kind))
    return "leads into a concat node, which takes no dense block or convolution";
  if (op.kind == OperatorKind::weight)
    return source.is_neuron() && target.is_neuron() ? ""
                                                    : "is a single weight between nodes that are not neurons";
  if (op.kind == OperatorKind::dense) return "";
  Shape made = shape_after(op, source, target.channels);
  if (concat && made.channels <= target.channels) made.channels = target.channels;
  return made == target ? "" : "gives " + text(made) + " to a node of " + text(target);
}

std::vector<std::uint64_t> weight_extents(const Operator& op, const Shape& source, const Shape& target) {
  switch (op.kind) {
    case OperatorKind::weight:
      return {1};
    case OperatorKind::dense:
      return {target.size(), source.size()};
    case OperatorKind::conv:
      return {target.channels, source.channels, op.kernel, op.kernel};
    case OperatorKind::depthwise:
      return {source.channels, op.kernel, op.kernel};
    default:
      return {};
  }
}

std::size_t weight_count(const Operator& op, const Shape& source, const Shape& target) {
  if (op.kind == OperatorKind::weight) return 1;
  if (op.kind == OperatorKind::dense) return source.size() * target.size();
  if (!has_weights(op.kind)) return 0;
  const std::size_t area = std::size_t{op.kernel} * op.kernel;
  return area * source.channels * (op.kind == OperatorKind::conv ? target.channels : 1);
}

std::size_t fan_in(const Operator& op, const Shape& source) {
  const std::size_t area = std::size_t{op.kernel} * op.kernel;
  if (op.kind == OperatorKind::dense) return source.size();
  return op.kind == OperatorKind::conv ? area * source.channels : area;
}

std::uint64_t flops(const Operator& op, const Shape& source, const Shape& contribution) {
  switch (op.kind) {
    case OperatorKind::identity:
      return contribution.size();
    case OperatorKind::global_max_pool:
    case OperatorKind::global_average_pool:
      return source.size();
    case OperatorKind::max_pool:
    case OperatorKind::average_pool:
      return std::uint64_t{contribution.size()} * op.kernel * op.kernel;
    default:
      return 2 * std::uint64_t{contribution.size()} * fan_in(op, source);
  }
}

}  // namespace neat
