#include "neat/run/verify.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "answer.hpp"
#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/run/values.hpp"
#include "run_evaluator.hpp"
#include "saved_run.hpp"

namespace neat::app {
namespace {

/// The generation that was asked for; the last one when none was.
std::uint64_t generation_of(const Arguments& arguments, std::size_t generations) {
  if (generations == 0)
    throw Error(ErrorCode::data, "verify: no generation is finished yet; wait for the first one");
  if (!arguments.has("generation")) return generations - 1;
  const std::string text = arguments.value("generation");
  const auto number = parse_unsigned(text);
  if (!number)
    throw Error(ErrorCode::config,
                "verify: --generation " + text + ": is not a whole number; give one from 0");
  return *number;
}

void require_harmless(const std::vector<Setting>& settings) {
  for (const auto& [key, value, origin] : settings)
    if (!key.starts_with("isolate.") && key != "run.threads" && key != "data.dir")
      throw Error(ErrorCode::config,
                  "verify: " + key + " (" + origin +
                      "): would make it another run; only isolate.*, run.threads and data.dir may be given");
}

void print_json(const std::string& directory, const Verification& result, std::uint64_t last) {
  nlohmann::ordered_json answer{
      {"run", directory}, {"from", result.from}, {"last", last}, {"verified", result.verified}};
  answer["differs"] =
      result.differs ? nlohmann::ordered_json(*result.differs) : nlohmann::ordered_json(nullptr);
  answer["expected"] = result.expected;
  answer["found"] = result.found;
  std::cout << answer.dump() << '\n';
}

void print_text(const Verification& result, std::uint64_t last) {
  std::cout << "begun with "
            << (result.from == 0 ? "the first population"
                                 : "the checkpoint after generation " + std::to_string(result.from - 1))
            << "; " << result.verified << " generations up to " << last << " give the same state hash\n";
}

int answer(const std::string& directory, const Verification& result, std::uint64_t last, bool json) {
  if (json) print_json(directory, result, last);
  if (result.interrupted) {
    std::cerr << "neat-run: interrupted; " << result.verified << " generations were the same\n";
    return kInterrupted;
  }
  if (result.differs)
    throw Error(
        ErrorCode::run,
        "verify: " + directory + ": generation " + std::to_string(*result.differs) +
            " differs: its state hash is " + result.found + ", the history says " + result.expected +
            "; the run was made by another program, on another kind of machine, or its files were changed");
  if (!json) print_text(result, last);
  return 0;
}

int verify_run(const Arguments& arguments) {
  require_harmless(arguments.settings);
  const std::string directory = arguments.positional.front();
  const auto hashes = history_hashes(std::filesystem::path(directory) / "history.csv");
  const std::uint64_t last =
      arguments.has("all") ? generation_of({}, hashes.size()) : generation_of(arguments, hashes.size());
  const SavedRun saved = saved_run(std::filesystem::path(directory) / "config.ini", arguments);
  const auto task = open_run_task(saved.declared, saved.config);
  Threads threads(saved.config.threads);
  RunEvaluator evaluator(task, saved.config, threads);
  evaluator.repeat_losses(directory);
  const Verification result =
      verify(directory, *task, saved.config, threads, evaluator, surroundings(), last, arguments.has("all"));
  return answer(directory, result, last, arguments.has("json"));
}

}  // namespace

Command verify_command() {
  Command command;
  command.name = "verify";
  command.synopsis = "DIR [--generation G | --all]";
  command.summary = "run generations of a run again and compare their state hashes";
  command.help =
      "Runs generation G (left out: the last one) from the nearest checkpoint before it, or from the first "
      "population\n"
      "where there is none; --all runs everything. Ends with 1 and names the first generation that differs. "
      "The run's\n"
      "directory is not changed; checkpoint.archive_every makes checkpoints stay.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = {{"generation", "G", "the generation to run again, from 0"},
                     {"all", "", "every generation, from the first population"},
                     plugin_path_option(),
                     json_option()};
  command.run = verify_run;
  return command;
}

}  // namespace neat::app
