/// neat/run/values.hpp - the text form of numbers and switches, the same wherever a run reads or writes one:
/// shortest decimal form that reads back to the same bits, no locale. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neat {

std::string_view trimmed(std::string_view text);  ///< without spaces and tabs at its ends

/// A finite number, all of `text`; nothing otherwise.
std::optional<double> parse_real(std::string_view text);
/// A whole number, also as 3e6 when it is exact; nothing otherwise.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);
std::optional<std::int64_t> parse_signed(std::string_view text);
/// on, true, 1 or off, false, 0.
std::optional<bool> parse_switch(std::string_view text);

std::string number_text(
    double value);  ///< shortest round-trip form; whole numbers below 1e15 without exponent
std::string number_text(std::uint64_t value);
std::string number_text(std::int64_t value);

/// The parts between commas, trimmed.
std::vector<std::string> split_list(std::string_view text);

/// The candidate that is written most like `text` (Levenshtein distance; a text without a dot is also
/// compared with the part of a candidate behind its dot). The first of equals; empty when there are no
/// candidates.
std::string nearest_word(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace neat
