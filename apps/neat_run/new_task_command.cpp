#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "template_files.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(ErrorCode::config, "new-task: " + name + ": " + why);
}

void require_name(const std::string& name) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyz";
  const bool fits = !name.empty() && name.size() <= 63 && letters.find(name.front()) != std::string::npos &&
                    name.find_first_not_of(letters + "0123456789_") == std::string::npos;
  if (!fits) refuse(name, "is no name for a task; take a-z, 0-9 and _, beginning with a letter");
}

/// my_task becomes MyTask.
std::string class_name(const std::string& name) {
  std::string text;
  bool first = true;
  for (const char c : name) {
    if (c != '_') text += first && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    first = c == '_';
  }
  return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string named(std::string_view text, const std::string& name) {
  return replaced(replaced(std::string(text), "new_task", name), "NewTask", class_name(name));
}

void make_folder(const fs::path& folder, const std::string& name) {
  if (fs::exists(folder)) refuse(name, "is there already; choose another name or move it away");
  std::error_code problem;
  fs::create_directory(folder, problem);
  if (problem)
    throw Error(ErrorCode::system, "new-task: " + name + ": cannot be made: " + problem.message() +
                                       "; work in a writable directory");
}

/// Where the plugin headers lie, seen from this program: installed, or in the source tree it was built in.
fs::path sdk_folder() {
  const fs::path bin = platform::executable_path().parent_path();
  for (const fs::path& folder : {bin / "../include", bin / "../../../plugins/sdk"})
    if (fs::exists(folder / "neat" / "plugin.hpp")) return folder.lexically_normal();
  return "SDK";
}

int new_task(const Arguments& arguments) {
  const std::string name = arguments.positional.front();
  require_name(name);
  make_folder(name, name);
  nlohmann::ordered_json answer{{"directory", name}, {"files", nlohmann::ordered_json::array()}};
  for (const auto& file : template_files()) {
    const std::string path = name + "/" + named(file.name, name);
    platform::write_file_atomically(path, std::string_view(named(file.text, name)));
    answer["files"].push_back(path);
  }
  if (arguments.has("json")) {
    std::cout << answer.dump() << '\n';
    return 0;
  }
  std::cout << "made " << name << "/: say in " << name
            << ".cpp how fit a network is\nbuild it:  g++ -std=c++20 -O2 -shared "
            << "-fPIC -I" << sdk_folder().string() << ' ' << name << '/' << name << ".cpp -o " << name << '/'
            << name << ".so\nevolve it: neat-run evolve ./" << name << '/' << name << ".so\n";
  return 0;
}

}  // namespace

Command new_task_command() {
  Command command;
  command.name = "new-task";
  command.synopsis = "NAME";
  command.summary = "a plugin project to start from";
  command.help = "Makes the directory NAME with a task that works, to be changed into your own.\n";
  command.least = command.most = 1;
  command.options = {json_option()};
  command.run = new_task;
  return command;
}

}  // namespace neat::app
