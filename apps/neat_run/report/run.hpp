/// apps/neat_run/report/run.hpp - a run directory as the report page shows it (docs/formats.md, "Report"). Reads files
/// only: needs neither the task's plugin nor the run's lock, so that a run can be looked at while it goes on.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace neat::app {

/// Throws neat::Error(data) for what is no run directory, has no finished generation or is damaged.
nlohmann::ordered_json run_report(const std::filesystem::path& directory);

}  // namespace neat::app
