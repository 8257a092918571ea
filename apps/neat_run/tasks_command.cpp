#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "data/places.hpp"
#include "help.hpp"
#include "neat/base/error.hpp"
#include "neat/run/config.hpp"
#include "open_task.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

/// Where a task's data set is, when there is one of the task's name; empty otherwise.
std::string data_status(const std::string& task) {
  for (const DataSource& source : data_sources()) {
    if (source.name != task) continue;
    std::vector<std::filesystem::path> places{share_directory()};
    try {
      places = data_search_path({});
    } catch (const Error&) {  // no home directory: only what came with the installation
    }
    const FoundData found = find_data(source, places);
    switch (found.state) {
      case DataState::complete:
        return "complete";
      case DataState::sample:
        return "sample";
      case DataState::incomplete:
        return "incomplete";
      case DataState::missing:
        return "missing";
    }
  }
  return {};
}

const char* type_name(OptionType type) {
  switch (type) {
    case OptionType::text:
      return "text";
    case OptionType::integer:
      return "integer";
    case OptionType::real:
      return "real";
    case OptionType::boolean:
      return "boolean";
    case OptionType::choice:
      return "choice";
  }
  return "text";
}

Json option_json(const TaskOption& option) {
  Json json{{"name", option.name},
            {"type", type_name(option.type)},
            {"default", option.fallback},
            {"help", option.help}};
  const bool bounded = option.lowest <= option.highest;
  if ((option.type == OptionType::integer || option.type == OptionType::real) && bounded)
    json["range"] = {option.lowest, option.highest};
  if (option.type == OptionType::choice) json["choices"] = option.choices;
  return json;
}

Json task_json(const FoundTask& found) {
  const TaskInfo& info = found.info;
  const std::string data = data_status(info.name);
  Json json{{"name", info.name},       {"version", info.version},
            {"summary", info.summary}, {"file", found.file.string()},
            {"learns", info.learns},   {"data", data.empty() ? Json(nullptr) : Json(data)}};
  for (const char* list : {"options", "objectives", "metrics", "presets"}) json[list] = Json::array();
  json["partitions"] = {"train"};
  if (info.has_validation) json["partitions"].push_back("validation");
  if (info.has_test) json["partitions"].push_back("test");
  for (const auto& option : info.options) json["options"].push_back(option_json(option));
  for (const auto& objective : info.objectives) {
    const char* direction = objective.direction == Direction::maximise ? "maximise" : "minimise";
    json["objectives"].push_back({{"name", objective.name}, {"direction", direction}});
  }
  for (const auto& metric : info.metrics)
    json["metrics"].push_back({{"name", metric.name}, {"help", metric.help}});
  for (const auto& preset : info.presets)
    json["presets"].push_back({{"name", preset.name}, {"help", preset.help}});
  return json;
}

int print_json(const std::vector<FoundTask>& tasks) {
  Json answer{{"tasks", Json::array()}, {"refused", Json::array()}};
  for (const auto& found : tasks)
    if (found.problem.empty())
      answer["tasks"].push_back(task_json(found));
    else
      answer["refused"].push_back({{"file", found.file.string()}, {"problem", found.problem}});
  std::cout << answer.dump() << '\n';
  return 0;
}

std::string own_keys(const TaskInfo& task) {
  std::string text;
  for (const auto& key : config_keys(task))
    if (key.key.starts_with(task.name + "."))
      text += "    --" + key.key + "  " + key.help + " (default " +
              (key.fallback.empty() ? "empty" : key.fallback) + "; " + key.range + ")\n";
  return text;
}

void print(const FoundTask& found, bool verbose) {
  const TaskInfo& info = found.info;
  const std::string data = data_status(info.name);
  std::cout << info.name << ' ' << info.version << "  " << info.summary
            << (data.empty() ? "" : "  [data: " + data + "]") << '\n';
  if (!verbose) return;
  std::cout << "    from " << found.file.string() << '\n';
  for (const auto& objective : info.objectives)
    std::cout << "    objective " << objective.name
              << (objective.direction == Direction::maximise ? ", maximised\n" : ", minimised\n");
  for (const auto& metric : info.metrics)
    std::cout << "    metric " << metric.name << ": " << metric.help << '\n';
  for (const auto& preset : info.presets)
    std::cout << "    --preset " << preset.name << ": " << preset.help << '\n';
  std::cout << own_keys(info);
}

int tasks(const Arguments& arguments) {
  const Folders folders = plugin_folders(arguments);
  const auto found = find_tasks(folders);
  if (arguments.has("json")) return print_json(found);
  for (const auto& task : found)
    if (task.problem.empty())
      print(task, arguments.has("verbose"));
    else
      std::cerr << "neat-run: " << task.problem << '\n';
  if (!found.empty()) return 0;
  std::cout << "no task plugins in\n";
  for (const auto& folder : folders) std::cout << "  " << folder.string() << '\n';
  std::cout << "give their directory with --plugin-path or NEAT_PLUGIN_PATH\n";
  return 0;
}

}  // namespace

Command tasks_command() {
  Command command;
  command.name = "tasks";
  command.synopsis = "[--verbose]";
  command.summary = "what can be evolved";
  command.options = {
      {"verbose", "", "also files, options, presets and metrics"}, plugin_path_option(), json_option()};
  command.run = tasks;
  return command;
}

}  // namespace neat::app
