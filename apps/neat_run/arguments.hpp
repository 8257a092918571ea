/// apps/neat_run/arguments.hpp - a command line as data: what stands alone, the command's own options, and configuration
/// keys. Knows no task: values and keys are judged where the configuration is resolved.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "neat/run/config.hpp"

namespace neat::app {

/// An option that is not a configuration key.
struct CommandOption {
  std::string name;   ///< without the dashes
  std::string value;  ///< what it takes, for help: "FILE"; empty: it is a switch
  std::string help;
};

struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::vector<std::string>> options;  ///< values in order; a switch has one empty value
  std::vector<Setting> settings;                            ///< configuration keys, short names resolved

  bool has(const std::string& option) const { return options.contains(option); }
  /// The last value given, or `fallback`.
  std::string value(const std::string& option, const std::string& fallback = {}) const;
  std::vector<std::string> values(const std::string& option) const;
};

/// Reads `--name value`, `--name=value` and positional arguments; `--` ends options. `takes_keys`: configuration keys
/// and their short names may appear. Throws neat::Error(config) that names the nearest option.
Arguments parse_arguments(const std::vector<std::string>& words, const std::vector<CommandOption>& known,
                          bool takes_keys, const std::string& command);

/// The settings of the files named by --config, then those of the command line.
std::vector<Setting> settings_of(const Arguments& arguments);

}  // namespace neat::app
