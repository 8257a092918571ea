#include "compare/load.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "ending.hpp"
#include "neat/base/error.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/values.hpp"
#include "sample/directory.hpp"
#include "sample/settings.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;

std::string text_of(const fs::path& file) {
  const auto bytes = platform::read_file(file, kLargestFile);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_run(const fs::path& path) {
  return fs::exists(path / "config.ini") && fs::exists(path / "history.jsonl");
}

/// A run as one outcome.
struct LoadedRun {
  fs::path path;
  SampleOrigin origin;
  Outcome outcome;
  std::vector<Setting> settings;
};

/// The last whole line of history.jsonl.
Json last_line(const fs::path& file) {
  std::string text = text_of(file);
  const auto end = text.rfind('\n');
  const std::string whole = end == std::string::npos ? "" : text.substr(0, end);
  if (whole.empty())
    throw Error(ErrorCode::data,
                file.string() + ": has no finished generation; resume the run or leave it out");
  const Json line = Json::parse(whole.substr(whole.rfind('\n') + 1), nullptr, false);
  if (!line.is_object())
    throw Error(ErrorCode::data,
                file.string() + ": its last line is no JSON object; restore it or leave the run out");
  return line;
}

double number_in(const Json& line, const std::string& key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number() ? found->get<double>() : std::nan("");
}

/// Columns of history under the names of run measures; what a column is called there and not here is the same.
Measures spent_in(const Json& line, double fitness) {
  Measures spent;
  for (const auto& measure : run_measures()) {
    const std::string column = measure == "hidden_nodes" ? "nodes" : measure;
    double value = measure == "generations" ? number_in(line, "generation") + 1 : number_in(line, column);
    if (measure == "fitness") value = fitness;
    if (std::isfinite(value)) spent.emplace_back(measure, value);
  }
  const double tests = value_of(spent, "champion_test_rows");
  if (std::isfinite(tests))
    spent.emplace_back("evaluations_and_tests", value_of(spent, "evaluations") + tests);
  return spent;
}

Measures metrics_in(const io::ModelCard& card) {
  Measures metrics;
  for (const char* partition : {"train", "validation", "test"})
    if (const auto found = card.metrics.find(partition); found != card.metrics.end())
      for (const auto& [metric, value] : found->second)
        metrics.emplace_back(std::string(partition) + "_" + metric, value);
  return metrics;
}

LoadedRun load_run(const fs::path& path) {
  LoadedRun run;
  run.path = path;
  run.settings = parse_ini(text_of(path / "config.ini"), (path / "config.ini").string());
  const Json line = last_line(path / "history.jsonl");
  const io::ModelCard card = io::load_genome(path / "champion.genome").card;
  run.origin = {card.task, card.task_version, card.arithmetic, card.maximise, card.data};
  run.outcome.seed = card.seed;
  run.outcome.spent = spent_in(line, card.fitness);
  run.outcome.metrics = metrics_in(card);
  run.outcome.seconds = number_in(line, "seconds");
  const auto generations = static_cast<std::size_t>(number_in(line, "generation")) + 1;
  const StopReason reason = ending(bounds_in(run.settings), card.maximise, generations,
                                   [&](const char* column) { return number_in(line, column); });
  run.outcome.solved = card.solved || reason == StopReason::solved;
  run.outcome.reason = reason == StopReason::none ? "" : name(reason);
  return run;
}

std::vector<fs::path> folders_in(const fs::path& path) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(path))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// Runs that are compared as one sample have one configuration and a seed each.
void require_sample(const std::string& name, const std::vector<LoadedRun>& runs) {
  for (const auto& run : runs) {
    const LoadedRun& first = runs.front();
    const std::string both = first.path.filename().string() + " and " + run.path.filename().string();
    const auto refuse = [&](const std::string& why) {
      throw Error(ErrorCode::config,
                  "compare: " + name + ": its runs are no sample: " + both + " " + why +
                      "; name the runs themselves, or put runs that differ in their seed alone "
                      "into one directory");
    };
    if (run.origin.task != first.origin.task) refuse("are of different tasks");
    if (run.origin != first.origin) refuse("are of different versions of the task, or have other data");
    for (const auto& differing : differing_settings({first.settings, run.settings}))
      if (differing.key != "run.seed") refuse("differ in " + differing.key);
    if (&run != &first && run.outcome.seed == (&run - 1)->outcome.seed)
      throw Error(ErrorCode::config, "compare: " + name + ": its runs are no sample: seed " +
                                         std::to_string(run.outcome.seed) +
                                         " is there twice; name the runs themselves, or take one away");
  }
}

