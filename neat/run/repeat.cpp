#include "neat/run/repeat.hpp"

#include <algorithm>

#include "neat/run/fields.hpp"

namespace neat {
namespace {

std::string quoted(const std::string& value) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+.,:/=@%").find(c) != std::string_view::npos;
  };
  if (!value.empty() && std::ranges::all_of(value, plain)) return value;
  std::string text = "'";
  for (const char c : value) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

bool decides(const std::string& key) {
  return key != "run.task" && key != "run.threads" && key != "data.dir" && section_of(key) != "checkpoint";
}

std::string option_of(const std::string& key) {
  for (const auto& [name, full] : short_names())
    if (full == key) return name;
  return key;
}

}  // namespace

std::string repeat_command(const TaskInfo& task, const Config& config) {
  std::vector<Setting> preset;
  if (!config.preset.empty()) preset.push_back({"run.preset", config.preset, "the run"});
  const Config plain = resolve_config(task, preset);
  std::string command = "neat-run evolve " + task.name;
  std::vector<Field> fields = core_fields();
  for (auto& field : task_fields(task)) fields.push_back(std::move(field));
  for (const auto& field : fields) {
    if (!decides(field.key)) continue;
    const std::string value = field.get(config);
    if (value != field.get(plain) || (field.key == "run.preset" && !config.preset.empty()) ||
        field.key == "run.seed")
      command += " --" + option_of(field.key) + " " + quoted(value);
  }
  return command;
}

}  // namespace neat
