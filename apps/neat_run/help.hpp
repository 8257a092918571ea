/// apps/neat_run/help.hpp - help texts, made from the tables of commands and configuration keys.
#pragma once

#include <string>

#include "command.hpp"

namespace neat::app {

std::string general_help();
std::string command_help(const Command& command);
/// Keys with default, range and meaning, by section.
std::string keys_help(const TaskInfo& task);

}  // namespace neat::app