ComparedSample sample_of(const std::string& name, std::vector<LoadedRun> runs,
                         std::vector<std::string>& notes) {
  for (const auto& run : runs)
    if (run.outcome.reason.empty())
      notes.push_back(run.path.string() +
                      ": left out, as it has not reached an end; neat-run resume goes on with it.");
  std::erase_if(runs, [](const LoadedRun& run) { return run.outcome.reason.empty(); });
  if (runs.empty())
    throw Error(ErrorCode::data, name + ": none of its runs has reached an end; resume them first");
  std::sort(runs.begin(), runs.end(),
            [](const LoadedRun& a, const LoadedRun& b) { return a.outcome.seed < b.outcome.seed; });
  require_sample(name, runs);
  ComparedSample sample{name, runs.front().origin, {}, runs.front().settings};
  for (auto& run : runs) sample.outcomes.push_back(std::move(run.outcome));
  return sample;
}

ComparedSample stored_sample(const std::string& name, std::vector<std::string>& notes) {
  StoredSample stored = read_sample(name);
  if (stored.outcomes.empty())
    throw Error(ErrorCode::data, name + ": holds no finished seed yet; run the sample on");
  if (stored.torn) notes.push_back(name + ": the last line of outcomes.jsonl is not whole and is left out.");
  if (!fs::exists(fs::path(name) / "sample.json"))
    notes.push_back(name + ": the sample is not finished; the seeds that are there are compared.");
  return {name, std::move(stored.origin), std::move(stored.outcomes), std::move(stored.settings)};
}

/// The variants of an ablation, in their order.
std::vector<fs::path> variants_in(const fs::path& path) {
  std::vector<fs::path> variants;
  const fs::path file = path / "ablation.json";
  const Json json = fs::exists(file) ? Json::parse(text_of(file), nullptr, false) : Json();
  if (json.is_object() && json.contains("variants") && json["variants"].is_array())
    for (const auto& variant : json["variants"])
      if (variant.is_object() && variant.contains("name") && variant["name"].is_string())
        variants.push_back(path / variant["name"].get<std::string>());
  if (variants.empty()) variants = folders_in(path);
  std::erase_if(variants, [](const fs::path& variant) { return !is_sample(variant); });
  return variants;
}

void load(const std::string& name, LoadedSamples& loaded) {
  const fs::path path(name);
  if (!fs::is_directory(path))
    throw Error(ErrorCode::data,
                name + ": is not a directory; name directories of neat-run sample or evolve");
  if (is_sample(path)) return loaded.samples.push_back(stored_sample(name, loaded.notes));
  if (is_run(path)) return loaded.samples.push_back(sample_of(name, {load_run(path)}, loaded.notes));
  const auto variants = variants_in(path);
  for (const auto& variant : variants)
    loaded.samples.push_back(stored_sample(variant.string(), loaded.notes));
  if (!variants.empty()) return;
  std::vector<LoadedRun> runs;
  for (const auto& folder : folders_in(path))
    if (is_run(folder)) runs.push_back(load_run(folder));
  if (runs.empty())
    throw Error(ErrorCode::data,
                name +
                    ": holds neither a sample nor runs; name directories of neat-run sample or "
                    "evolve");
  loaded.samples.push_back(sample_of(name, std::move(runs), loaded.notes));
}

}  // namespace

LoadedSamples load_samples(const std::vector<std::string>& directories) {
  LoadedSamples loaded;
  for (const auto& directory : directories) load(directory, loaded);
  return loaded;
}

}  // namespace neat::app
