#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "compare/load.hpp"
#include "compare/text.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/values.hpp"
#include "report/page.hpp"

namespace neat::app {
namespace {

/// What goes to standard output beside the usual text; that goes there alone.
std::vector<std::string> standard_outputs(const Arguments& arguments) {
  std::vector<std::string> there;
  if (arguments.has("json")) there.emplace_back("--json");
  for (const char* option : {"markdown", "html"})
    if (arguments.value(option) == "-") there.push_back("--" + std::string(option) + " -");
  return there;
}

void require_one_output(const std::vector<std::string>& there) {
  if (there.size() > 1)
    throw Error(ErrorCode::config, "compare: " + there[0] + " and " + there[1] +
                                       ": both go to standard output; write one to a file");
}

std::vector<std::string> wanted_measures(const Arguments& arguments, const std::vector<std::string>& known) {
  if (!arguments.has("measures")) return known;
  const auto wanted = split_list(arguments.value("measures"));
  for (const auto& measure : wanted)
    if (std::find(known.begin(), known.end(), measure) == known.end())
      throw Error(ErrorCode::config, "compare: --measures " + measure +
                                         ": is measured in none of the samples; the nearest is " +
                                         nearest_word(measure, known));
  std::vector<std::string> ordered;
  for (const auto& measure : known)
    if (std::find(wanted.begin(), wanted.end(), measure) != wanted.end()) ordered.push_back(measure);
  return ordered;
}

void require_two(const std::vector<ComparedSample>& samples) {
  if (samples.size() >= 2) return;
  throw Error(ErrorCode::config,
              "compare: " + samples.front().name +
                  ": is one sample alone; name two directories or more, the baseline first");
}

void write(const std::string& file, const std::string& text) {
  if (file == "-")
    std::cout << text;
  else
    platform::write_file_atomically(file, std::string_view(text));
}

std::string page_of(const std::vector<ComparedSample>& samples, const ComparisonReport& report) {
  OrderedJson page = report_of(OrderedJson::array());
  page["comparison"] = comparison_json(samples, report);
  return report_page(page);
}

int compare(const Arguments& arguments) {
  const auto there = standard_outputs(arguments);
  require_one_output(there);
  const LoadedSamples loaded = load_samples(arguments.positional);
  const auto& samples = loaded.samples;
  require_two(samples);
  ComparisonReport report = neat::app::compare(samples, wanted_measures(arguments, measures_of(samples)));
  report.notes.insert(report.notes.begin(), loaded.notes.begin(), loaded.notes.end());
  if (arguments.has("markdown"))
    write(arguments.value("markdown"), comparison_text(samples, report, TextStyle::markdown));
  if (arguments.has("html")) write(arguments.value("html"), page_of(samples, report));
  if (arguments.has("json")) std::cout << comparison_json(samples, report).dump() << '\n';
  if (there.empty()) std::cout << comparison_text(samples, report, TextStyle::terminal);
  return 0;
}

}  // namespace

Command compare_command() {
  Command command;
  command.name = "compare";
  command.synopsis = "BASELINE DIR... [--measures LIST] [--html FILE] [--markdown FILE] [--json]";
  command.summary = "compare samples: effect sizes, intervals, and whether a difference is shown";
  command.help =
      "Each directory is one of neat-run sample, one of its ablations (all variants), a run of neat-run "
      "evolve, or a\n"
      "folder of runs that differ in their seed alone. All are compared with the first. Where seeds match, "
      "pairs are\n"
      "compared. A difference is shown only where its p value, adjusted for all comparisons of the call, is "
      "below\n"
      "0.05; naming the measures of interest beforehand (--measures) makes that easier to reach.\n";
  command.least = 1;
  command.most = 1000;
  command.options = {
      {"measures", "LIST", "only these, separated by commas: solved, evaluations, ..., metrics"},
      {"html", "FILE", "write a page that needs nothing else (- is standard output)"},
      {"markdown", "FILE", "write tables as Markdown (- is standard output)"},
      json_option()};
  command.run = compare;
  return command;
}

}  // namespace neat::app
