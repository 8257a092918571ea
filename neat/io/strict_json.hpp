/// neat/io/strict_json.hpp - reading JSON that a stranger may have written. For .cpp files of neat/io only.
///
/// Bounded depth, no key twice, whole numbers checked against the range of their type. Every refusal is a
/// std::runtime_error that says what is wrong in a few words; the caller adds the file and the remedy.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace neat::io {

class JsonRefusal : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The value in `text`; arrays and objects nest at most `max_depth` deep.
nlohmann::json parse_strictly(std::string_view text, int max_depth);

/// The member called `key`. Throws when `object` is no object or has no such member.
const nlohmann::json& member(const nlohmann::json& object, const char* key);

/// Throws when `object` has members other than `count` known ones, which the caller has all read.
void expect_members(const nlohmann::json& object, std::size_t count, const char* what);

std::string string_of(const nlohmann::json& object, const char* key);
bool bool_of(const nlohmann::json& object, const char* key);
double number_of(const nlohmann::json& object, const char* key);  ///< null reads as NaN
std::uint64_t whole_number(const nlohmann::json& value, std::uint64_t limit, const char* what);

template <class T>
T whole_of(const nlohmann::json& object, const char* key) {
  return static_cast<T>(whole_number(member(object, key), std::numeric_limits<T>::max(), key));
}

/// Text that JSON can hold: bytes that are not UTF-8 become U+FFFD.
std::string dump(const nlohmann::json& value, int indent = -1);

}  // namespace neat::io
