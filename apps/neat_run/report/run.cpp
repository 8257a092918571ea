#include "report/run.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "ending.hpp"
#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/io/network_text.hpp"
#include "neat/io/svg.hpp"
#include "neat/platform/files.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// More generations than these are thinned out evenly: a curve of a few hundred pixels shows no more.
constexpr std::size_t kMostRows = 5000;
constexpr std::uint64_t kLargestText = 1 << 26;

[[noreturn]] void refuse(const fs::path& path, const std::string& why, const std::string& remedy) {
  throw Error(ErrorCode::data, path.string() + ": " + why + "; " + remedy);
}

std::string text_of(const fs::path& path) {
  const auto bytes = platform::read_file(path, kLargestText);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What config.ini says, with the comments at its head.
struct Configured {
  std::vector<Setting> settings;
  std::string command, notice;
};

/// What follows `mark` in the first line that begins with it; empty when none does.
std::string comment(const std::string& text, const std::string& mark) {
  const std::size_t at = text.starts_with(mark) ? 0 : text.find("\n" + mark);
  if (at == text.npos) return {};
  const std::size_t from = text.find(mark, at) + mark.size();
  return text.substr(from, text.find('\n', from) - from);
}

Configured read_config(const fs::path& path) {
  const std::string text = text_of(path);
  Configured configured;
  configured.command = comment(text, "# ");
  configured.notice = comment(text, "# notice: ");
  try {
    configured.settings = parse_ini(text, path.string());
  } catch (const Error& problem) {
    throw Error(ErrorCode::data, std::string(problem.what()) + "; restore config.ini of the run");
  }
  return configured;
}

/// All whole lines of history.jsonl; a torn last one is of a generation that was not finished.
std::vector<Json> read_history(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, "is not there or cannot be read", "name the directory of a run");
  std::vector<Json> lines;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    Json value = Json::parse(line, nullptr, false);
    if (!value.is_object())
      refuse(path, "line " + std::to_string(lines.size() + 1) + " is not a JSON object", "restore the file");
    lines.push_back(std::move(value));
  }
  if (lines.empty()) refuse(path, "no generation is finished yet", "wait for the first one");
  return lines;
}

double number(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number() ? found->get<double>() : 0.0;
}

std::uint64_t count(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string text(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Every k-th line and the last one.
std::vector<const Json*> thinned(const std::vector<Json>& lines) {
  const std::size_t step = (lines.size() + kMostRows - 1) / kMostRows;
  std::vector<const Json*> kept;
  for (std::size_t i = 0; i < lines.size(); i += step) kept.push_back(&lines[i]);
  if (kept.back() != &lines.back()) kept.push_back(&lines.back());
  return kept;
}

void add_history(Json& report, const std::vector<Json>& lines) {
  Json columns = Json::array(), rows = Json::array(), species = Json::array();
  for (const auto& [key, value] : lines.back().items())
    if (!value.is_array() && !value.is_string()) columns.push_back(key);
  for (const Json* line : thinned(lines)) {
    Json row = Json::array();
    for (const auto& column : columns) row.push_back(line->value(column.get<std::string>(), Json(nullptr)));
    rows.push_back(std::move(row));
    species.push_back(line->value("species_sizes", Json::array()));
  }
  report["history"] = {
      {"columns", std::move(columns)}, {"rows", std::move(rows)}, {"generations", lines.size()}};
  report["species"] = std::move(species);
}

Json ledger(const Json& last) {
  Json ledger;
  for (const auto& [name, key] :
       {std::pair("evaluations", "evaluations"), std::pair("samples", "samples_seen"),
        std::pair("rows", "rows"), std::pair("rows_saved", "rows_saved"),
        std::pair("forward_flops", "forward_flops"), std::pair("backward_flops", "backward_flops")})
    ledger[name] = count(last, key);
  ledger["seconds"] = number(last, "seconds");
  ledger["line"] = {{"evaluations", count(last, "line_evaluations")},
                    {"samples", count(last, "line_samples")},
                    {"rows", count(last, "line_rows")},
                    {"flops", count(last, "line_flops")}};
  return ledger;
}

/// The champion's file as data, with its drawing.
Json champion(const fs::path& directory, const io::GenomeFile& file) {
  Genome genome = file.genome;
  genome.parameters = file.measured();
  io::DrawOptions drawing;
  drawing.title = file.card.task;
  Json all = Json::parse(io::to_json(file));
  all["card"].erase("config");  // the report has it once
  Json champion{{"card", all["card"]}, {"counts", all["counts"]}, {"svg", io::to_svg(genome, drawing)}};
  const fs::path extras = directory / "extras.json";
  champion["extras"] = fs::exists(extras) ? Json::parse(text_of(extras), nullptr, false) : Json::array();
  if (!champion["extras"].is_array()) refuse(extras, "is not a JSON array", "restore or remove the file");
  return champion;
}

/// The bound that ended the run, found in what is left of it.
std::string status(const Configured& configured, const Json& last, std::size_t generations, bool maximise) {
  const StopReason reason = ending(bounds_in(configured.settings), maximise, generations,
                                   [&](const char* column) { return number(last, column); });
  return std::string(reason == StopReason::none ? "unfinished" : name(reason));
}

Json config_json(const Configured& configured) {
  Json all = Json::array();
  for (const auto& setting : configured.settings) all.push_back({setting.key, setting.value});
  return all;
}

std::string partition_of(const Json& last) {
  const auto is_validation = [](const auto& item) { return item.key().starts_with("validation_"); };
  for (const auto& item : last.items())
    if (is_validation(item)) return "validation";
  return "train";
}

Json task_json(const Configured& configured, const Json& last, const io::ModelCard* card) {
  return {{"name", value_of(configured.settings, "run.task")},
          {"version", card ? card->task_version : ""},
          {"maximise", card ? card->maximise : true},
          {"partition", partition_of(last)}};
}

}  // namespace

Json run_report(const fs::path& directory) {
  if (!fs::is_directory(directory)) refuse(directory, "is not a directory", "name the directory of a run");
  if (!fs::exists(directory / "config.ini"))
    refuse(directory, "holds no run: there is no config.ini", "name the directory of a run");
  const Configured configured = read_config(directory / "config.ini");
  const auto lines = read_history(directory / "history.jsonl");
  const Json& last = lines.back();
  std::optional<io::GenomeFile> file;
  const fs::path genome = directory / "champion.genome";
  if (fs::exists(genome)) file = io::load_genome(genome);
  const io::ModelCard* card = file ? &file->card : nullptr;
  Json report{{"name", directory.lexically_normal().generic_string()}};
  report["task"] = task_json(configured, last, card);
  report["status"] = status(configured, last, lines.size(), !card || card->maximise);
  report["command"] = configured.command;
  report["notice"] = configured.notice;
  report["config"] = config_json(configured);
  add_history(report, lines);
  report["champion"] = file ? champion(directory, *file) : Json(nullptr);
  report["ledger"] = ledger(last);
  report["hashes"] = {{"state", text(last, "state_hash")}, {"genome", ""}, {"data", Json::object()}};
  if (!file) return report;
  const auto bytes = platform::read_file(genome);
  report["hashes"]["genome"] = hex(Sha256().add(std::as_bytes(std::span(bytes))).finish());
  report["hashes"]["data"] = file->card.data;
  return report;
}

}  // namespace neat::app
