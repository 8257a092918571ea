/// plugins/loader/plugin_file.hpp - judges a plugin by its bytes, before any of its code runs.
///
/// The file is read whole: its ELF header, its length, and every place where the plugin magic stands, since
/// other code (this loader) may hold the magic too. Refusals are neat::Error(plugin): `plugin: FILE: why;
/// what to do`. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "neat/plugin.h"

namespace neat {

/// What runs here: an ELF e_machine number and, on x86-64, a level 1..4.
struct Machine {
  std::uint16_t architecture = 0, x86_level = 0;
};
Machine this_machine();

/// The header of the plugin in `file`, fit to be loaded on `machine`; throws where there is none.
neat_plugin_header judge(const std::filesystem::path& file, const Machine& machine = this_machine());

/// Why a plugin with this header cannot run on `machine` and what to do, or "" when it can.
std::string judge(const neat_plugin_header& header, const Machine& machine);

}  // namespace neat
