#include "top/fitted_text.hpp"

#include <algorithm>
#include <string_view>

namespace neat::app {
namespace {

/// How many bytes a UTF-8 character has that begins with this one; 0: none begins so.
std::size_t announced_size(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/// How many bytes the UTF-8 character at the front has; 0: it is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = announced_size(byte(0));
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool control = byte(0) < 0x20 || byte(0) == 0x7f || (byte(0) == 0xc2 && byte(1) < 0xa0);
  return control ? 0 : size;
}

}  // namespace

std::string fitted(const std::string& text, int columns, bool utf8) {
  std::string line;
  std::string_view rest = text;
  for (int column = 0; column < columns && !rest.empty(); ++column) {
    const std::size_t size = character_size(rest);
    const bool shown = size == 1 || (size > 1 && utf8);
    line += shown ? std::string(rest.substr(0, size)) : "?";
    rest.remove_prefix(std::max<std::size_t>(1, size));
  }
  return line;
}

}  // namespace neat::app
