#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "doctor/plan.hpp"
#include "doctor/run.hpp"
#include "neat/base/error.hpp"
#include "neat/genome/initial.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/memory.hpp"
#include "neat/platform/signals.hpp"
#include "neat/run/run.hpp"
#include "neat/run/values.hpp"
#include "open_task.hpp"
#include "terminal.hpp"
#include "top/followed_run.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

/// Every line of history.jsonl by column; what was left out is counted by FollowedRun.
std::map<std::string, std::vector<double>, std::less<>> columns_of(const fs::path& file) {
  std::map<std::string, std::vector<double>, std::less<>> columns;
  std::ifstream stream(file);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line) && !stream.eof();) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("generation")) continue;
    ++lines;
    for (const auto& [key, value] : json.items()) {
      auto& column = columns[key];
      column.resize(lines - 1, std::nan(""));
      column.push_back(value.is_number() ? value.get<double>() : std::nan(""));
    }
  }
  for (auto& [key, column] : columns) column.resize(lines, std::nan(""));
  return columns;
}

RunRecord record_of(const std::string& directory) {
  const FollowedRun run{fs::path(directory)};
  RunRecord record;
  record.directory = directory;
  record.columns = columns_of(fs::path(directory) / "history.jsonl");
  const auto bytes = platform::read_file(fs::path(directory) / "config.ini", 1 << 20);
  for (const auto& setting :
       parse_ini({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, directory))
    record.settings[setting.key] = setting.value;
  record.metrics = run.metrics();
  record.ended_by = run.ended_by();
  record.damaged_lines = run.damaged();
  return record;
}

/// The whole of free memory, bytes: MemAvailable of /proc/meminfo; 0 where the system does not tell.
double free_memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string name; file >> name;) {
    double kilobytes = 0;
    if (name == "MemAvailable:" && file >> kilobytes) return 1024 * kilobytes;
    file.ignore(1000, '\n');
  }
  return 0;
}

double free_disk(const std::string& out) {
  fs::path place = fs::absolute(out.empty() ? "." : out).lexically_normal();
  std::error_code absent;
  while (!fs::exists(place, absent) && place.has_relative_path()) place = place.parent_path();
  const auto space = fs::space(place, absent);
  return absent ? 0 : static_cast<double>(space.available);
}

std::string task_name(const Arguments& arguments, const std::vector<Setting>& settings) {
  if (!arguments.positional.empty()) return arguments.positional.front();
  std::string name;
  for (const auto& setting : settings)
    if (setting.key == "run.task") name = setting.value;
  if (name.empty())
    throw Error(
        ErrorCode::config,
        "doctor: neither a task nor a run was given; write neat-run doctor TASK or neat-run doctor DIR");
  return name;
}

bool is_run(const std::string& place) {
  return fs::is_directory(place) || place.ends_with("/");
}

int answer(const std::vector<Finding>& findings, bool json) {
  if (json)
    std::cout << findings_json(findings) << '\n';
  else
    std::cout << findings_text(findings) << summary_text(findings) << '\n';
  return any_failed(findings) ? static_cast<int>(ErrorCode::run) : 0;
}

/// The task; nothing where its data are not here, which `missing` then says.
std::unique_ptr<PluginTask> opened(const DeclaredTask& declared, const Config& config, Finding& missing) {
  try {
    return open_task(declared, config);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    missing = {"data", Verdict::failed, error.what(), "neat-run data get " + declared.info.name};
    return nullptr;
  }
}

bool uses_layers(const GenomeOptions& options, const Problem& problem) {
  const Interface interface { problem.input, problem.output, problem.learns, problem.recurrent };
  return resolve(options, interface).granularity == Granularity::layer;
}

int examine_plan(const Arguments& arguments) {
  platform::install_stop_signals();
  const auto settings = settings_of(arguments);
  const DeclaredTask declared = declared_task(task_name(arguments, settings), arguments);
  Config config = resolve_config(declared.info, settings);
  use_kernels(config);
  Finding missing;
  const auto task = opened(declared, config, missing);
  if (!task) return answer({missing}, arguments.has("json"));
  Threads threads(config.threads);
  const Problem problem = problem_of(*task);
  PlannedRun run{declared.info, config};
  run.layers = uses_layers(config.strategy.genome, problem);
  for (const auto& setting : settings) run.given.push_back(setting.key);
  run.notice = task->notice();
  run.processors = Threads(0).count();
  run.free_memory = free_memory() + static_cast<double>(platform::process_memory().resident);
  run.free_disk = free_disk(arguments.value("out"));
  run.species = try_species(config.strategy, problem, threads);
  const ForecastConditions conditions{nullptr, true, seconds_since_start, platform::stop_requested};
  const auto cost = forecast(*task, config, threads, conditions);
  if (!cost) {
    std::cerr << "neat-run: interrupted; nothing is said of the run\n";
    return kInterrupted;
  }
  run.forecast = *cost;
  return answer(diagnose(run), arguments.has("json"));
}

int doctor(const Arguments& arguments) {
  const bool of_run = !arguments.positional.empty() && is_run(arguments.positional.front());
  if (!of_run) return examine_plan(arguments);
  if (!arguments.settings.empty() || arguments.has("config"))
    throw Error(
        ErrorCode::config,
        "doctor: " + arguments.positional.front() +
            ": is a run, which has its settings; leave out --config and keys, or name a task instead");
  return answer(diagnose(record_of(arguments.positional.front())), arguments.has("json"));
}

}  // namespace

Command doctor_command() {
  Command command;
  command.name = "doctor";
  command.synopsis = "TASK [--config FILE] [--KEY VALUE ...] | DIR";
  command.summary = "what is wrong or about to go wrong, and the key to change";
  command.help =
      "Of a task: looks at the settings a run would have, as evolve takes them, tries how many species they "
      "give, and\n"
      "foresees memory, time and disk; a few networks are evaluated, nothing is written. With run.task in "
      "the file,\n"
      "--config alone will do. Of a run's directory, during the run or after it: reads its history for "
      "stagnation,\n"
      "species, growth, gaps between partitions, lost evaluations and learning. Every finding names the key "
      "to change\n"
      "and a value to try. Ends with 0, or with 1 when something serious was found.\n";
  command.most = 1;
  command.takes_keys = true;
  command.options = {{"config", "FILE", "settings from an INI file"},
                     {"out", "DIR", "where the run would be kept, for the room on its disk"},
                     plugin_path_option(),
                     json_option()};
  command.run = doctor;
  return command;
}

}  // namespace neat::app
