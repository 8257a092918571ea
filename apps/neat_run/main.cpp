/// apps/neat_run/main.cpp - neat-run: finds the command, and runs it.
#include <iostream>
#include <string>
#include <vector>

#include "command.hpp"
#include "help.hpp"
#include "neat/base/error.hpp"
#include "neat/run/values.hpp"
#include "reported.hpp"
#include "worker_command.hpp"

namespace neat::app {

CommandOption json_option() {
  return {"json", "", "the answer as JSON on standard output, and nothing else there"};
}
CommandOption quiet_option() {
  return {"quiet", "", "no progress"};
}
CommandOption plugin_path_option() {
  return {"plugin-path", "DIRS",
          "more directories (or files) with task plugins, separated by ':'; searched first"};
}

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      tasks_command(),  evolve_command(), resume_command(),   evaluate_command(), show_command(),
      report_command(), top_command(),    sample_command(),   compare_command(),  verify_command(),
      check_command(),  doctor_command(), new_task_command(), data_entry(),       check_part_command()};
  return all;
}

namespace {

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& command : commands()) {
    if (command.name == name) return command;
    if (command.listed) names.push_back(command.name);
  }
  throw Error(ErrorCode::config,
              "usage: " + name + ": unknown command; the nearest is " + nearest_word(name, names));
}

int run_command(const Command& command, const std::vector<std::string>& words) {
  const Arguments arguments = parse_arguments(words, command.options, command.takes_keys, command.name);
  if (arguments.has("help")) {
    std::cout << command_help(command);
    return 0;
  }
  const std::size_t given = arguments.positional.size();
  if (given < command.least || given > command.most)
    throw Error(ErrorCode::config, "usage: " + std::string(given < command.least ? "too few" : "too many") +
                                       " arguments; write neat-run " + command.name + " " + command.synopsis);
  return command.run(arguments);
}

int run(const std::vector<std::string>& words) {
  if (words.empty()) {
    std::cerr << general_help();
    return static_cast<int>(ErrorCode::config);
  }
  const std::string& first = words.front();
  if (first == "--version") {
    std::cout << "neat-run " NEAT_VERSION "\n";
    return 0;
  }
  if (first == "--help" || first == "-h" || first == "help") {
    std::cout << (words.size() > 1 ? command_help(find_command(words[1])) : general_help());
    return 0;
  }
  if (first == kWorkerWord) return run_worker();
  return run_command(find_command(first), {words.begin() + 1, words.end()});
}

}  // namespace
}  // namespace neat::app

int main(int count, char** words) {
  return neat::app::reported([&] { return neat::app::run({words + 1, words + count}); });
}
