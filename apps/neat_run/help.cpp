#include "help.hpp"

#include <algorithm>

namespace neat::app {
namespace {

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 1, width), ' ');
  return text;
}

std::string option_line(const CommandOption& option) {
  const std::string name = "--" + option.name + (option.value.empty() ? "" : " " + option.value);
  return "  " + padded(name, 22) + option.help + "\n";
}

}  // namespace

std::string general_help() {
  std::string text =
      "neat-run: neuroevolution of augmenting topologies\n\n"
      "usage: neat-run COMMAND [ARGUMENTS]\n\n";
  for (const auto& command : commands())
    if (command.listed) text += "  " + padded(command.name, 10) + command.summary + "\n";
  text += "\n  neat-run COMMAND --help explains a command, neat-run --version says which version this is.\n";
  return text;
}

std::string command_help(const Command& command) {
  std::string text = "usage: neat-run " + command.name +
                     (command.synopsis.empty() ? "" : " " + command.synopsis) + "\n\n" + command.summary +
                     "\n" + (command.help.empty() ? "" : "\n" + command.help);
  text += "\noptions:\n";
  for (const auto& option : command.options) text += option_line(option);
  text += option_line({"help", "", "this text"});
  if (!command.takes_keys) return text;
  text += "\nshort names of configuration keys:\n";
  for (const auto& [name, key] : short_names()) text += option_line({name, "VALUE", "--" + key});
  text +=
      "\nconfiguration keys, as --SECTION.NAME VALUE or in a file as [SECTION] NAME = VALUE\n"
      "(a task's own, --TASK.NAME, are listed by neat-run tasks --verbose):\n";
  return text + keys_help(TaskInfo{});
}

std::string keys_help(const TaskInfo& task) {
  std::string text;
  for (const auto& key : config_keys(task)) {
    text += "  --" + padded(key.key, 28) + key.help + "\n";
    text += "  " + padded("", 30) + "default " + (key.fallback.empty() ? "(empty)" : key.fallback) + "; " +
            key.range + "\n";
  }
  return text;
}

}  // namespace neat::app
