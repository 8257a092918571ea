/// plugins/loader/declarations.hpp - a plugin's tables, checked and turned into the core's TaskInfo. Any
/// thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "neat/evaluation/task.hpp"
#include "neat/plugin.h"

namespace neat {

/// Throws neat::Error(plugin) naming `file` and the first declaration that is missing or invalid.
TaskInfo read_declarations(const neat_plugin& plugin, const std::filesystem::path& file);

/// Why `value` is none of this option's, or "".
std::string value_problem(const TaskOption& option, const std::string& value);

/// `given` completed with the defaults; throws neat::Error(config) for an unknown name or an invalid value.
std::map<std::string, std::string> complete_options(const TaskInfo& task,
                                                    const std::map<std::string, std::string>& given);

/// The candidate with the fewest edits to `word`; "" when all are farther than two edits and half its length.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace neat
