#include <nlohmann/json.hpp>

#include "neat/io/strict_json.hpp"
#include "targets.hpp"

namespace neat::fuzz {
namespace {

int depth_of(const nlohmann::json& value) {
  int deepest = 0;
  for (const auto& part : value) deepest = std::max(deepest, part.is_structured() ? depth_of(part) : 0);
  return value.is_structured() ? deepest + 1 : 0;
}

}  // namespace

void json(Bytes bytes) {
  constexpr int kDepth = 8;
  try {
    const nlohmann::json value = io::parse_strictly(text_of(bytes), kDepth);
    promise(depth_of(value) <= kDepth, "deeper than allowed");
    const std::string written = io::dump(value);
    promise(io::dump(io::parse_strictly(written, kDepth)) == written, "another text after a round trip");
  } catch (const io::JsonRefusal&) {
  }
}

}  // namespace neat::fuzz
