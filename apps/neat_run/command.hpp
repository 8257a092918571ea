/// apps/neat_run/command.hpp - one command of neat-run: its words for help, its options, and what it does. One file per
/// command.
#pragma once

#include <string>
#include <vector>

#include "arguments.hpp"

namespace neat::app {

struct Command {
  std::string name;
  std::string synopsis;             ///< what follows the name
  std::string summary;              ///< one line
  std::string help;                 ///< further lines; may be empty
  std::size_t least = 0, most = 0;  ///< how many positional arguments
  bool takes_keys = false;          ///< configuration keys may be given
  bool listed = true;               ///< for people; else neat-run gives it to itself
  std::vector<CommandOption> options;
  int (*run)(const Arguments&) = nullptr;  ///< the exit status; throws neat::Error
};

Command tasks_command();
Command evolve_command();
Command resume_command();
Command evaluate_command();
Command show_command();
Command report_command();
Command sample_command();
Command compare_command();
Command top_command();
Command verify_command();
Command check_command();
Command check_part_command();
Command doctor_command();
Command new_task_command();
Command data_entry();  ///< hands on to data_command

/// All of them, in the order in which they are listed.
const std::vector<Command>& commands();

/// Options of several commands, in the same words everywhere.
CommandOption json_option();
CommandOption quiet_option();
CommandOption plugin_path_option();

/// Interrupted after a checkpoint.
inline constexpr int kInterrupted = 130;

}  // namespace neat::app
