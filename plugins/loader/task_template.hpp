/// plugins/loader/task_template.hpp - the project that `neat-run new-task NAME` starts from: plugins/template/, embedded
/// when neat was configured. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neat {

struct TemplateFile {
  std::string path;  ///< relative to the project's folder
  std::string text;
};

/// The files of a project for a task called `name`. Throws neat::Error(config) when no task can be called that.
std::vector<TemplateFile> task_template(const std::string& name);

/// As they lie in plugins/template/, where the task is called new_task and its class NewTask.
struct EmbeddedFile {
  std::string_view path, text;
};
std::span<const EmbeddedFile> embedded_template();

}  // namespace neat
