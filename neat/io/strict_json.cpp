#include "neat/io/strict_json.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace neat::io {

using nlohmann::json;

namespace {

/// Follows the parser and stops it at the first thing that must not be.
class Watch {
 public:
  explicit Watch(int max_depth) : max_depth_(max_depth) {}

  bool operator()(int, json::parse_event_t event, json& parsed) {
    using Event = json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) open();
    if (event == Event::key) add(parsed.get_ref<const std::string&>());
    if (event == Event::object_end || event == Event::array_end) keys_.pop_back();
    return true;
  }

 private:
  void open() {
    keys_.emplace_back();
    if (int(keys_.size()) > max_depth_) throw JsonRefusal("nests too deep");
  }
  void add(const std::string& key) {
    if (!keys_.back().insert(key).second) throw JsonRefusal("has the key '" + key.substr(0, 60) + "' twice");
  }

  int max_depth_;
  std::vector<std::set<std::string>> keys_;
};

[[noreturn]] void refuse(const char* key, const char* why) {
  throw JsonRefusal("has a '" + std::string(key) + "' that " + why);
}

}  // namespace

json parse_strictly(std::string_view text, int max_depth) {
  try {
    Watch watch(max_depth);
    return json::parse(text.begin(), text.end(),
                       [&](int d, json::parse_event_t e, json& j) { return watch(d, e, j); });
  } catch (const json::exception&) {
    throw JsonRefusal("is not valid JSON");
  }
}

const json& member(const json& object, const char* key) {
  if (!object.is_object()) throw JsonRefusal("holds something else where '" + std::string(key) + "' belongs");
  const auto it = object.find(key);
  if (it == object.end()) throw JsonRefusal("has no '" + std::string(key) + "'");
  return *it;
}

void expect_members(const json& object, std::size_t count, const char* what) {
  if (object.size() != count) throw JsonRefusal("has a " + std::string(what) + " with unknown parts");
}

std::string string_of(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_string()) refuse(key, "is not text");
  return value.get<std::string>();
}

bool bool_of(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) refuse(key, "is neither true nor false");
  return value.get<bool>();
}

double number_of(const json& object, const char* key) {
  const json& value = member(object, key);
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (!value.is_number()) refuse(key, "is not a number");
  return value.get<double>();
}

std::uint64_t whole_number(const json& value, std::uint64_t limit, const char* what) {
  if (!value.is_number_unsigned()) refuse(what, "is not a whole number");
  const auto number = value.get<std::uint64_t>();
  if (number > limit) refuse(what, "is out of range");
  return number;
}

std::string dump(const json& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace neat::io
