/// apps/neat_run/template_files.hpp - the files of plugins/template, kept in the program so that new-task needs nothing
/// beside it. template_files.cpp is made from them by CMake.
#pragma once

#include <span>
#include <string_view>

namespace neat::app {

struct TemplateFile {
  std::string_view name, text;
};

std::span<const TemplateFile> template_files();

}  // namespace neat::app
