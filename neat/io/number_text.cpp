#include "neat/io/number_text.hpp"

#include <array>
#include <charconv>

namespace neat::io {
namespace {

std::string text_of(double value, std::chars_format format, int precision) {
  std::array<char, 400> text;  // the longest double in fixed notation has 309 digits before the point
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value, format, precision);
  return {text.data(), result.ptr};
}

}  // namespace

std::string fixed_text(double value, int decimals) {
  return text_of(value, std::chars_format::fixed, decimals);
}
std::string short_text(double value) {
  return text_of(value, std::chars_format::general, 4);
}

}  // namespace neat::io
