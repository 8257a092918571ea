/// neat/run/fields.hpp - the one table that binds configuration keys to the fields of the option structs:
/// reading, writing, ranges and help all come from it. Private to neat/run. Immutable once built; any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "neat/run/config.hpp"

namespace neat {

struct Field {
  std::string key;    ///< section.name
  std::string range;  ///< as text: "[2, 1000000]", "on | off", "neuron | layer | auto"
  std::string help;
  bool written = true;  ///< part of a resolved file
  /// Takes a trimmed value; returns why it cannot be taken, or an empty text.
  std::function<std::string(Config&, std::string_view)> set;
  std::function<std::string(const Config&)> get;
};

/// Every key that is not a task's own, by section, in the order of a file.
const std::vector<Field>& core_fields();
/// The task's own options, under its name.
std::vector<Field> task_fields(const TaskInfo& task);

std::string section_of(const std::string& key);  ///< the part before the first dot; all of it without one
std::string name_of(const std::string& key);     ///< the part behind the first dot

}  // namespace neat
