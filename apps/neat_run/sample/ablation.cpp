#include "sample/ablation.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "compare/text.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/part_file.hpp"
#include "progress.hpp"
#include "text_table.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;
using Json = OrderedJson;

Json variant_json(const Variant& variant) {
  Json json{{"name", variant.name}, {"settings", Json::object()}};
  for (const auto& setting : variant.varied) json["settings"][setting.key] = setting.value;
  json.update(summary(variant.task->info().name, variant.outcomes));
  if (!variant.task->notice().empty()) json["notice"] = variant.task->notice();
  return json;
}

std::vector<ComparedSample> compared(const std::vector<Variant>& variants) {
  std::vector<ComparedSample> samples;
  for (const auto& v : variants)
    samples.push_back({v.name, origin_of(*v.task), v.outcomes, parse_ini(to_ini(v.config), v.name)});
  return samples;
}

std::string with_range(const Json& centre, const Json& interval) {
  if (centre.is_null()) return "-";
  if (interval[0].is_null()) return short_number(centre);
  return short_number(centre) + " (" + short_number(interval[0]) + " to " + short_number(interval[1]) + ")";
}

std::vector<std::string> row_of(const Json& variant, const Json& metrics) {
  const auto& e = variant["evaluations"];
  std::vector<std::string> row{variant["name"],
                               with_range(variant["success_rate"]["rate"], variant["success_rate"]["ci95"]),
                               with_range(e["mean"], e["ci95"]), with_range(e["median"], e["median_ci95"])};
  for (const auto& [metric, ignored] : metrics.items()) {
    const auto found = variant["metrics"].find(metric);
    row.push_back(found == variant["metrics"].end() ? "-" : with_range((*found)["mean"], (*found)["ci95"]));
  }
  return row;
}

std::string table_text(const Json& answer) {
  const Json& metrics = answer["variants"][0]["metrics"];
  std::vector<std::string> header{"", "solved", "evaluations, mean", "evaluations, median"};
  for (const auto& [metric, ignored] : metrics.items()) header.push_back(metric);
  TextTable table(header);
  for (const auto& variant : answer["variants"]) table.add(row_of(variant, metrics));
  return answer["task"].get<std::string>() + ": " + std::to_string(answer["variants"].size()) +
         " variants, " + answer["seeds"].dump() + " seeds each, in " + duration_text(answer["seconds"]) +
         " (95 % intervals)\n\n" + table.text();
}

}  // namespace

platform::DirectoryLock lock_ablation(const fs::path& out) {
  if (fs::exists(out) && !fs::is_directory(out))
    throw Error(ErrorCode::config, out.string() + ": is a file; choose another place with --out");
  if (fs::exists(out / "config.ini"))
    throw Error(ErrorCode::config, out.string() +
                                       ": holds one sample or run, not an ablation; choose another place "
                                       "with --out");
  platform::make_folder(out);
  return platform::DirectoryLock(out);
}

void answer_ablation(const std::vector<Variant>& variants, double seconds, const fs::path& out, bool json) {
  const auto samples = compared(variants);
  const ComparisonReport report = compare(samples, measures_of(samples));
  Json answer{{"task", samples.front().origin.task},
              {"seeds", samples.front().outcomes.size()},
              {"variants", Json::array()}};
  for (const auto& variant : variants) answer["variants"].push_back(variant_json(variant));
  answer["comparison"] = comparison_json(samples, report);
  answer["seconds"] = seconds;
  if (!out.empty()) platform::write_file_atomically(out / "ablation.json", answer.dump() + "\n");
  if (json)
    std::cout << answer.dump() << '\n';
  else
    std::cout << table_text(answer) << '\n' << comparison_text(samples, report, TextStyle::terminal);
}

}  // namespace neat::app
