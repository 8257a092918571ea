#include "neat/run/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace neat {
namespace {

template <class T>
std::optional<T> parse_all(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class T>
std::string print(T value) {
  std::array<char, 40> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

constexpr double kExact = 9007199254740992.0;  // 2^53: whole numbers up to here are exact in a double

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

std::size_t distance(std::string_view text, std::string_view candidate) {
  const std::size_t whole = edit_distance(text, candidate);
  const auto dot = candidate.find('.');
  if (dot == std::string_view::npos || text.find('.') != std::string_view::npos) return whole;
  return std::min(whole, edit_distance(text, candidate.substr(dot + 1)));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

std::optional<double> parse_real(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto value = parse_all<double>(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  if (const auto value = parse_all<std::uint64_t>(text)) return value;
  const auto real = parse_real(text);
  if (!real || *real < 0 || *real > kExact || *real != std::floor(*real)) return std::nullopt;
  return static_cast<std::uint64_t>(*real);
}

std::optional<std::int64_t> parse_signed(std::string_view text) {
  if (const auto value = parse_all<std::int64_t>(text)) return value;
  const auto real = parse_real(text);
  if (!real || std::fabs(*real) > kExact || *real != std::floor(*real)) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::optional<bool> parse_switch(std::string_view text) {
  if (text == "on" || text == "true" || text == "1") return true;
  if (text == "off" || text == "false" || text == "0") return false;
  return std::nullopt;
}

std::string number_text(double value) {
  const bool whole =
      std::fabs(value) < 1e15 && value == std::floor(value) && !(value == 0 && std::signbit(value));
  return whole ? print(static_cast<std::int64_t>(value)) : print(value);
}

std::string number_text(std::uint64_t value) {
  return print(value);
}
std::string number_text(std::int64_t value) {
  return print(value);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    parts.emplace_back(trimmed(text.substr(from, comma - from)));
    from = comma + 1;
  }
  return parts;
}

std::string nearest_word(std::string_view text, const std::vector<std::string>& candidates) {
  const auto closer = [&](const std::string& a, const std::string& b) {
    return distance(text, a) < distance(text, b);
  };
  const auto best = std::min_element(candidates.begin(), candidates.end(), closer);
  return best == candidates.end() ? std::string{} : *best;
}

}  // namespace neat
