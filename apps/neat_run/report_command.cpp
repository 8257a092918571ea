#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "neat/platform/files.hpp"
#include "report/page.hpp"
#include "report/run.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

std::string place_of(const Arguments& arguments) {
  if (arguments.has("out")) return arguments.value("out");
  const std::filesystem::path first = arguments.positional.front();
  return arguments.positional.size() == 1 ? (first / "report.html").string() : "report.html";
}

int report(const Arguments& arguments) {
  Json runs = Json::array();
  for (const auto& directory : arguments.positional) runs.push_back(run_report(directory));
  const std::string page = report_page(report_of(std::move(runs))), place = place_of(arguments);
  if (place == "-") {
    std::cout << page;
    return 0;
  }
  platform::write_file_atomically(place, std::string_view(page));
  if (arguments.has("json"))
    std::cout << Json{{"report", place}, {"bytes", page.size()}, {"runs", arguments.positional.size()}}.dump()
              << '\n';
  else
    std::cout << "report: " << place << '\n';
  return 0;
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.synopsis = "DIR... [--out FILE]";
  command.summary = "one self-contained HTML page about a run, or several side by side";
  command.help =
      "Written to DIR/report.html, for several runs to report.html here; --out says where else (- is "
      "standard output).\n"
      "Reads files only: a run may go on meanwhile, and its task need not be installed.\n";
  command.least = 1;
  command.most = 64;
  command.options = {{"out", "FILE", "where the page goes"}, json_option()};
  command.run = report;
  return command;
}

}  // namespace neat::app
