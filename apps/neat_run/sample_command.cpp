#include <algorithm>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/signals.hpp"
#include "neat/run/values.hpp"
#include "open_task.hpp"
#include "sample/ablation.hpp"
#include "sample/runs.hpp"
#include "sample/settings.hpp"
#include "sample/summary.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

std::size_t seed_count(const Arguments& arguments) {
  const std::string text = arguments.value("seeds", "20");
  const auto count = parse_unsigned(text);
  if (!count || *count < 1 || *count > 1'000'000)
    throw Error(ErrorCode::config, "sample: --seeds " + text + ": is not a whole number in [1, 1000000]");
  return *count;
}

void require_seeds(const Config& config, std::size_t seeds) {
  if (config.strategy.seed > std::numeric_limits<std::uint64_t>::max() - seeds)
    throw Error(ErrorCode::config, "sample: --seed " + number_text(config.strategy.seed) +
                                       ": leaves no room for " + std::to_string(seeds) +
                                       " seeds; begin with a smaller one");
}

/// Where outcomes go; empty: nowhere.
fs::path out_directory(const Arguments& arguments) {
  const std::string out = arguments.value("out", "none");
  return out == "none" ? fs::path{} : fs::path(out);
}

Variant resolved(const GridPoint& point, const DeclaredTask& declared, const Arguments& arguments) {
  std::vector<Setting> settings = settings_of(arguments);
  settings.insert(settings.end(), point.settings.begin(), point.settings.end());
  Variant variant;
  variant.name = point.name;
  variant.varied = point.settings;
  variant.config = resolve_config(declared.info, settings);
  use_kernels(variant.config);
  if (variant.config.isolate.on)
    throw Error(
        ErrorCode::config,
        "sample: isolate.on: the runs of a sample share one process; leave it out, or evolve each seed");
  return variant;
}

/// Is a task made of this key's value; learning.learn, inherit and samples come to it with each request.
bool makes_task(const std::string& key, const std::string& task) {
  if (key == "learning.learn" || key == "learning.inherit" || key == "learning.samples") return false;
  return key.starts_with(task + ".") || key.starts_with("learning.") || key.starts_with("data.");
}

/// Variants with the same text share one task, and its data.
std::string task_key(const Config& config) {
  std::string key;
  for (const auto& setting : parse_ini(to_ini(config), "a variant"))
    if (makes_task(setting.key, config.task)) key += setting.key + "=" + setting.value + "\n";
  return key;
}

/// Everything that can be refused is, before anything runs.
std::vector<Variant> variants_of(const DeclaredTask& declared, const Arguments& arguments) {
  std::vector<Variant> variants;
  for (const auto& point : ablation_grid(arguments.values("ablate")))
    variants.push_back(resolved(point, declared, arguments));
  std::map<std::string, std::shared_ptr<const Task>> tasks;
  for (auto& variant : variants) {
    auto& task = tasks[task_key(variant.config)];
    if (!task) task = open_task(declared, variant.config);
    variant.task = task;
  }
  return variants;
}

void require_folder_names(const std::vector<Variant>& variants) {
  for (const auto& variant : variants)
    if (variant.name.find('/') != std::string::npos)
      throw Error(ErrorCode::config,
                  "sample: --ablate " + variant.name +
                      ": has a '/', which no directory's name can have; leave out --out, or name "
                      "the values otherwise");
}

/// The lock of the directory above the variants', where there is one.
std::optional<platform::DirectoryLock> open_directories(std::vector<Variant>& variants, const fs::path& out,
                                                        std::size_t seeds) {
  std::optional<platform::DirectoryLock> lock;
  if (out.empty()) return lock;
  require_folder_names(variants);
  if (!variants.front().name.empty()) lock = lock_ablation(out);
  for (auto& variant : variants) {
    const fs::path path = variant.name.empty() ? out : out / variant.name;
    variant.directory = std::make_unique<SampleDirectory>(path, *variant.task, variant.config, seeds);
    const std::string& notice = variant.directory->notice();
    if (!notice.empty()) std::cerr << "neat-run: " << notice << '\n';
  }
  return lock;
}

