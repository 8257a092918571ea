#include "neat/run/config.hpp"

#include "neat/base/error.hpp"
#include "targets.hpp"

namespace neat::fuzz {
namespace {

TaskInfo task() {
  TaskInfo info;
  info.name = "demo", info.version = "1";
  info.objectives = {{"fitness", Direction::maximise}};
  info.options = {{"limit", OptionType::integer, "10", 0, 100, {}, ""},
                  {"noise", OptionType::real, "0.5", 0, 1, {}, ""},
                  {"quick", OptionType::boolean, "no", 1, 0, {}, ""},
                  {"kind", OptionType::choice, "a", 1, 0, {"a", "b"}, ""},
                  {"file", OptionType::text, "", 1, 0, {}, ""}};
  info.presets = {{"quick", "[population]\nsize = 10\n[demo]\nlimit = 3\n", ""}};
  return info;
}

}  // namespace

void config(Bytes bytes) {
  static const TaskInfo info = task();
  try {
    const std::string text = to_ini(resolve_config(info, parse_ini(text_of(bytes), "input")));
    promise(to_ini(resolve_config(info, parse_ini(text, "again"))) == text,
            "another config after a round trip");
  } catch (const Error& error) {
    promise(error.code() == ErrorCode::config, "refused with another code than config");
  }
}

}  // namespace neat::fuzz
