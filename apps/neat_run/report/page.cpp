#include "report/page.hpp"

#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"

namespace neat::app {

/// apps/web/dist/report.html, put in by the build.
std::string_view empty_report_page();

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPlace = R"(<script id="neat-data" type="application/json">)";
constexpr std::string_view kNothing = "null";

/// Within an HTML script no text may look like a tag; in JSON a "<" stands in texts only.
std::string without_tags(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) c == '<' ? text.append("\\u003c") : text.append(1, c);
  return text;
}

}  // namespace

std::string report_page(const Json& report) {
  const std::string_view page = empty_report_page();
  const std::size_t place = page.find(kPlace);
  const std::size_t from = place == page.npos ? page.npos : place + kPlace.size();
  if (from == page.npos || !page.substr(from).starts_with(kNothing))
    throw Error(ErrorCode::run, "report: the page has no place for data; build neat-run again");
  const std::string data = without_tags(report.dump(-1, ' ', false, Json::error_handler_t::replace));
  return std::string(page.substr(0, from)) + data + std::string(page.substr(from + kNothing.size()));
}

Json report_of(Json runs) {
  return {{"format", "neat.report"}, {"version", 1}, {"runs", std::move(runs)}, {"comparison", nullptr}};
}

}  // namespace neat::app