int interrupted(const SampleRuns& runs, const fs::path& out) {
  std::cerr << "neat-run: interrupted after " << runs.done() << " of " << runs.size() << " runs; "
            << (out.empty() ? "nothing is kept without --out DIR"
                            : out.string() + " keeps them: give the same command again, which goes on")
            << '\n';
  return kInterrupted;
}

OrderedJson answer_of(const Variant& variant, double seconds) {
  OrderedJson answer = summary(variant.task->info().name, variant.outcomes);
  answer["seconds"] = seconds;
  if (!variant.task->notice().empty()) answer["notice"] = variant.task->notice();
  return answer;
}

void finish(const std::vector<Variant>& variants, double seconds) {
  for (const auto& variant : variants)
    if (variant.directory) variant.directory->finish(answer_of(variant, seconds).dump());
}

void tell_notices(const std::vector<Variant>& variants) {
  std::vector<std::string> told;
  for (const auto& variant : variants) {
    const std::string notice = variant.task->notice();
    if (notice.empty() || std::find(told.begin(), told.end(), notice) != told.end()) continue;
    std::cerr << "neat-run: " << notice << '\n';
    told.push_back(notice);
  }
}

void answer_one(const Variant& variant, double seconds, bool json) {
  const OrderedJson answer = answer_of(variant, seconds);
  std::cout << (json ? answer.dump() + "\n" : summary_text(answer));
}

int sample(const Arguments& arguments) {
  const DeclaredTask declared = declared_task(arguments.positional.front(), arguments);
  const std::size_t seeds = seed_count(arguments);
  const fs::path out = out_directory(arguments);
  auto variants = variants_of(declared, arguments);
  require_seeds(variants.front().config, seeds);
  const auto lock = open_directories(variants, out, seeds);
  tell_notices(variants);
  platform::install_stop_signals();
  const double start = seconds_since_start();
  SampleRuns runs(variants, seeds, arguments.has("quiet"));
  if (!runs.go(variants.front().config.threads)) return interrupted(runs, out);
  const double seconds = seconds_since_start() - start;
  finish(variants, seconds);
  if (arguments.has("ablate"))
    answer_ablation(variants, seconds, out, arguments.has("json"));
  else
    answer_one(variants.front(), seconds, arguments.has("json"));
  return 0;
}

}  // namespace

Command sample_command() {
  Command command;
  command.name = "sample";
  command.synopsis =
      "TASK [--seeds N] [--seed FIRST] [--out DIR] [--ablate KEY=a,b,c] [--preset P] [--config FILE] [--KEY "
      "VALUE ...]";
  command.summary = "evolve with many seeds: success rate, evaluations, confidence intervals";
  command.help =
      "Every seed is a run of its own on one thread, a single one on all; runs go beside each other. A seed\n"
      "that is not solved counts with the evaluations at which its bounds ended it, and is listed.\n\n"
      "With --out every seed is kept as soon as it is done: the same command goes on after Ctrl-C, a crash "
      "or with\n"
      "more --seeds. neat-run compare compares such directories.\n\n"
      "--ablate KEY=a,b,c samples each value with the same seeds and compares them with the first; given "
      "again, all\n"
      "combinations. With --out every variant has its own directory there.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = {{"seeds", "N", "how many; left out: 20"},
                     {"out", "DIR", "keep every seed's outcome there; left out or none: keep nothing"},
                     {"ablate", "KEY=a,b,c", "a sample per value, in one table; may be given again"},
                     {"config", "FILE", "settings from an INI file"},
                     plugin_path_option(),
                     json_option(),
                     quiet_option()};
  command.run = sample;
  return command;
}

}  // namespace neat::app
