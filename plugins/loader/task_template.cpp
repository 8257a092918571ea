#include "plugins/loader/task_template.hpp"

#include <algorithm>

#include "neat/base/error.hpp"

namespace neat {
namespace {

constexpr std::string_view kName = "new_task", kClass = "NewTask";

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Also what CMake takes as a target and C++ as part of a class's name.
void check(const std::string& name) {
  const bool valid = !name.empty() && name.size() < 64 && is_letter(name.front()) &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
  if (!valid)
    throw Error(ErrorCode::config, "new-task: " + name +
                                       ": a task's name is of the form [a-z][a-z0-9_-]*, at most 63 long; "
                                       "choose another name");
}

/// cart_pole becomes CartPole.
std::string class_name(const std::string& name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    const bool separates = c == '_' || c == '-';
    if (!separates) result += start && is_letter(c) ? static_cast<char>(c - 'a' + 'A') : c;
    start = separates;
  }
  return result + "Task";
}

std::string replaced(std::string_view text, std::string_view from, const std::string& to) {
  std::string result;
  std::size_t at = 0;
  for (std::size_t hit = text.find(from); hit != std::string_view::npos; hit = text.find(from, at)) {
    result.append(text.substr(at, hit - at)).append(to);
    at = hit + from.size();
  }
  return result.append(text.substr(at));
}

}  // namespace

std::vector<TemplateFile> task_template(const std::string& name) {
  check(name);
  std::vector<TemplateFile> files;
  for (const EmbeddedFile& file : embedded_template())
    files.push_back({replaced(file.path, kName, name),
                     replaced(replaced(file.text, kName, name), kClass, class_name(name))});
  return files;
}

}  // namespace neat
