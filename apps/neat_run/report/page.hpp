/// apps/neat_run/report/page.hpp - the report page (apps/web) filled with data: one HTML file that needs nothing else.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace neat::app {

/// `report` as docs/formats.md describes it ("Report").
std::string report_page(const nlohmann::ordered_json& report);

/// A report of these runs (as run_report gives them).
nlohmann::ordered_json report_of(nlohmann::ordered_json runs);

}  // namespace neat::app
