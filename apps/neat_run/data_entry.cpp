#include "command.hpp"
#include "data_command.hpp"

namespace neat::app {
namespace {

int data(const Arguments& arguments) {
  std::vector<std::string> words = arguments.positional;
  for (const char* option : {"data.dir", "source"})
    for (const auto& value : arguments.values(option))
      words.push_back("--" + std::string(option) + "=" + value);
  return data_command(words, arguments.has("json"));
}

}  // namespace

Command data_entry() {
  Command command;
  command.name = "data";
  command.synopsis = "list | get NAME";
  command.summary = "list data sets, or fetch one and check it";
  command.least = 1;
  command.most = 2;
  command.options = {
      {"data.dir", "DIR", "where data sets lie; left out: NEAT_DATA, else the XDG data directory"},
      {"source", "ADDRESS", "fetch from a folder of your own"},
      json_option()};
  command.run = data;
  return command;
}

}  // namespace neat::app
