#include "neat/genome/start_layer.hpp"

#include <array>
#include <charconv>

namespace neat {
namespace {

constexpr std::uint32_t kMostChannels = 65536, kMostKernel = 15, kMostStride = 8;

struct Word {
  std::string_view text;
  OperatorKind kind;
  bool residual = false;
};
constexpr std::array<Word, 7> kWords{{{"conv", OperatorKind::conv},
                                      {"depthwise", OperatorKind::depthwise},
                                      {"pool", OperatorKind::max_pool},
                                      {"average", OperatorKind::average_pool},
                                      {"residual", OperatorKind::conv, true},
                                      {"global_average", OperatorKind::global_average_pool},
                                      {"global", OperatorKind::global_max_pool}}};

bool is_window_pool(OperatorKind kind) {
  return kind == OperatorKind::max_pool || kind == OperatorKind::average_pool;
}

/// Takes a number in [1, most] off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number == 0 || number > most) return std::nullopt;
  text.remove_prefix(std::size_t(end - text.data()));
  return number;
}

bool take(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<StartLayer> parse_rest(const Word& word, std::string_view rest) {
  StartLayer layer;
  layer.op.kind = word.kind;
  layer.residual = word.residual;
  if (word.kind >= OperatorKind::global_max_pool) return rest.empty() ? std::optional(layer) : std::nullopt;
  const auto kernel = take_number(rest, kMostKernel);
  if (!kernel || (!is_window_pool(word.kind) && *kernel % 2 == 0)) return std::nullopt;
  layer.op.kernel = std::uint8_t(*kernel);
  if (is_window_pool(word.kind)) layer.op.stride = layer.op.kernel;
  if (is_window_pool(word.kind) && *kernel > kMostStride && !rest.starts_with('/')) return std::nullopt;
  if (!word.residual && take(rest, '/')) {
    const auto stride = take_number(rest, kMostStride);
    if (!stride) return std::nullopt;
    layer.op.stride = std::uint8_t(*stride);
  }
  if (word.kind == OperatorKind::conv && !word.residual) {
    const auto channels = take(rest, ':') ? take_number(rest, kMostChannels) : std::nullopt;
    if (!channels) return std::nullopt;
    layer.channels = *channels;
  }
  return rest.empty() ? std::optional(layer) : std::nullopt;
}

}  // namespace

std::optional<StartLayer> parse_start_layer(std::string_view word) {
  std::string_view rest = word;
  if (const auto units = take_number(rest, kMostChannels))
    return rest.empty() ? std::optional(StartLayer(*units)) : std::nullopt;
  for (const Word& known : kWords)
    if (word.starts_with(known.text)) return parse_rest(known, word.substr(known.text.size()));
  return std::nullopt;
}

std::string text_of(const StartLayer& layer) {
  if (layer.op.kind == OperatorKind::dense) return std::to_string(layer.channels);
  std::string text;
  for (const Word& word : kWords)
    if (word.kind == layer.op.kind && word.residual == layer.residual) text = word.text;
  if (layer.op.kind >= OperatorKind::global_max_pool) return text;
  text += std::to_string(layer.op.kernel);
  const bool usual = layer.op.stride == (is_window_pool(layer.op.kind) ? layer.op.kernel : 1);
  if (!usual) text += "/" + std::to_string(layer.op.stride);
  if (layer.op.kind == OperatorKind::conv && !layer.residual) text += ":" + std::to_string(layer.channels);
  return text;
}

}  // namespace neat
